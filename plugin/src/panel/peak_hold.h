// A peak as a meter shows it: it falls slowly, and its highest stays for a while.
#pragma once

#include <algorithm>
#include <cmath>

namespace reamp::plugin {

class PeakHold {
 public:
  static constexpr double kFloorDbfs = -60.0;

  void take(double ratio, double time_s) noexcept {
    const double dbfs = ratio > 0.0 ? std::max(20.0 * std::log10(ratio), kFloorDbfs) : kFloorDbfs;
    const double passed_s = std::clamp(time_s - time_s_, 0.0, 1.0);
    time_s_ = time_s;
    // To half a step of the picture, so that a steady sound is a steady picture.
    bar_dbfs_ = std::max(dbfs, std::max(bar_dbfs_ - kFallDbPerS * passed_s, kFloorDbfs));
    if (dbfs >= held_dbfs_ || time_s - held_at_s_ > kHoldS) {
      held_dbfs_ = dbfs;
      held_at_s_ = time_s;
    }
  }

  double bar_dbfs() const noexcept { return std::round(bar_dbfs_ * 4.0) / 4.0; }
  double held_dbfs() const noexcept { return std::round(held_dbfs_ * 10.0) / 10.0; }
  bool is_silent() const noexcept { return held_dbfs_ <= kFloorDbfs; }

 private:
  static constexpr double kFallDbPerS = 36.0, kHoldS = 2.0;

  double bar_dbfs_ = kFloorDbfs, held_dbfs_ = kFloorDbfs, time_s_ = 0.0, held_at_s_ = -10.0;
};

}  // namespace reamp::plugin
