// Breaks WAV files and reads what the reader lets through.
//
//   wav_fuzz [count [first seed]]
//
// Each broken file must either be refused with a SoundError or hold finite samples in channels of equal length.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "reamp/wav.h"
#include "seeds.h"

namespace {

using reamp::testing::Sequence;

void append(std::string& bytes, std::uint64_t number, int count) {
  for (int i = 0; i < count; ++i, number >>= 8) bytes += static_cast<char>(number & 255);
}

std::string good_file(Sequence& sequence) {
  const bool is_float = sequence.below(2), is_extensible = sequence.below(2);
  const auto channels = static_cast<unsigned>(1 + sequence.below(3));
  const auto bits = static_cast<unsigned>(is_float ? 32 + 32 * sequence.below(2) : 16 + 8 * sequence.below(3));
  const unsigned frame = channels * bits / 8, tag = is_float ? 3 : 1;
  std::string format;
  append(format, is_extensible ? 0xfffe : tag, 2);
  append(format, channels, 2);
  append(format, 48000, 4);
  append(format, 48000 * frame, 4);
  append(format, frame, 2);
  append(format, bits, 2);
  if (is_extensible) {
    append(format, 22, 2);
    append(format, bits, 2);
    append(format, 3, 4);
    append(format, tag, 2);
    format += std::string("\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71", 14);
  }
  std::string data;
  for (int i = sequence.below(40); i >= 0; --i)
    for (unsigned channel = 0; channel < channels; ++channel) append(data, is_float ? 0 : sequence.next(), bits / 8);
  std::string bytes = "RIFF";
  append(bytes, 0, 4);
  bytes += "WAVE";
  if (sequence.below(3) == 0)
    bytes += std::string(
        "LIST\x03\x00\x00\x00"
        "abc\x00",
        12);
  bytes += "fmt ";
  append(bytes, format.size(), 4);
  bytes += format + "data";
  append(bytes, data.size(), 4);
  return bytes + data;
}

void damage(Sequence& sequence, std::string& bytes) {
  const auto place = static_cast<std::size_t>(sequence.below(bytes.size()));
  switch (sequence.below(5)) {
    case 0:
      bytes.resize(place);
      break;
    case 1:
      bytes.insert(place, 1 + static_cast<std::size_t>(sequence.below(5)), static_cast<char>(sequence.next()));
      break;
    case 2:
      bytes.erase(place, 1 + static_cast<std::size_t>(sequence.below(5)));
      break;
    case 3:
      bytes[place] = static_cast<char>(sequence.below(2) ? 255 : 0);
      break;
    default:
      bytes[place] = static_cast<char>(sequence.next());
  }
}

// True when the file was read.
bool read(const std::string& bytes) {
  try {
    const reamp::WavSound sound = reamp::parse_wav(bytes, "fuzzed");
    for (const auto& samples : sound.channels) {
      if (samples.empty() || samples.size() != sound.channels.front().size())
        throw std::logic_error("unequal channels");
      for (const float x : samples)
        if (!std::isfinite(x)) throw std::logic_error("a sample is not finite");
    }
    reamp::cabinet_channels(sound, std::nullopt, "fuzzed");
    return true;
  } catch (const reamp::SoundError&) {
    return false;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const long count = argc > 1 ? std::atol(argv[1]) : 50000;
  const long first = argc > 2 ? std::atol(argv[2]) : 0;
  long played = 0;
  for (long seed = first; seed < first + count; ++seed) {
    Sequence sequence(static_cast<std::uint64_t>(seed));
    for (int i = 0; i < 10; ++i) sequence.next();
    std::string bytes = good_file(sequence);
    for (int n = sequence.below(4); n > 0 && !bytes.empty(); --n) damage(sequence, bytes);
    try {
      played += read(bytes);
    } catch (const std::exception& error) {
      std::printf("seed %ld: %s\n", seed, error.what());
      return 1;
    }
  }
  std::printf("%ld files: %ld read, %ld refused\n", count, played, count - played);
  return played == 0 || played == count;
}
