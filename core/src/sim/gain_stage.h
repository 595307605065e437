// One triode of an amplifier: grid, cathode bias, plate.
#pragma once

#include "reamp/sim.h"
#include "sim/curves.h"
#include "sim/late.h"
#include "sim/network.h"

namespace reamp::sim {

// A triode's point of rest, and its behaviour for small signals there.
struct OperatingPoint {
  double plate_a, cathode_v, plate_v;
  double plate_resistance_ohm;  // dV / dI of the tube alone
  double gain;                  // of the plate to the grid, above the bypass capacitor's corner; positive
  double output_ohm;            // of the plate with its resistor
};
OperatingPoint operating_point(const Stage& stage, double load_ohm);

// The grid current clamps the grid: its voltage is solved together with the plate current, for the resistance before
// it, and tabulated. A bypassed cathode is a state that follows the mean current; an unbypassed one is part of the
// solution. The capacitance at the grid (Miller's and the wiring's) acts before the clamp, not beside it.
class GainStage {
 public:
  // grid_ohm: the source resistance at the grid; load_ohm: the plate's load at mid frequencies besides its resistor.
  GainStage(const Stage& stage, double grid_ohm, double load_ohm, double rate_hz);

  // Processes one frame: from the open-circuit volts at the grid to those at the plate, both relative to rest.
  // [audio thread]
  double step(double open_v) noexcept {
    low_passed_v_ += grid_share_ * (open_v - low_passed_v_);
    const auto [plate_a, into_grid_a] = curves_.mean(place_, low_passed_v_ - cathode_v_.late());
    cathode_v_.put(cathode_v_.last() + cathode_share_ * ((plate_a + into_grid_a) * cathode_ohm_ - cathode_v_.last()));
    grid_a_.put(into_grid_a - rest_a_[1]);
    plate_v_ += plate_share_ * (ohm_ * (rest_a_[0] - plate_a) - plate_v_);
    return plate_v_;
  }

  // The current into the grid a few frames ago, relative to rest.
  double grid_a() const noexcept { return grid_a_.late(); }

  void reset() noexcept;

  // The source resistance of the plate for the next circuit.
  double output_ohm() const noexcept { return output_ohm_; }

 private:
  using Tables = Curves<2>;  // plate and grid current over the grid's open-circuit volts to the cathode

  double output_ohm_, ohm_;
  double grid_share_, plate_share_, cathode_share_, cathode_ohm_;
  Tables curves_;
  double rest_cathode_v_;  // 0 where it is part of the table
  Tables::Values rest_a_;
  Tables::Place place_;
  double low_passed_v_, plate_v_;
  Late cathode_v_, grid_a_;
};

}  // namespace reamp::sim
