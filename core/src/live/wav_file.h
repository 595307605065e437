// A growing WAV file of float samples, whose header is correct at any time.
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

  // Appends interleaved samples; false if the system fails.
  bool append(std::span<const float> samples);

  // Updates the header and hands all data to the system; false if the system fails.
  bool update();

  // Returns when the data is on the disk.
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
