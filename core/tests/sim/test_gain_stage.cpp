// Holds a gain stage to the algebra of small signals, and to what a grid does to its capacitor when it is driven hard.
#include "sim/gain_stage.h"
#include "sim/measure.h"
#include "sim/triode.h"

using namespace reamp::sim;
using namespace reamp::testing;
using enum Part::Kind;

namespace {

constexpr double kRateHz = 768000.0;
constexpr double kLoadOhm = 330e3;

std::complex<double> small_gain(const Stage& stage, double grid_ohm, double hz) {
  GainStage gain(stage, grid_ohm, kLoadOhm, kRateHz);
  const auto frames = static_cast<std::size_t>(kRateHz / 10.0);
  auto out = sine(1e-3, hz, kRateHz, 4 * frames);
  for (double& v : out) v = gain.step(v);
  // Into the load, as a network behind the stage has it
  return amplitude(out, hz, kRateHz, frames) / 1e-3 * kLoadOhm / (kLoadOhm + gain.output_ohm());
}

// mu R / (R + r_p + (mu + 1) Z_k), with the grid's low-pass: the gain of any textbook.
std::complex<double> textbook_gain(const Stage& stage, double grid_ohm, double hz) {
  const OperatingPoint rest = operating_point(stage, kLoadOhm);
  const std::complex<double> s(0.0, 2.0 * std::numbers::pi * hz);
  const double ohm = stage.plate_ohm * kLoadOhm / (stage.plate_ohm + kLoadOhm);
  const std::complex<double> cathode = 1.0 / (1.0 / stage.cathode_ohm + s * stage.cathode_f);
  const double grid_f = 1.6e-12 + 1.7e-12 * (1.0 + rest.gain) + stage.stray_f;
  return -stage.tube.mu * ohm / (ohm + rest.plate_resistance_ohm + (stage.tube.mu + 1.0) * cathode) /
         (1.0 + s * grid_ohm * grid_f);
}

}  // namespace

TEST(gain_stage_has_the_gain_of_its_parts) {
  Stage bypassed, open;
  bypassed.cathode_ohm = 2.7e3;
  bypassed.cathode_f = 0.68e-6;  // a step of 6 dB around 200 Hz
  open.cathode_ohm = 820.0;
  open.cathode_f = 0.0;
  for (const Stage& stage : {bypassed, open})
    for (const double hz : {20.0, 100.0, 200.0, 400.0, 1000.0, 10000.0}) {
      const auto ratio = small_gain(stage, 68e3, hz) / textbook_gain(stage, 68e3, hz);
      CHECK(std::abs(db(ratio)) < 0.1);
      CHECK(std::abs(std::arg(ratio)) < 0.15);
    }
}

TEST(gain_stage_tables_are_the_solved_circuit_to_10_microvolts_at_the_plate) {
  Stage stage;
  stage.cathode_ohm = 10e3;
  stage.cathode_f = 0.0;
  const double grid_ohm = 100e3, load_ohm = stage.plate_ohm * kLoadOhm / (stage.plate_ohm + kLoadOhm);
  const OperatingPoint rest = operating_point(stage, kLoadOhm);
  const LoadLine line{stage.tube, rest.plate_v - rest.cathode_v + (load_ohm + stage.cathode_ohm) * rest.plate_a,
                      load_ohm, stage.cathode_ohm};
  GainStage gain(stage, grid_ohm, kLoadOhm, kRateHz);
  double drive_v = 0.0, worst_v = 0.0;
  for (double open_v = -12.0; open_v < 30.0; open_v += 0.00617) {
    const auto excess_v = [&](double v) {
      return v + grid_ohm * grid_current_a(stage.tube, v) + stage.cathode_ohm * line.cathode_a(v, drive_v) - open_v;
    };
    const double grid_v = root_of(excess_v, -50.0, 5.0);
    const double expected_v = load_ohm * (rest.plate_a - line.plate_a(grid_v, line.cathode_a(grid_v, drive_v)));
    double plate_v = 0.0;
    for (int t = 0; t < 400; ++t) plate_v = gain.step(open_v);
    worst_v = std::max(worst_v, std::abs(plate_v * kLoadOhm / (kLoadOhm + gain.output_ohm()) - expected_v));
  }
  CHECK(worst_v < 1e-5);
}

