// Takes out what has no business in a speaker: the constant a model leaves at rest.
#include "rig/dc_blocker.h"

#include <algorithm>
#include <numbers>

namespace reamp {

DcBlocker::DcBlocker(double rate_hz) noexcept : a_(1.0 / (1.0 + 2.0 * std::numbers::pi * 5.0 / rate_hz)) {}

void DcBlocker::process(std::span<const float> in, std::span<float> out) noexcept {
  const double a = a_;
  double x1 = x1_, y1 = y1_;
  const std::size_t frames = std::min(in.size(), out.size());
  for (std::size_t i = 0; i < frames; ++i) {
    const double x = in[i];
    y1 = a * (y1 + (x - x1));
    x1 = x;
    out[i] = static_cast<float>(y1);
  }
  x1_ = x1;
  y1_ = y1;
}

void DcBlocker::reset() noexcept { x1_ = y1_ = 0.0; }

}  // namespace reamp
