// Holds the power stage to its watts, its crossover, and a supply that sags and recovers.
#include "sim/measure.h"
#include "sim/power_amp.h"

using namespace reamp::sim;
using namespace reamp::testing;

namespace {

constexpr double kRateHz = 768000.0;
constexpr int kFrames = 16;

struct Bench {
  PowerAmp amp{PowerStage(), 40e3, 40e3, kRateHz, kFrames};

  // The inverter's plates, driven against each other.
  std::vector<double> play(double v, double hz, double length_s) {
    auto wave = sine(v, hz, kRateHz, static_cast<std::size_t>(kRateHz * length_s));
    for (std::size_t t = 0; t < wave.size(); ++t) {
      wave[t] = amp.step(wave[t], -wave[t]);
      if (t % kFrames == kFrames - 1) amp.settle();
    }
    return wave;
  }
};

}  // namespace

TEST(power_amp_gives_the_watts_of_two_el34) {
  Bench bench;
  const auto wave = bench.play(60.0, 400.0, 0.5);
  // At the line output, a tenth of the speaker's volts; 400 Hz sees little but the coil's resistance
  const double volts = 10.0 * std::abs(amplitude(wave, 400.0, kRateHz, 76800)), watts = 0.5 * volts * volts / 8.0;
  CHECK(watts > 35.0 && watts < 75.0);
}

TEST(power_amp_idles_at_the_current_of_class_ab) {
  Bench bench;
  // What the supply has lost at rest, behind 200 ohm, is two tubes with their screens: 30 to 50 mA each
  const double idle_a = (450.0 - bench.amp.supply_v()) / 200.0;
  CHECK(idle_a > 0.06 && idle_a < 0.12);
  const double rest_v = bench.amp.supply_v();
  for (const double v : bench.play(0.0, 1.0, 0.5)) CHECK(std::abs(v) < 1e-9);
  CHECK(std::abs(bench.amp.supply_v() - rest_v) < 1e-6);
}

TEST(a_long_loud_burst_makes_the_supply_sag_and_it_recovers) {
  Bench bench;
  const double rest_v = bench.amp.supply_v();
  const auto level = [](const std::vector<double>& wave, double from_s) {
    const auto first = static_cast<std::size_t>(from_s * kRateHz), frames = static_cast<std::size_t>(kRateHz / 100.0);
    return std::abs(amplitude(std::span(wave).first(first + frames), 400.0, kRateHz, frames));
  };
  const auto burst = bench.play(60.0, 400.0, 0.5);
  const double sagged_v = bench.amp.supply_v();
  CHECK(sagged_v < rest_v - 20.0);
  const double drop_db = db(level(burst, 0.45) / level(burst, 0.0025));
  CHECK(drop_db < -0.5 && drop_db > -4.0);

  bench.play(0.0, 400.0, 0.5);
  CHECK(std::abs(bench.amp.supply_v() - rest_v) < 0.5);
  const auto again = bench.play(60.0, 400.0, 0.02);
  CHECK(std::abs(db(level(again, 0.0025) / level(burst, 0.0025))) < 0.1);
}

TEST(power_amp_charges_its_grids_and_then_crosses_over) {
  // Grids driven far past 0 V shift their own bias: a small signal right afterwards finds both tubes nearly cut off
  Bench bench, same;
  const auto small_signal = [&](double length_s) {
    auto with = bench.play(1.0, 1000.0, length_s);
    const auto without = same.play(0.0, 1000.0, length_s);
    for (std::size_t t = 0; t < with.size(); ++t) with[t] -= without[t];
    return std::abs(amplitude(with, 1000.0, kRateHz, 768));
  };
  const double before = small_signal(0.1);
  bench.play(150.0, 400.0, 0.3);
  same.play(150.0, 400.0, 0.3);
  CHECK(db(small_signal(0.002) / before) < -6.0);
  small_signal(0.5);
  CHECK(std::abs(db(small_signal(0.1) / before)) < 0.1);
}
