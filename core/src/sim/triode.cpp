// The triode of Dempwolf and Zoelzer, and its load line.
#include "sim/triode.h"

#include <algorithm>
#include <cmath>

namespace reamp::sim {

double soft_ramp(double x, double sharpness) noexcept {
  const double z = sharpness * x;
  return (std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z)))) / sharpness;
}

CathodeCurrent cathode_current(const Triode& tube, double drive_v) noexcept {
  const double ramp = soft_ramp(drive_v, tube.knee_per_v);
  if (ramp <= 0.0) return {0.0, 0.0};
  const double a = tube.perveance * std::pow(ramp, tube.exponent);
  return {a, tube.exponent * a / ramp / (1.0 + std::exp(-tube.knee_per_v * drive_v))};
}

double grid_current_a(const Triode& tube, double grid_v) noexcept {
  return tube.grid_perveance * std::pow(soft_ramp(grid_v, tube.grid_knee_per_v), tube.grid_exponent);
}

double LoadLine::cathode_a(double grid_v, double& drive_v) const noexcept {
  const double open_v = grid_v + (source_v + plate_ohm * grid_current_a(tube, grid_v)) / tube.mu;
  const double share = (plate_ohm + cathode_ohm) / tube.mu;
  for (int i = 0; i < 50; ++i) {
    const CathodeCurrent current = cathode_current(tube, drive_v);
    const double step = (drive_v + share * current.a - open_v) / (1.0 + share * current.slope);
    drive_v -= step;
    if (std::abs(step) < 1e-6) return current.a - current.slope * step;  // to 1e-15 A
  }
  return cathode_current(tube, drive_v).a;
}

double LoadLine::plate_a(double grid_v, double cathode_a) const noexcept {
  return std::min(cathode_a - grid_current_a(tube, grid_v), source_v / (plate_ohm + cathode_ohm));
}

}  // namespace reamp::sim
