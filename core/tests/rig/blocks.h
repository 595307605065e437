// Sines, what is beside them, and signals played through a processor in blocks of random lengths.
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

// The energy of a signal outside one frequency, relative to all of it; the sine is fitted and taken out.
inline double residue_db(std::span<const float> signal, double frequency_hz, double rate_hz) {
  double sums[5] = {};
  const auto turn = [&](std::size_t t) {
    return 2.0 * std::numbers::pi * frequency_hz * static_cast<double>(t) / rate_hz;
  };
  for (std::size_t t = 0; t < signal.size(); ++t) {
    const double s = std::sin(turn(t)), c = std::cos(turn(t));
    sums[0] += s * s;
    sums[1] += s * c;
    sums[2] += c * c;
    sums[3] += s * signal[t];
    sums[4] += c * signal[t];
  }
  const double determinant = sums[0] * sums[2] - sums[1] * sums[1];
  const double a = (sums[2] * sums[3] - sums[1] * sums[4]) / determinant;
  const double b = (sums[0] * sums[4] - sums[1] * sums[3]) / determinant;
  double residue = 0.0, energy = 0.0;
  for (std::size_t t = 0; t < signal.size(); ++t) {
    const double rest = signal[t] - a * std::sin(turn(t)) - b * std::cos(turn(t));
    residue += rest * rest;
    energy += static_cast<double>(signal[t]) * signal[t];
  }
  return 10.0 * std::log10(residue / energy);
}

}  // namespace reamp::testing
