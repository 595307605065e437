// Solves the long-tailed pair for its table.
#include "sim/inverter.h"

#include <cmath>

#include "sim/triode.h"

namespace reamp::sim {

namespace {

constexpr double kLowV = -24.0, kHighV = 100.0, kStepV = 1.0 / 32.0;

struct Rest {
  double total_a, driven_a, other_a, cathode_v, grid_v;  // grid_v: of both, where the tail joins the bias resistor
};

Rest at_rest(const PhaseInverter& parts) {
  const double cathode_ohm = parts.bias_ohm + parts.tail_ohm;
  double drive_v = 0.0;
  const auto plate_a = [&](double plate_ohm, double total_a) {
    const LoadLine line{parts.tube, parts.supply_v - cathode_ohm * total_a, plate_ohm, 0.0};
    return line.cathode_a(-parts.bias_ohm * total_a, drive_v);
  };
  const double total_a =
      root_of([&](double a) { return a - plate_a(parts.driven_plate_ohm, a) - plate_a(parts.other_plate_ohm, a); }, 0.0,
              parts.supply_v / cathode_ohm);
  return {total_a, plate_a(parts.driven_plate_ohm, total_a), plate_a(parts.other_plate_ohm, total_a),
          cathode_ohm * total_a, parts.tail_ohm * total_a};
}

Curves<3> solved_curves(const PhaseInverter& parts, double grid_ohm, double load_ohm) {
  const Rest rest = at_rest(parts);
  const double cathode_ohm = parts.bias_ohm + parts.tail_ohm;
  const double driven_ohm = parallel_ohm(parts.driven_plate_ohm, load_ohm);
  const double other_ohm = parallel_ohm(parts.other_plate_ohm, load_ohm);
  // The load lines for signals run through the point of rest
  const double driven_v = parts.supply_v - (parts.driven_plate_ohm - driven_ohm) * rest.driven_a;
  const double other_v = parts.supply_v - (parts.other_plate_ohm - other_ohm) * rest.other_a;
  struct Currents {
    double driven_cathode_a, driven_a, other_a, grid_a;
  };
  double driven_drive_v = 0.0, other_drive_v = 0.0;
  const auto currents = [&](double open_v, double cathode_v) {
    const double to_cathode_v = rest.grid_v + open_v - cathode_v;
    const double grid_v = root_of([&](double v) { return v + grid_ohm * grid_current_a(parts.tube, v) - to_cathode_v; },
                                  std::min(to_cathode_v, 0.0) - 1.0, to_cathode_v);
    const LoadLine driven{parts.tube, driven_v - cathode_v, driven_ohm, 0.0};
    const LoadLine other{parts.tube, other_v - cathode_v, other_ohm, 0.0};
    const double driven_a = driven.cathode_a(grid_v, driven_drive_v);
    const double other_grid_v = rest.grid_v - cathode_v, other_a = other.cathode_a(other_grid_v, other_drive_v);
    return Currents{driven_a, driven.plate_a(grid_v, driven_a), other.plate_a(other_grid_v, other_a),
                    grid_current_a(parts.tube, grid_v)};
  };
  double cathode_v = 0.0, last_open_v = kLowV - parts.supply_v;  // the root for a smaller voltage bounds the next
  return {kLowV, kHighV, kStepV, [&](double open_v) {
            const auto excess_v = [&](double v) {
              const Currents now = currents(open_v, v);
              return v - cathode_ohm * (now.driven_cathode_a + now.other_a);
            };
            cathode_v = root_of(excess_v, cathode_v, cathode_v + (open_v - last_open_v) + 1e-9);
            last_open_v = open_v;
            const Currents now = currents(open_v, cathode_v);
            return Curves<3>::Values{now.driven_a, now.other_a, now.grid_a};
          }};
}

}  // namespace

Inverter::Inverter(const PhaseInverter& parts, double grid_ohm, double load_ohm, double rate_hz)
    : curves_(solved_curves(parts, grid_ohm, load_ohm)), rest_a_(curves_.value(0.0)), place_{} {
  // Each cathode has the other's resistance in series: with the plate's own that is twice the tube's
  const Rest rest = at_rest(parts);
  const auto output_ohm = [&](double plate_ohm, double plate_a) {
    const double drive_v =
        (parts.supply_v - plate_ohm * plate_a - rest.cathode_v) / parts.tube.mu + rest.grid_v - rest.cathode_v;
    return parallel_ohm(plate_ohm, 2.0 * parts.tube.mu / cathode_current(parts.tube, drive_v).slope);
  };
  output_ohm_ = {output_ohm(parts.driven_plate_ohm, rest.driven_a), output_ohm(parts.other_plate_ohm, rest.other_a)};
  driven_ohm_ = parallel_ohm(parts.driven_plate_ohm, load_ohm) * (1.0 + output_ohm_.driven / load_ohm);
  other_ohm_ = parallel_ohm(parts.other_plate_ohm, load_ohm) * (1.0 + output_ohm_.other / load_ohm);

  const double gain = 0.5 * parts.tube.mu * driven_ohm_ / (driven_ohm_ + output_ohm_.driven);
  const double grid_f = parts.tube.grid_cathode_f + parts.tube.grid_plate_f * (1.0 + gain) + 8e-12;
  grid_share_ = -std::expm1(-1.0 / (rate_hz * grid_ohm * grid_f));
  reset();
}

void Inverter::reset() noexcept {
  place_ = curves_.at(0.0);
  low_passed_v_ = 0.0;
  grid_a_.reset(0.0);
}

}  // namespace reamp::sim
