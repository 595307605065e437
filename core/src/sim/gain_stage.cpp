// Solves a triode's circuit for the table, and its point of rest.
#include "sim/gain_stage.h"

#include <cmath>

#include "sim/triode.h"

namespace reamp::sim {

namespace {

constexpr double kLowV = -16.0, kHighV = 100.0, kStepV = 1.0 / 32.0;

// Plate and grid current for the open-circuit volts at the grid to the cathode (to ground where the cathode is not
// bypassed). The plate's load line for signals runs through the point of rest.
Curves<2> solved_curves(const Stage& stage, double grid_ohm, double load_ohm) {
  const OperatingPoint rest = operating_point(stage, load_ohm);
  const double ohm = parallel_ohm(stage.plate_ohm, load_ohm);
  const double fed_back_ohm = stage.cathode_f > 0.0 ? 0.0 : stage.cathode_ohm;
  const LoadLine line{stage.tube, rest.plate_v - rest.cathode_v + (ohm + fed_back_ohm) * rest.plate_a, ohm,
                      fed_back_ohm};
  double grid_v = kLowV - 100.0, last_open_v = kLowV;  // the root for a smaller voltage bounds the next from below
  double drive_v = 0.0;
  return {kLowV, kHighV, kStepV, [&](double open_v) {
            const auto excess_v = [&](double v) {
              return v + grid_ohm * grid_current_a(stage.tube, v) + fed_back_ohm * line.cathode_a(v, drive_v) - open_v;
            };
            grid_v = root_of(excess_v, grid_v, grid_v + (open_v - last_open_v) + (open_v == kLowV ? 100.0 : 1e-9));
            last_open_v = open_v;
            const double grid_a = grid_current_a(stage.tube, grid_v);
            return Curves<2>::Values{line.plate_a(grid_v, line.cathode_a(grid_v, drive_v)), grid_a};
          }};
}

}  // namespace

OperatingPoint operating_point(const Stage& stage, double load_ohm) {
  // No grid current at rest, so that plate and cathode carry the same
  const LoadLine line{stage.tube, stage.supply_v, stage.plate_ohm, stage.cathode_ohm};
  double drive_v = 0.0;
  const double cathode_v =
      root_of([&](double v) { return v - stage.cathode_ohm * line.cathode_a(-v, drive_v); }, 0.0, stage.supply_v);
  const double a = cathode_v / stage.cathode_ohm, plate_v = stage.supply_v - stage.plate_ohm * a;
  const double slope = cathode_current(stage.tube, (plate_v - cathode_v) / stage.tube.mu - cathode_v).slope;
  const double tube_ohm = stage.tube.mu / slope;
  const double degenerated_ohm = tube_ohm + (stage.cathode_f > 0.0 ? 0.0 : (stage.tube.mu + 1.0) * stage.cathode_ohm);
  const double ohm = parallel_ohm(stage.plate_ohm, load_ohm);
  return {a,
          cathode_v,
          plate_v,
          tube_ohm,
          stage.tube.mu * ohm / (ohm + degenerated_ohm),
          parallel_ohm(stage.plate_ohm, degenerated_ohm)};
}

GainStage::GainStage(const Stage& stage, double grid_ohm, double load_ohm, double rate_hz)
    : curves_(solved_curves(stage, grid_ohm, load_ohm)), place_{} {
  const OperatingPoint rest = operating_point(stage, load_ohm);
  // A follower does not load the plate; without one, the network after it divides the open-circuit volts
  const bool follows = stage.follower_ohm > 0.0;
  output_ohm_ = follows ? stage.follower_ohm : rest.output_ohm;
  ohm_ = parallel_ohm(stage.plate_ohm, load_ohm) * (follows ? 1.0 : 1.0 + rest.output_ohm / load_ohm);

  const double grid_f = stage.tube.grid_cathode_f + stage.tube.grid_plate_f * (1.0 + rest.gain) + stage.stray_f;
  grid_share_ = -std::expm1(-1.0 / (rate_hz * grid_ohm * grid_f));
  // The follower's grid and the wiring load the plate; without one, the next grid includes its own capacitance
  plate_share_ =
      follows ? -std::expm1(-1.0 / (rate_hz * rest.output_ohm * (stage.tube.grid_plate_f * 2.0 + stage.stray_f))) : 1.0;
  const bool bypassed = stage.cathode_f > 0.0;
  cathode_ohm_ = bypassed ? stage.cathode_ohm : 0.0;
  cathode_share_ = bypassed ? -std::expm1(-1.0 / (rate_hz * stage.cathode_ohm * stage.cathode_f)) : 0.0;
  // The point of rest from the table, so that silence gives exactly silence
  rest_cathode_v_ = bypassed ? root_of(
                                   [&](double v) {
                                     const auto [plate_a, grid_a] = curves_.value(-v);
                                     return v - stage.cathode_ohm * (plate_a + grid_a);
                                   },
                                   0.0, -kLowV)
                             : 0.0;
  rest_a_ = curves_.value(-rest_cathode_v_);
  reset();
}

void GainStage::reset() noexcept {
  place_ = curves_.at(-rest_cathode_v_);
  low_passed_v_ = plate_v_ = 0.0;
  cathode_v_.reset(rest_cathode_v_);
  grid_a_.reset(0.0);
}

}  // namespace reamp::sim
