// Holds the triode to its equations and to the ECC83's data sheet.
#include "sim/gain_stage.h"
#include "sim/measure.h"
#include "sim/triode.h"

using namespace reamp::sim;
using namespace reamp::testing;

TEST(soft_ramp_is_a_ramp_with_a_round_corner) {
  CHECK(std::abs(soft_ramp(0.0, 3.4) - std::log(2.0) / 3.4) < 1e-15);
  CHECK_EQUAL(soft_ramp(1000.0, 3.4), 1000.0);
  CHECK_EQUAL(soft_ramp(-1000.0, 3.4), 0.0);
}

TEST(triode_takes_the_current_of_the_paper) {
  const Triode tube;
  // 200 V at the plate, -1.5 V at the grid: G (log(1 + e^(C x)) / C)^gamma, x = 200 / 103.2 - 1.5
  const double x = 200.0 / 103.2 - 1.5;
  const double expected_a = 2.242e-3 * std::pow(std::log1p(std::exp(3.40 * x)) / 3.40, 1.26);
  CHECK(std::abs(cathode_current(tube, x).a / expected_a - 1.0) < 1e-12);
  const double step = 1e-6;
  const double slope = (cathode_current(tube, x + step).a - cathode_current(tube, x - step).a) / (2.0 * step);
  CHECK(std::abs(cathode_current(tube, x).slope / slope - 1.0) < 1e-6);
  CHECK(std::abs(grid_current_a(tube, 1.0) - 6.177e-4) < 2e-7);
  CHECK(grid_current_a(tube, -2.0) < 1e-12);
}

TEST(load_line_balances_volts_and_currents) {
  const Triode tube;
  const LoadLine line{tube, 250.0, 100e3, 1e3};
  double drive_v = 0.0;
  for (double grid_v = -5.0; grid_v < 3.0; grid_v += 0.25) {
    const double cathode_a = line.cathode_a(grid_v, drive_v);
    const double plate_v = 250.0 - 100e3 * (cathode_a - grid_current_a(tube, grid_v)) - 1e3 * cathode_a;
    CHECK(std::abs(cathode_current(tube, plate_v / tube.mu + grid_v).a - cathode_a) < 1e-12);
    CHECK(line.plate_a(grid_v, cathode_a) <= cathode_a);
  }
}

TEST(root_of_finds_roots_of_steep_and_flat_functions) {
  const auto steep = [](double x) { return x + std::exp(5.0 * x) - 1e6; };
  const double root = root_of(steep, -10.0, 10.0);
  CHECK(steep(root - 1e-12) < 0.0 && steep(root + 1e-12) > 0.0);
  CHECK(std::abs(root_of([](double x) { return x + x * x * x - 0.01; }, -1.0, 3.0) - 0.0099990003) < 1e-9);
  CHECK_EQUAL(root_of([](double x) { return x + 5.0; }, 0.0, 1.0), 0.0);
  CHECK_EQUAL(root_of([](double x) { return x - 5.0; }, 0.0, 1.0), 1.0);
}

TEST(triode_rests_and_amplifies_as_the_data_sheet_says) {
  // Mullard ECC83, resistance-coupled amplifier: 250 V, 100 kohm, 1.5 kohm, 330 kohm behind: 0.86 mA, gain 54.5.
  // The paper's tube is a specimen, 4 % off; within 10 %.
  Stage stage;
  stage.supply_v = 250.0;
  const OperatingPoint rest = operating_point(stage, 330e3);
  CHECK(std::abs(rest.plate_a / 0.86e-3 - 1.0) < 0.15);
  CHECK(std::abs(rest.gain / 54.5 - 1.0) < 0.1);
  CHECK(std::abs(rest.cathode_v - 1.5e3 * rest.plate_a) < 1e-9);
  CHECK(std::abs(rest.plate_v - (250.0 - 100e3 * rest.plate_a)) < 1e-6);
}