TEST(gain_stage_is_silent_at_rest) {
  GainStage gain(Stage(), 68e3, kLoadOhm, kRateHz);
  for (int t = 0; t < 100000; ++t) CHECK(std::abs(gain.step(0.0)) < 1e-9);
}

TEST(a_plate_stays_between_the_supply_and_ground) {
  GainStage gain(Stage(), 68e3, 1e12, kRateHz);
  const OperatingPoint rest = operating_point(Stage(), 1e12);
  for (const double v : {-1000.0, -10.0, 10.0, 100.0, 1000.0}) {
    double plate_v = 0.0;
    for (int t = 0; t < 1000; ++t) plate_v = rest.plate_v + gain.step(v);
    CHECK(v < 0.0 ? plate_v > 299.0 && plate_v < 300.1 : plate_v > 0.0 && plate_v < 80.0);
  }
}

TEST(a_grid_that_is_driven_hard_charges_its_capacitor_and_blocks_until_it_has_recovered) {
  // 22 nF into 1 Mohm: after 0.2 s of 60 V peak the grid lies volts below its rest, the tube is cut off, and what
  // follows is lost until the capacitor has discharged, in tens of milliseconds
  Network coupling({{{kCapacitor, 1, 2, 22e-9}, {kResistor, 2, 0, 1e6}}, 2}, 40e3, kRateHz);
  Stage stage;
  stage.cathode_f = 0.0;
  GainStage gain(stage, coupling.output_ohm(), kLoadOhm, kRateHz);
  const auto gain_of_10_mv = [&](double hz, std::size_t frames) {
    auto wave = sine(0.01, hz, kRateHz, frames);
    for (double& v : wave) {
      const double source_v = v;
      v = gain.step(coupling.open_v(source_v));
      coupling.advance(source_v, gain.grid_a());
    }
    return std::abs(amplitude(wave, hz, kRateHz, frames)) / 0.01;
  };
  const auto frames = static_cast<std::size_t>(kRateHz / 200.0);  // 5 ms: ten periods of 2 kHz
  gain_of_10_mv(2000.0, 20 * frames);
  const double before = gain_of_10_mv(2000.0, frames);

  for (const double v : sine(60.0, 200.0, kRateHz, 40 * frames)) {
    gain.step(coupling.open_v(v));
    coupling.advance(v, gain.grid_a());
  }
  CHECK(coupling.open_v(0.0) < -15.0);
  CHECK(gain_of_10_mv(2000.0, frames) < 0.01 * before);
  gain_of_10_mv(2000.0, 40 * frames);  // 0.2 s: nine time constants
  CHECK(std::abs(gain_of_10_mv(2000.0, frames) / before - 1.0) < 0.01);
}

TEST(a_bypassed_cathode_drifts_with_the_mean_current) {
  // The tube cuts off sooner than it saturates: driven by 2 V, it carries more on average, and its bias grows
  Stage stage;
  GainStage driven(stage, 1e3, kLoadOhm, kRateHz);
  for (const double v : sine(2.0, 1000.0, kRateHz, static_cast<std::size_t>(kRateHz / 4.0))) driven.step(v);
  double first_v = 0.0, last_v = 0.0;
  for (int t = 0; t < 700000; ++t) {
    last_v = driven.step(0.0);
    if (t == 100) first_v = last_v;
  }
  CHECK(first_v > 2.0);            // less current: the bias is still up
  CHECK(std::abs(last_v) < 1e-6);  // gone after 25 time constants
}
