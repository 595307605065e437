// Holds the pedal to its differential equation and to what every processor keeps.
#include "reamp/sim.h"
#include "sim/measure.h"

using namespace reamp::sim;
using namespace reamp::testing;

TEST(overdrive_sounds_the_same_in_any_blocks_and_after_reset_and_takes_no_memory) {
  Overdrive pedal(OverdriveParts(), 48000.0), another(OverdriveParts(), 48000.0);
  check_is_a_processor(pedal, another, sine(1.0, 1234.5, 48000.0, 3000));
}

TEST(overdrive_stays_finite_for_anything_up_to_1000_volts) {
  for (const double rate_hz : {44100.0, 192000.0}) {
    Overdrive pedal(OverdriveParts(), rate_hz);
    std::vector<double> wave(4000);
    for (std::size_t t = 0; t < wave.size(); ++t) wave[t] = t / 7 % 2 ? 1000.0 : -1000.0;
    pedal.process(wave, wave);
    CHECK(largest(wave) < 1.0);
  }
}

TEST(overdrive_recovers_from_what_is_no_voltage) {
  Overdrive pedal(OverdriveParts(), 48000.0);
  std::vector<double> wave(1000);
  wave[10] = NAN;
  wave[20] = -INFINITY;
  pedal.process(wave, wave);
  CHECK(largest(wave) < 1.0);
}

TEST(diodes_remember_through_their_capacitor) {
  // C dv/dt = (u - v) / R - 2 I_s sinh(v / n V_t) in steps of 5 ns, against the pedal with its other corners far away
  OverdriveParts parts;
  parts.input_f = 1e-3;
  parts.output_f = 1e-3;
  parts.above_ohm = 1e-3;
  parts.below_f = 1e-3;
  parts.tone_ohm = 1.0;
  parts.tone_f = 1e-12;
  parts.rail_v = 100.0;
  parts.clipper_f = 100e-9;
  parts.volume = 1.0;
  const double rate_hz = 192000.0, hz = 3000.0, step_s = 1.0 / (rate_hz * 1024.0);
  const std::size_t frames = 1920;
  Overdrive pedal(parts, rate_hz);
  std::vector<double> out(frames), expected;
  pedal.process(sine(3.0, hz, rate_hz, frames), out);
  double v = 0.0;
  for (std::size_t t = 0; t < frames * 1024; ++t) {
    const double u = 3.0 * std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(t) * step_s);
    const double a = (u - v) / parts.clipper_ohm - 2.0 * parts.saturation_a * std::sinh(v / (1.752 * 25.85e-3));
    v += step_s / parts.clipper_f * a;
    if (t % 1024 == 1023) expected.push_back(v);
  }
  for (const double harmonic : {1.0, 3.0, 5.0, 7.0}) {
    const auto is = amplitude(out, harmonic * hz, rate_hz, 640),
               ought = amplitude(expected, harmonic * hz, rate_hz, 640);
    CHECK(std::abs(db(is) - db(ought)) < 0.05);
  }
}
