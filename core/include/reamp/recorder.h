// Audio streamed from an audio thread to files on disk.
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

// A file cannot be made; what() is the reason as the system says it.
struct FileFailure : std::runtime_error {
  FileFailure(std::string path_, const std::string& problem) : std::runtime_error(problem), path(std::move(path_)) {}
  std::string path;
};

// Writes WAV files of 32-bit float samples, frame for frame alike. Their headers hold at any time: after a crash they
// say what is there, and after a power cut all but the last second or two is. Beyond 4 GB a file becomes an RF64.
class DiskRecorder {
 public:
  // Makes the files; none may exist. For buffer_s the disk may stand still and nothing is lost. Throws FileFailure, and
  // std::invalid_argument for no file, no channel or a rate below 1.
  DiskRecorder(std::span<const RecordedFile> files, int rate_hz, double buffer_s = 10.0);
  ~DiskRecorder();  // as close()

  int channels() const noexcept;  // of all files together

  // One block: a pointer for each channel of the first file, then of the next. What the buffer has no room for is lost,
  // and silence of the same length takes its place. [audio thread; no allocation, lock, I/O, exception]
  void write(std::span<const float* const> channels, std::size_t frames) noexcept;

  // The same in a thread that may wait, as when a server freewheels: it waits for room.
  void write_patiently(std::span<const float* const> channels, std::size_t frames) noexcept;

  // [any thread] Frames whose samples and headers were given to the system; frames that were lost.
  std::uint64_t frames_on_disk() const noexcept;
  std::uint64_t lost_frames() const noexcept;

  // [any thread] Why nothing is written any more, as with a full disk; empty while all is well.
  std::string problem() const;

  // Writes what is left and ends the files; nothing may be written meanwhile or later. What is closed may be closed
  // again.
  void close();

  static constexpr std::size_t kSamplesAt = 92;  // where the samples begin in a file, in bytes

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reamp
