// A value that moves to another over a fixed number of frames, so that a knob sounds the same at any block size.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace reamp {

// The time of a knob's change: short enough to feel immediate, long enough to avoid a click.
inline constexpr double kRampS = 0.02;

// The time of a fade from one model or cabinet to another: 50 ms adds less than 0.5 % to the steps of a 40 Hz sine.
inline constexpr double kFadeS = 0.05;

inline int frames_in(double seconds, double rate_hz) noexcept {
  return static_cast<int>(std::lround(seconds * rate_hz));
}

inline double db_to_ratio(double db) noexcept { return std::pow(10.0, db / 20.0); }

class Ramp {
 public:
  Ramp(double value, int frames) noexcept : from_(value), to_(value), frames_(frames) {}

  void jump(double value) noexcept {
    from_ = to_ = value;
    left_ = 0;
  }

  // Starts moving from the present value, for the full time.
  void go(double value) noexcept {
    if (value == to_) return;
    from_ = now();
    to_ = value;
    left_ = frames_;
  }

  bool moving() const noexcept { return left_ > 0; }
  int frames_left() const noexcept { return left_; }
  double target() const noexcept { return to_; }
  double now() const noexcept { return to_ + (from_ - to_) * left_ / frames_; }

  // The value for the next frame.
  double next() noexcept {
    if (left_ > 0) --left_;
    return now();
  }

 private:
  double from_, to_;
  int frames_, left_ = 0;
};

// in and out may be the same.
inline void multiply(Ramp& gain, std::span<const float> in, std::span<float> out) noexcept {
  std::size_t i = 0;
  for (; i < in.size() && gain.moving(); ++i) out[i] = in[i] * static_cast<float>(gain.next());
  const auto settled = static_cast<float>(gain.now());
  for (; i < in.size(); ++i) out[i] = in[i] * settled;
}

}  // namespace reamp
