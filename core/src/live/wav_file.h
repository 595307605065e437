// A WAV file of float samples that grows, its header right at any time.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>

namespace reamp {

class WavFile {
 public:
  // Makes the file, which must not exist. Throws FileFailure.
  WavFile(const std::string& path, int rate_hz, int channels);

  int channels() const noexcept { return channels_; }

  // Appends interleaved samples; false where the system refuses.
  bool append(std::span<const float> samples);

  // Makes the header say what was appended, and gives all of it to the system; false where that refuses.
  bool update();

  // Returns when the disk has it.
  void sync();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  bool write_header();

  int rate_hz_, channels_;
  std::uint64_t frames_ = 0;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace reamp
