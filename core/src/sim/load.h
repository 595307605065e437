// The load of the power tubes: the speaker at the transformer, the transformer's inductance, the tubes' resistance.
#pragma once

#include <array>

#include "reamp/sim.h"

namespace reamp::sim {

// A linear impedance by the trapezoidal rule, at one half of the primary winding: its volts are history_v() plus ohm()
// times the current.
class Load {
 public:
  Load(const PowerStage& parts, double rate_hz);

  double ohm() const noexcept { return ohm_; }
  double history_v() const noexcept { return history_v_; }

  // Advances by a frame with these volts. [audio thread]
  void advance(double v) noexcept {
    // The next frame waits for history_v_, so all of it but the last product is computed before v is known
    double history_v = 0.0;
    State next{};
    for (std::size_t j = 0; j < state_.size(); ++j) {
      history_v += history_of_[j] * state_[j];
      for (std::size_t i = 0; i < state_.size(); ++i) next[i] += step_[j][i] * state_[j];
    }
    for (std::size_t i = 0; i < state_.size(); ++i) next[i] += from_v_[i] * v;
    state_ = next;
    history_v_ = history_v + history_of_v_ * v;
  }

  void reset() noexcept {
    state_ = {};
    history_v_ = 0.0;
  }

 private:
  using State = std::array<double, 4>;  // ampere: of the coil, the cone's spring, its mass, the primary inductance

  std::array<State, 4> step_;  // column by column
  State from_v_, history_of_, state_{};
  double ohm_, history_of_v_, history_v_ = 0.0;
};

}  // namespace reamp::sim
