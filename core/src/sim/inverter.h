// The phase inverter: two triodes with joined cathodes, which divide the signal.
#pragma once

#include "reamp/sim.h"
#include "sim/curves.h"
#include "sim/late.h"

namespace reamp::sim {

// The long-tailed pair, solved and tabulated as a whole: one triode's grid is driven, the other's is at signal ground.
// The tail is not bypassed, so the pair has no memory.
class Inverter {
 public:
  struct Volts {
    double driven, other;
  };

  // grid_ohm: the source resistance at the driven grid; load_ohm: each plate's load besides its own resistor.
  Inverter(const PhaseInverter& parts, double grid_ohm, double load_ohm, double rate_hz);

  // As GainStage::step, with the volts of both plates. [audio thread]
  Volts step(double open_v) noexcept {
    low_passed_v_ += grid_share_ * (open_v - low_passed_v_);
    const auto [driven_a, other_a, into_grid_a] = curves_.mean(place_, low_passed_v_);
    grid_a_.put(into_grid_a - rest_a_[2]);
    return {driven_ohm_ * (rest_a_[0] - driven_a), other_ohm_ * (rest_a_[1] - other_a)};
  }

  double grid_a() const noexcept { return grid_a_.late(); }

  void reset() noexcept;

  // The source resistances of the plates.
  Volts output_ohm() const noexcept { return output_ohm_; }

 private:
  using Tables = Curves<3>;  // both plates' currents and the driven grid's

  Tables curves_;
  Volts output_ohm_;
  double driven_ohm_, other_ohm_, grid_share_;
  Tables::Values rest_a_;
  Tables::Place place_;
  double low_passed_v_ = 0.0;
  Late grid_a_;
};

}  // namespace reamp::sim
