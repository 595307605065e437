// Two power tubes in push-pull, their sagging supply, and the load.
#pragma once

#include "reamp/sim.h"
#include "sim/curves.h"
#include "sim/late.h"
#include "sim/load.h"
#include "sim/network.h"

namespace reamp::sim {

// Koren's pentode is a current set by grid and screen, times the knee, 2 / pi atan(plate_v / kvb). The current is
// tabulated over the grid, and scales with the screen. The knee acts on the difference of the two tubes, which neglects
// the tube that conducts less at the other's knee: exact in class B and for small signals, and again one table.
class PowerAmp {
 public:
  // driven_ohm, other_ohm: of the phase inverter's plates. frames: calls of step() between two of settle().
  PowerAmp(const PowerStage& parts, double driven_ohm, double other_ohm, double rate_hz, int frames);

  // Returns the volts at the line output for the open-circuit volts of the inverter's plates. [audio thread]
  double step(double driven_v, double other_v) noexcept;

  // Advances the supply by the current since the last call. [audio thread]
  void settle() noexcept;

  void reset() noexcept;

  double supply_v() const noexcept { return supply_v_; }

 private:
  struct Side {
    Network coupling;
    Curves<2>::Place place{};
    double grid_v = 0.0;  // after the grid's capacitance
    Late grid_a{};
  };
  double plate_a(Side& side, double source_v) noexcept;
  void scale_to_supply() noexcept;

  PowerStage parts_;
  double frame_s_;  // between two of settle()
  int frames_;
  Side driven_, other_;
  Curves<2> tube_;  // the plate's current far above the knee, and the grid's, for a screen at supply_v
  Curves<1> knee_;  // volts at half the primary over those without the knee, as shares of the supply
  Load load_;
  double load_s_;  // one over its resistance
  double grid_share_, winding_share_, leakage_share_, line_out_, idle_knee_;
  double rest_supply_v_, rest_screen_v_, rest_grid_a_;

  Curves<1>::Place knee_place_;
  double supply_v_, screen_v_, drawn_a_, pulled_v_, out_v_;
  double grid_scale_, current_scale_;  // from the table's screen volts to the present ones
  double per_supply_v_;
};

}  // namespace reamp::sim
