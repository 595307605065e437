// The safety limiter: the output never exceeds -0.1 dBFS, and sound below that stays the same, bit for bit.
#pragma once

#include <cstdint>
#include <span>

#include "dsp/peak.h"

namespace reamp {

// It has no latency: the gain falls within the frame that would be too loud, and rises again over 100 ms. Both
// channels get the same gain.
class Limiter {
 public:
  explicit Limiter(double rate_hz) noexcept;

  void set(bool on) noexcept { on_ = on; }  // when off, a gain below 1 still rises to 1 [audio thread]

  // Any number of frames, in place; right may be empty. peak: the highest of both. Returns whether a frame was
  // lowered. [audio thread]
  bool process(std::span<float> left, std::span<float> right, float peak) noexcept;

  PeakMeter& reduction() noexcept { return reduction_; }  // 1 - gain
  std::uint64_t limited_frames() const noexcept { return limited_frames_; }

 private:
  double rise_;
  bool on_ = true;
  double gain_ = 1.0;
  PeakMeter reduction_;
  std::uint64_t limited_frames_ = 0;
};

}  // namespace reamp
