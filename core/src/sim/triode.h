// A triode's currents, and its load line solved for a voltage at the grid.
#pragma once

#include <algorithm>
#include <cmath>

#include "reamp/sim.h"

namespace reamp::sim {

inline double parallel_ohm(double a, double b) noexcept { return a * b / (a + b); }

// log(1 + e^(sharpness x)) / sharpness: 0 far below, x far above.
double soft_ramp(double x, double sharpness) noexcept;

// The current of the cathode in ampere, and its slope; drive_v = plate_v / mu + grid_v, both to the cathode.
struct CathodeCurrent {
  double a, slope;
};
CathodeCurrent cathode_current(const Triode& tube, double drive_v) noexcept;

// The current into the grid in amperes, without the model's constant leakage of 80 nA, which only moves the rest.
double grid_current_a(const Triode& tube, double grid_v) noexcept;

// The root, to 1e-12, of a function with a slope of at least 1; or the end of the range where it has already passed 0.
// Regula falsi with the Illinois rule (an end that stays counts half), and an occasional bisection.
template <class Function>
double root_of(const Function& f, double low, double high) {
  double f_low = f(low), f_high = f(high);
  if (f_low >= 0.0) return low;
  if (f_high <= 0.0) return high;
  bool low_stayed = false, high_stayed = false;
  double x = low;
  for (int i = 1; i < 200; ++i) {
    x = i % 5 ? low - f_low * (high - low) / (f_high - f_low) : 0.5 * (low + high);
    const double value = f(x);
    if (std::abs(value) < 1e-12 || !(x > low && x < high)) break;
    (value < 0.0 ? low : high) = x;
    (value < 0.0 ? f_low : f_high) = value;
    if (value < 0.0 && high_stayed) f_high *= 0.5;
    if (value >= 0.0 && low_stayed) f_low *= 0.5;
    high_stayed = value < 0.0;
    low_stayed = !high_stayed;
  }
  return x;
}

// A triode with its load: plate_v = source_v - plate_ohm (cathode_a - grid_a) - cathode_ohm cathode_a, to the cathode.
struct LoadLine {
  const Triode& tube;
  double source_v, plate_ohm, cathode_ohm;

  // The current for a voltage between grid and cathode. The tube depends on drive_v = plate_v / mu + grid_v alone, so
  // there is one unknown; Newton's steps overshoot at most once, because the current is convex. drive_v: the first
  // guess, then the solution.
  double cathode_a(double grid_v, double& drive_v) const noexcept;

  // The plate's share of cathode_a, limited by its load: a plate does not go below its cathode.
  double plate_a(double grid_v, double cathode_a) const noexcept;
};

}  // namespace reamp::sim
