// Peaks, and protection from samples that cannot be played.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>

namespace reamp {

inline constexpr float kLoudest = 1e6f;  // +120 dBFS: larger samples come from a fault and are clipped

// Magnitudes of finite numbers are ordered like their bits, and a maximum of integers can be taken in any order, so
// that compilers can vectorise it.
inline float peak_of(std::span<const float> signal) noexcept {
  std::int32_t peak = 0;
  for (const float x : signal) peak = std::max(peak, std::bit_cast<std::int32_t>(x) & 0x7fffffff);
  return std::bit_cast<float>(peak);
}

// Replaces NaN by silence and limits to kLoudest, because one bad frame could stay in a filter for ever. Returns the
// peak.
inline float make_playable(std::span<float> signal) noexcept {
  const float peak = peak_of(signal);
  if (peak <= kLoudest) return peak;  // not so for NaN
  for (float& x : signal) x = x == x ? std::clamp(x, -kLoudest, kLoudest) : 0.0f;
  return peak_of(signal);
}

// The highest of the last one to two windows of time.
class PeakMeter {
 public:
  void add(float peak) noexcept { now_ = std::max(now_, peak); }
  void end_window() noexcept {
    before_ = now_;
    now_ = 0.0f;
  }
  float value() const noexcept { return std::max(before_, now_); }

 private:
  float now_ = 0.0f, before_ = 0.0f;
};

}  // namespace reamp
