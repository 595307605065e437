// Holds the load to the impedance of its parts.
#include "sim/load.h"
#include "sim/measure.h"

using namespace reamp::sim;
using namespace reamp::testing;

TEST(load_has_the_impedance_of_its_parts) {
  const PowerStage stage;
  const Speaker& speaker = stage.speaker;
  const double rate_hz = 768000.0, half = 0.25 * stage.plate_to_plate_ohm / stage.nominal_ohm;
  for (const double hz : {20.0, 60.0, 90.0, 140.0, 400.0, 2000.0, 10000.0, 40000.0}) {
    const std::complex<double> s(0.0, 2.0 * std::numbers::pi * hz);
    const double w0 = 2.0 * std::numbers::pi * speaker.resonance_hz;
    const auto coil = 1.0 / (1.0 / speaker.eddy_ohm + 1.0 / (s * speaker.coil_h));
    const auto cone = speaker.resonance_ohm / (1.0 + speaker.resonance_q * (s / w0 + w0 / s));
    const auto expected = 1.0 / (1.0 / (half * (speaker.coil_ohm + coil + cone)) + 4.0 / (s * stage.primary_h) +
                                 4.0 / stage.plate_resistance_ohm);
    Load load(stage, rate_hz);
    auto wave = sine(0.1, hz, rate_hz, static_cast<std::size_t>(2.0 * rate_hz));
    for (double& v : wave) {
      v = load.history_v() + load.ohm() * v;
      load.advance(v);
    }
    const auto ohm = amplitude(wave, hz, rate_hz, static_cast<std::size_t>(rate_hz)) / 0.1;
    CHECK(std::abs(ohm / expected - 1.0) < 0.01);
  }
}
