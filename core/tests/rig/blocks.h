// Sines, and signals played through a processor in blocks of random lengths.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "seeds.h"

namespace reamp::testing {

inline std::vector<float> sine(std::size_t frames, double frequency_hz, double peak, double rate_hz = 48000.0) {
  std::vector<float> signal(frames);
  for (std::size_t t = 0; t < frames; ++t)
    signal[t] =
        static_cast<float>(peak * std::sin(2.0 * std::numbers::pi * frequency_hz * static_cast<double>(t) / rate_hz));
  return signal;
}

// Calls f(first, frames) for all of `total` frames, in blocks of random lengths up to `longest`.
template <class Function>
void in_blocks(std::size_t total, std::size_t longest, std::uint64_t seed, Function f) {
  Sequence sequence(seed);
  for (std::size_t first = 0; first < total;) {
    const auto frames = std::min(total - first, 1 + static_cast<std::size_t>(sequence.below(longest)));
    f(first, frames);
    first += frames;
  }
}

inline double peak(std::span<const float> signal) {
  double highest = 0.0;
  for (const float x : signal) highest = std::max(highest, std::abs(static_cast<double>(x)));
  return highest;
}

inline double rms(std::span<const float> signal) {
  double energy = 0.0;
  for (const float x : signal) energy += static_cast<double>(x) * x;
  return std::sqrt(energy / static_cast<double>(signal.size()));
}

inline double ratio_db(double ratio) { return 20.0 * std::log10(ratio); }

}  // namespace reamp::testing
