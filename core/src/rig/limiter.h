// The safety limiter: nothing leaves louder than -0.1 dBFS, and what is below leaves as it is, bit for bit.
#pragma once

#include <cstdint>
#include <span>

#include "dsp/peak.h"

namespace reamp {

// Without latency: the gain falls within the frame that would be too loud and rises again over 100 ms. Both
// channels get the same gain.
class Limiter {
 public:
  explicit Limiter(double rate_hz) noexcept;

  void set(bool on) noexcept { on_ = on; }  // off: a gain below 1 still rises to it [audio thread]

  // Any number of frames, in place; right may be empty. peak: the highest of both. Returns whether anything was
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
