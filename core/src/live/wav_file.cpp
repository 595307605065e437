// A WAV file of float samples that grows.
#include "live/wav_file.h"

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>

#include "reamp/recorder.h"

#if defined(_WIN32)
#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>

#include <filesystem>
#else
#include <unistd.h>
#endif

namespace reamp {
namespace {

constexpr std::uint64_t kMax = 0xffffffff;
constexpr int kDs64Bytes = 28;  // EBU Tech 3306: the sizes of an RF64, in the place of a JUNK chunk

static_assert(std::endian::native == std::endian::little, "samples are written as they lie in memory");

#if defined(_WIN32)
// Opens a file that must not exist. The C library of older Windows has no mode "x", no UTF-8, no long offsets.
std::FILE* open_new(const std::string& path) {
  const std::filesystem::path name(std::u8string(path.begin(), path.end()));
  const int file = _wopen(name.c_str(), _O_WRONLY | _O_CREAT | _O_EXCL | _O_BINARY, _S_IREAD | _S_IWRITE);
  return file < 0 ? nullptr : _fdopen(file, "wb");
}
bool seek(std::FILE* file, int origin) { return _fseeki64(file, 0, origin) == 0; }
void sync_to_disk(std::FILE* file) { static_cast<void>(_commit(_fileno(file))); }
#else
std::FILE* open_new(const std::string& path) { return std::fopen(path.c_str(), "wbx"); }
bool seek(std::FILE* file, int origin) { return std::fseek(file, 0, origin) == 0; }
void sync_to_disk(std::FILE* file) { static_cast<void>(::fsync(::fileno(file))); }
#endif

// Little-endian numbers and names, one after the other.
class Header {
 public:
  void name(const char (&four)[5]) { bytes(four, 4); }
  template <class Number>
  void number(Number value) {
    bytes(&value, sizeof value);
  }
  void zeros(std::size_t count) { size_ += count; }
  const char* data() const { return bytes_.data(); }
  std::size_t size() const { return size_; }

 private:
  void bytes(const void* from, std::size_t count) {
    std::memcpy(bytes_.data() + size_, from, count);
    size_ += count;
  }

  std::array<char, DiskRecorder::kSamplesAt> bytes_{};
  std::size_t size_ = 0;
};

Header header_of(int rate_hz, int channels, std::uint64_t frames) {
  const std::uint64_t data_bytes = frames * static_cast<std::uint64_t>(channels) * sizeof(float);
  const std::uint64_t riff_bytes = data_bytes + DiskRecorder::kSamplesAt - 8;
  const bool is_large = riff_bytes >= kMax;
  const auto in_32_bits = [&](std::uint64_t count) { return static_cast<std::uint32_t>(is_large ? kMax : count); };
  Header header;
  header.name(is_large ? "RF64" : "RIFF");
  header.number(in_32_bits(riff_bytes));
  header.name("WAVE");
  header.name(is_large ? "ds64" : "JUNK");
  header.number(std::uint32_t{kDs64Bytes});
  if (is_large) {
    for (const std::uint64_t count : {riff_bytes, data_bytes, frames}) header.number(count);
    header.number(std::uint32_t{0});  // no further sizes
  } else {
    header.zeros(kDs64Bytes);
  }
  header.name("fmt ");
  header.number(std::uint32_t{16});
  header.number(std::uint16_t{3});  // IEEE float
  header.number(static_cast<std::uint16_t>(channels));
  header.number(static_cast<std::uint32_t>(rate_hz));
  header.number(static_cast<std::uint32_t>(rate_hz * channels * static_cast<int>(sizeof(float))));
  header.number(static_cast<std::uint16_t>(channels * static_cast<int>(sizeof(float))));
  header.number(std::uint16_t{32});
  header.name("fact");
  header.number(std::uint32_t{4});
  header.number(in_32_bits(frames));
  header.name("data");
  header.number(in_32_bits(data_bytes));
  return header;
}

}  // namespace

WavFile::WavFile(const std::string& path, int rate_hz, int channels)
    : rate_hz_(rate_hz), channels_(channels), file_(open_new(path)) {
  if (!file_ || !write_header()) throw FileFailure(path, std::strerror(errno));
}

bool WavFile::append(std::span<const float> samples) {
  const std::size_t written = std::fwrite(samples.data(), sizeof(float), samples.size(), file_.get());
  frames_ += written / static_cast<std::size_t>(channels_);
  return written == samples.size();
}

// Samples before header: a header that states more samples than the file has would be worse than fewer.
bool WavFile::update() { return std::fflush(file_.get()) == 0 && write_header(); }

bool WavFile::write_header() {
  const Header header = header_of(rate_hz_, channels_, frames_);
  std::FILE* const file = file_.get();
  return seek(file, SEEK_SET) && std::fwrite(header.data(), 1, header.size(), file) == header.size() &&
         seek(file, SEEK_END) && std::fflush(file) == 0;
}

void WavFile::sync() { sync_to_disk(file_.get()); }

}  // namespace reamp
