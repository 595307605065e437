// Takes out what has no business in a speaker: the constant a model leaves at rest.
#pragma once

#include <span>

namespace reamp {

// A high-pass of one pole at 5 Hz: y = a (y1 + x - x1), a = 1 / (1 + 2 pi 5 / rate), as in the official plugin.
// At 48 kHz it loses 0.003 dB above 1 kHz and 0.27 dB at 20 Hz.
class DcBlocker {
 public:
  explicit DcBlocker(double rate_hz) noexcept;

  // Processes one block of any length; in and out may be the same span. [audio thread; no allocation, lock, I/O,
  // exception]
  void process(std::span<const float> in, std::span<float> out) noexcept;

  void reset() noexcept;

 private:
  double a_;
  double x1_ = 0.0, y1_ = 0.0;  // in float, rounding would add up over the 30 ms that the pole remembers
};

}  // namespace reamp
