// Resistors and capacitors between a plate and the next grid, as a linear recursion.
#pragma once

#include <array>
#include <complex>

#include "reamp/sim.h"

namespace reamp::sim {

// The circuit at a source with a resistance, by the trapezoidal rule. All values are relative to rest.
class Network {
 public:
  static constexpr std::size_t kCapacitors = 4;

  // Throws std::invalid_argument for an unconnected node, a value that is not above 0, and too many parts.
  Network(const Circuit& circuit, double source_ohm, double rate_hz);

  // The volts at the output without a current out of it. [audio thread]
  double open_v(double source_v) const noexcept {
    double v = direct_ * source_v;
    for (std::size_t i = 0; i < kCapacitors; ++i) v += state_[i];
    return v;
  }

  // Advances by a frame in which the current `grid_a` left at the output. [audio thread]
  void advance(double source_v, double grid_a) noexcept {
    for (std::size_t i = 0; i < kCapacitors; ++i)
      state_[i] = pole_[i] * state_[i] + from_source_[i] * source_v - from_output_[i] * grid_a;
  }

  // The source resistance at the output for changes too fast for the capacitors.
  double output_ohm() const noexcept { return output_ohm_; }

  void reset() noexcept { state_ = {}; }

 private:
  // Resistors and capacitors have real poles: one state for each, as volts at the output
  std::array<double, kCapacitors> pole_{}, from_source_{}, from_output_{}, state_{};
  double direct_ = 0.0, output_ohm_ = 0.0;
};

// The ratio of output to input, and the input's impedance in ohm, of the circuit alone at a frequency.
std::complex<double> gain_at(const Circuit& circuit, double hz);
std::complex<double> input_ohm_at(const Circuit& circuit, double hz);

}  // namespace reamp::sim
