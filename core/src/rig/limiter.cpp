// The safety limiter: the output never exceeds -0.1 dBFS, and sound below that stays the same, bit for bit.
#include "rig/limiter.h"

#include <algorithm>
#include <cmath>

namespace reamp {
namespace {

constexpr float kCeiling = 0.98855309f;  // -0.1 dBFS
constexpr double kReleaseS = 0.1;
constexpr double kReleased = 1.0 - 1e-6;  // above this the gain is set to 1; the rest of the rise would take a second

}  // namespace

Limiter::Limiter(double rate_hz) noexcept : rise_(1.0 - std::exp(-1.0 / (kReleaseS * rate_hz))) {}

bool Limiter::process(std::span<float> left, std::span<float> right, float peak) noexcept {
  if (gain_ == 1.0 && (!on_ || peak <= kCeiling)) return false;
  double lowest = 1.0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    gain_ += (1.0 - gain_) * rise_;
    if (gain_ > kReleased) gain_ = 1.0;
    const float now = std::max(std::abs(left[i]), right.empty() ? 0.0f : std::abs(right[i]));
    if (on_ && now * gain_ > kCeiling) gain_ = kCeiling / static_cast<double>(now);
    if (gain_ == 1.0) continue;
    ++limited_frames_;
    lowest = std::min(lowest, gain_);
    left[i] = static_cast<float>(left[i] * gain_);
    if (!right.empty()) right[i] = static_cast<float>(right[i] * gain_);
  }
  reduction_.add(static_cast<float>(1.0 - lowest));
  return lowest < 1.0;
}

}  // namespace reamp
