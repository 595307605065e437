// Simulated guitar amplifiers and pedals in volts, from component values. docs/gear.md lists what is modelled, with
// sources.
//
//   reamp::sim::TubeAmp amp(parts, 48000.0);
//   amp.process(volts_in, volts_out);  // any number of frames, in place or not
#pragma once

#include <memory>
#include <span>
#include <vector>

namespace reamp::sim {

// A resistor or a capacitor between two nodes.
struct Part {
  enum class Kind { kResistor, kCapacitor };
  Kind kind;
  int from, to;
  double value;  // ohm or farad, above 0
};

// Resistors and up to four capacitors. Node 0 is ground, node 1 the input, `output` the next grid.
struct Circuit {
  std::vector<Part> parts;
  int output = 1;
};

// Dempwolf and Zoelzer, "A physically-motivated triode model for circuit simulations", DAFx-11. The default is their
// 12AX7 "RSD-1".
struct Triode {
  double mu = 103.2;
  double perveance = 2.242e-3, exponent = 1.26, knee_per_v = 3.40;                   // cathode
  double grid_perveance = 6.177e-4, grid_exponent = 1.314, grid_knee_per_v = 9.901;  // grid
  double grid_plate_f = 1.7e-12, grid_cathode_f = 1.6e-12;                           // of the data sheet
};

// Koren, "Improved vacuum tube models for SPICE simulations", Glass Audio 5/1996. The default is his EL34.
struct Pentode {
  double mu = 11.0, exponent = 1.35, kg1 = 650.0, kp = 60.0, kvb_v = 24.0;
  double grid_perveance = 1.5e-3;  // for a grid current like a triode's
};

// A triode with its load and bias, and the circuit between its plate and the next grid.
struct Stage {
  Triode tube;
  double supply_v = 300.0, plate_ohm = 100e3, cathode_ohm = 1.5e3;
  double cathode_f = 25e-6;   // 0: no bypass capacitor
  double follower_ohm = 0.0;  // output resistance of a cathode follower after the plate; 0: none
  double stray_f = 8e-12;     // capacitance of the wiring at the grid
  Circuit after;
};

// A long-tailed pair.
struct PhaseInverter {
  Triode tube;
  double supply_v = 300.0, driven_plate_ohm = 82e3, other_plate_ohm = 100e3, bias_ohm = 470.0, tail_ohm = 10e3;
};

// The speaker or a load in its place: a coil (with the resistance of the eddy currents across its inductance) in series
// with a resonance.
struct Speaker {
  double coil_ohm = 6.5, coil_h = 0.25e-3, eddy_ohm = 6.0;
  double resonance_ohm = 8.0, resonance_hz = 90.0, resonance_q = 1.5;
};

// Two pentodes in class AB, their transformer, their supply, and the load.
struct PowerStage {
  Pentode tube;
  double bias_v = -38.0;
  double coupling_f = 22e-9, leak_ohm = 220e3, stopper_ohm = 5.6e3;
  double plate_to_plate_ohm = 3.4e3, nominal_ohm = 8.0;  // their ratio is that of the transformer, squared
  double grid_f = 60e-12;                                // of each tube, including wiring
  double primary_h = 15.0, winding_f = 500e-12;          // of the transformer, plate to plate
  double leakage_hz = 25e3;                              // where its leakage inductance attenuates by 3 dB
  double plate_resistance_ohm = 15e3;                    // of both tubes in series
  double supply_v = 450.0, supply_ohm = 200.0, reservoir_f = 50e-6;
  double screen_ohm = 1e3, screen_f = 50e-6, screen_share = 0.15;  // of the plates' current
  double line_out = 0.1;  // volts at the jack for a volt at the speaker; its sign gives the wiring
  Speaker speaker;
};

struct AmpParts {
  double input_stopper_ohm = 34e3;
  std::vector<Stage> stages;
  PhaseInverter inverter;
  PowerStage power;
};

// An amplifier from its input jack to the line output of its load box. Any finite input gives a finite output.
class TubeAmp {
 public:
  // Tabulates the tubes and settles at rest. Throws std::invalid_argument for a circuit that cannot be solved, and
  // for a rate outside 8 to 400 kHz. [main thread]
  TubeAmp(const AmpParts& parts, double rate_hz);
  ~TubeAmp();

  // Processes one block of any length; in and out may be the same span. [audio thread; no allocation, lock, I/O,
  // exception]
  void process(std::span<const double> in, std::span<double> out) noexcept;

  void reset() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// An op-amp with gain, rails and a clipper of two strings of diodes with a capacitor across them; tone and volume.
struct OverdriveParts {
  double input_f = 47e-9, input_ohm = 220e3;                                       // coupling into the op-amp
  double above_ohm = 50e3, above_f = 250e-12, below_ohm = 54.7e3, below_f = 1e-6;  // its feedback
  double rail_v = 4.0;
  double clipper_ohm = 2.2e3, clipper_f = 10e-9;
  double saturation_a = 2.52e-9, emission = 1.752;  // of one diode
  int forward_diodes = 1, reverse_diodes = 1;
  double tone_ohm = 11.5e3, tone_f = 22e-9;
  double output_f = 100e-9, output_ohm = 100e3, volume = 0.7;
};

class Overdrive {
 public:
  // Throws as TubeAmp does. [main thread]
  Overdrive(const OverdriveParts& parts, double rate_hz);
  ~Overdrive();

  // Processes one block of any length; in and out may be the same span. [audio thread; no allocation, lock, I/O,
  // exception]
  void process(std::span<const double> in, std::span<double> out) noexcept;

  void reset() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reamp::sim
