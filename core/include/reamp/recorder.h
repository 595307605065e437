// Streams audio from an audio thread to files on disk.
//
//   reamp::DiskRecorder recorder({{{"di.wav", 1}, {"amp.wav", 2}}}, 48000);
//   recorder.write(channels, frames);  // in the audio thread: a pointer for each channel, here three
//   recorder.close();
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>

namespace reamp {

struct RecordedFile {
  std::string path;
  int channels = 1;
};

// A file cannot be made; what() is the reason that the system gives.
struct FileFailure : std::runtime_error {
  FileFailure(std::string path_, const std::string& problem) : std::runtime_error(problem), path(std::move(path_)) {}
  std::string path;
};

// Writes WAV files of 32-bit float samples with the same number of frames. Their headers are correct at any time, also
// after a crash; a power cut loses at most the last second or two. Beyond 4 GB a file becomes an RF64.
class DiskRecorder {
 public:
  // Makes the files; none may exist. The disk may stall for buffer_s without a loss. Throws FileFailure, and
  // std::invalid_argument for no file, no channel or a rate below 1.
  DiskRecorder(std::span<const RecordedFile> files, int rate_hz, double buffer_s = 10.0);
  ~DiskRecorder();  // as close()

  int channels() const noexcept;  // of all files together

  // One block: a pointer for each channel of the first file, then of the next. Frames that do not fit in the buffer are
  // lost and replaced by silence of the same length. [audio thread; no allocation, lock, I/O, exception]
  void write(std::span<const float* const> channels, std::size_t frames) noexcept;

  // The same for a thread that may wait, for example when a server freewheels: it waits for room.
  void write_patiently(std::span<const float* const> channels, std::size_t frames) noexcept;

  // [any thread] Frames whose samples and headers the system has received; frames that were lost.
  std::uint64_t frames_on_disk() const noexcept;
  std::uint64_t lost_frames() const noexcept;

  // [any thread] Why writing has stopped, for example a full disk; empty while there is no problem.
  std::string problem() const;

  // Writes the rest and ends the files; write() must not be called meanwhile or later. Closing twice does no
  // harm.
  void close();

  static constexpr std::size_t kSamplesAt = 92;  // where the samples begin in a file, in bytes

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reamp
