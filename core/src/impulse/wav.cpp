// A reader of WAV files.
#include "reamp/wav.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <numeric>

#include "reamp/paths.h"

namespace reamp {
namespace {

constexpr std::uint32_t kLowestRateHz = 8000, kHighestRateHz = 768000;  // from telephones to the fastest interfaces
constexpr unsigned kPcm = 1, kFloat = 3, kExtensible = 0xfffe;
constexpr unsigned kMaxChannels = 1024;
constexpr double kSilentChannelDb = -60.0;  // relative to the loudest; below it is only the noise of an open input

std::uint64_t number_at(std::string_view bytes, std::size_t first, std::size_t count) {
  std::uint64_t number = 0;
  for (std::size_t i = count; i > 0; --i) number = number << 8 | static_cast<unsigned char>(bytes[first + i - 1]);
  return number;
}

struct Format {
  unsigned tag = 0, channels = 0, bits = 0;
  std::uint32_t rate_hz = 0;

  std::size_t sample_bytes() const { return bits / 8; }
  std::size_t frame_bytes() const { return channels * sample_bytes(); }
};

float sample_at(std::string_view data, std::size_t first, const Format& format) {
  const std::uint64_t bits = number_at(data, first, format.sample_bytes());
  if (format.tag == kFloat && format.bits == 32) return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  if (format.tag == kFloat) return static_cast<float>(std::bit_cast<double>(bits));
  const auto whole = static_cast<std::int32_t>(static_cast<std::uint32_t>(bits << (32 - format.bits)));
  return static_cast<float>(whole) * 0x1p-31f;
}

class Reader {
 public:
  Reader(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  WavSound read() {
    if (bytes_.empty()) fail("is empty");
    if (bytes_.size() < 12 || bytes_.substr(0, 4) != "RIFF" || bytes_.substr(8, 4) != "WAVE")
      fail("is not a WAV file; export it as WAV");
    std::optional<Format> format;
    for (std::size_t at = 12; at + 8 <= bytes_.size();) {
      const std::string_view id = bytes_.substr(at, 4);
      const auto size = static_cast<std::size_t>(number_at(bytes_, at + 4, 4)), there = bytes_.size() - at - 8;
      const std::string_view chunk = bytes_.substr(at + 8, size);
      if (id == "fmt ") format = format_of(chunk);
      if (id == "data") {
        if (!format) fail("has sound before its format; the file is damaged");
        if (size > there)
          fail("is cut off: " + std::to_string(there) + " of " + std::to_string(size) + " bytes of sound");
        return sound_of(chunk, *format);
      }
      if (size > there) break;
      at += 8 + size + size % 2;
    }
    fail("has no sound; the file is damaged");
  }

 private:
  [[noreturn]] void fail(const std::string& problem) const { throw SoundError(name_, problem); }

  Format format_of(std::string_view chunk) const {
    if (chunk.size() < 16) fail("has a format of " + std::to_string(chunk.size()) + " bytes; the file is damaged");
    Format format{.tag = static_cast<unsigned>(number_at(chunk, 0, 2)),
                  .channels = static_cast<unsigned>(number_at(chunk, 2, 2)),
                  .bits = static_cast<unsigned>(number_at(chunk, 14, 2)),
                  .rate_hz = static_cast<std::uint32_t>(number_at(chunk, 4, 4))};
    if (format.tag == kExtensible && chunk.size() >= 26) format.tag = static_cast<unsigned>(number_at(chunk, 24, 2));
    const bool is_known = (format.tag == kPcm && (format.bits == 16 || format.bits == 24 || format.bits == 32)) ||
                          (format.tag == kFloat && (format.bits == 32 || format.bits == 64));
    if (!is_known)
      fail("has samples of format " + std::to_string(format.tag) + " with " + std::to_string(format.bits) +
           " bits; export it as PCM of 16, 24 or 32 bits, or as 32-bit float");
    if (format.channels < 1 || format.channels > kMaxChannels || number_at(chunk, 12, 2) != format.frame_bytes())
      fail("has a format that contradicts itself; the file is damaged");
    if (format.rate_hz < kLowestRateHz || format.rate_hz > kHighestRateHz)
      fail("its header says " + std::to_string(format.rate_hz) + " Hz; plausible are 8000 to 768000 Hz");
    return format;
  }

  WavSound sound_of(std::string_view data, const Format& format) const {
    const std::size_t frames = data.size() / format.frame_bytes();
    if (frames == 0) fail("has no audio");
    WavSound sound{.rate_hz = static_cast<int>(format.rate_hz), .channels{}};
    for (unsigned channel = 0; channel < format.channels; ++channel) {
      std::vector<float>& samples = sound.channels.emplace_back(frames);
      for (std::size_t t = 0; t < frames; ++t) {
        samples[t] = sample_at(data, t * format.frame_bytes() + channel * format.sample_bytes(), format);
        if (!std::isfinite(samples[t]))
          fail("frame " + std::to_string(t) + " of channel " + std::to_string(channel + 1) +
               " is no finite number; export the file again");
      }
    }
    return sound;
  }

  const std::string_view bytes_;
  const std::string& name_;
};

}  // namespace

WavSound read_wav(const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path file = in_system(path);
  std::error_code error;
  if (!fs::is_regular_file(file, error)) throw SoundError(path, "is no file");
  const std::uintmax_t size = fs::file_size(file, error);
  if (error) throw SoundError(path, "cannot be read");
  if (size > kMaxWavBytes)
    throw SoundError(path, "has " + std::to_string(size >> 20) + " MB; an impulse response has at most 256 MB");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::ifstream stream(file, std::ios::binary);
  if (!stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) throw SoundError(path, "cannot be read");
  return parse_wav(bytes, path);
}

WavSound parse_wav(std::string_view bytes, const std::string& name) { return Reader(bytes, name).read(); }

std::vector<std::span<const float>> cabinet_channels(const WavSound& sound, const std::optional<int>& channel,
                                                     const std::string& name) {
  const std::size_t count = sound.channels.size();
  const auto one = [&](std::size_t index) { return std::vector<std::span<const float>>{sound.channels[index]}; };
  if (channel) {
    if (*channel < 1 || static_cast<std::size_t>(*channel) > count)
      throw SoundError(name,
                       "has " + std::to_string(count) + " channels; there is no channel " + std::to_string(*channel));
    return one(static_cast<std::size_t>(*channel) - 1);
  }
  const auto is_first = [&](const std::vector<float>& samples) { return samples == sound.channels.front(); };
  if (std::all_of(sound.channels.begin(), sound.channels.end(), is_first)) return one(0);
  std::vector<double> peaks;
  for (const auto& samples : sound.channels)
    peaks.push_back(std::transform_reduce(
        samples.begin(), samples.end(), 0.0, [](double a, double b) { return std::max(a, b); },
        [](float x) { return std::abs(static_cast<double>(x)); }));
  const auto loudest = std::max_element(peaks.begin(), peaks.end());
  double next = 0.0;
  for (auto peak = peaks.begin(); peak != peaks.end(); ++peak)
    if (peak != loudest) next = std::max(next, *peak);
  if (next / *loudest < std::pow(10.0, kSilentChannelDb / 20.0))
    return one(static_cast<std::size_t>(loudest - peaks.begin()));
  if (count == 2) return {sound.channels[0], sound.channels[1]};
  throw SoundError(name, "has " + std::to_string(count) + " channels; choose one");
}

}  // namespace reamp
