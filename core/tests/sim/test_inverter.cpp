// Holds the phase inverter to its balance and its limits.
#include "sim/inverter.h"
#include "sim/measure.h"

using namespace reamp::sim;
using namespace reamp::testing;

TEST(inverter_turns_one_signal_into_two_of_opposite_sign) {
  Inverter inverter(PhaseInverter(), 10e3, 220e3, 768000.0);
  std::vector<double> driven, other;
  for (const double v : sine(0.01, 1000.0, 768000.0, 76800)) {
    const auto volts = inverter.step(v);
    driven.push_back(volts.driven);
    other.push_back(volts.other);
  }
  const double load = 220e3;
  const auto a = amplitude(driven, 1000.0, 768000.0, 7680) / 0.01 * load / (load + inverter.output_ohm().driven);
  const auto b = amplitude(other, 1000.0, 768000.0, 7680) / 0.01 * load / (load + inverter.output_ohm().other);
  // Textbooks give a long-tailed pair of 12AX7 a gain of 25 to 30 on each side, and the 82 kohm are there for balance
  CHECK(a.real() < -20.0 && a.real() > -32.0);
  CHECK(b.real() > 20.0 && b.real() < 32.0);
  CHECK(std::abs(db(a / b)) < 0.7);
}

TEST(inverter_clips_both_ways_and_takes_grid_current) {
  Inverter inverter(PhaseInverter(), 100e3, 220e3, 768000.0);
  Inverter::Volts high{}, low{};
  for (int t = 0; t < 1000; ++t) high = inverter.step(60.0);
  CHECK(inverter.grid_a() > 1e-5);
  for (int t = 0; t < 1000; ++t) low = inverter.step(-60.0);
  CHECK(std::abs(inverter.grid_a()) < 1e-9);
  CHECK(high.driven < -60.0 && high.driven > -250.0 && high.other > 30.0 && high.other < 250.0);
  CHECK(low.driven > 30.0 && low.driven < 250.0 && low.other < -60.0 && low.other > -250.0);
  inverter.reset();
  CHECK(std::abs(inverter.step(0.0).driven) < 1e-9);
}
