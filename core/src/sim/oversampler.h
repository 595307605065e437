// Runs a device at a multiple of the rate, so that frequencies that it adds above half the rate can be filtered out.
#pragma once

#include <array>
#include <span>

#include "sim/half_band.h"

namespace reamp::sim {

// Doubles the rate `doublings` times, and halves it as often. Flat up to 0.48 of the base rate (23 kHz at 48 kHz),
// 112 dB down from 0.52 of it on. Both ways together delay low frequencies by 3.7, 4.8, 5.2, 5.4 and 5.5 frames
// for one to five doublings, and high ones more: the phase is that of an elliptic filter.
class Oversampler {
 public:
  static constexpr int kMaxDoublings = 7;

  explicit Oversampler(int doublings) noexcept : doublings_(doublings) {}

  int factor() const noexcept { return 1 << doublings_; }

  // fine: factor() times as long as the other span. NaN becomes 0 on the way up. [audio thread; no allocation, lock,
  // I/O, exception]
  void up(std::span<const double> in, std::span<double> fine) noexcept;
  void down(std::span<double> fine, std::span<double> out) noexcept;  // overwrites `fine`

  void reset() noexcept { up_ = down_ = Filters(); }

 private:
  // Each filter removes only frequencies that would fold below half the base rate.
  struct Filters {
    HalfBand<11> first{0.02};
    HalfBand<4> second{0.25};
    std::array<HalfBand<3>, kMaxDoublings - 2> rest{HalfBand<3>(0.375), HalfBand<3>(0.375), HalfBand<3>(0.375),
                                                    HalfBand<3>(0.375), HalfBand<3>(0.375)};
  };

  int doublings_;
  Filters up_, down_;
};

}  // namespace reamp::sim
