// The tuner of the plug-in: the audio thread copies its input while the tuner is open, another thread measures.
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "reamp/tuner.h"

namespace reamp {
class InputRing;
}

namespace reamp::plugin {

class InputTuner {
 public:
  InputTuner();
  ~InputTuner();

  // These four are for one thread at a time that is not the audio thread.

  // What sounded before is not heard.
  void open();
  void close();
  bool is_open() const noexcept { return is_open_; }

  // The note that sounds now; none: no clear note, or not open. About 30 times a second. [about a millisecond]
  std::optional<TunerReading> listen(int rate_hz);

  // Whether the output is silent while the tuner is open. [any thread]
  void set_muted(bool is_muted) noexcept { is_muted_ = is_muted; }
  bool is_muted() const noexcept { return is_muted_; }

  // Both do nothing while it is closed. The output fades over 20 ms. [audio thread; no allocation, lock]
  void hear(const float* samples, std::size_t frames) noexcept;
  void mute(float* const* outputs, std::size_t frames, int rate_hz) noexcept;

 private:
  std::unique_ptr<InputRing> ring_;
  std::atomic<InputRing*> heard_{nullptr};  // the ring, for the audio thread, from the first opening on
  std::atomic<bool> is_open_{false}, is_muted_{false};
  std::optional<Tuner> tuner_;
  float gain_ = 1.0f;  // of the audio thread
};

}  // namespace reamp::plugin
