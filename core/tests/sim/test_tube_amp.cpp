// Holds the whole amplifier to what every processor keeps, and to numbers whatever is played into it.
#include "nets.h"
#include "reamp/sim.h"
#include "sim/measure.h"

using namespace reamp::sim;
using namespace reamp::testing;
using enum Part::Kind;

namespace {

AmpParts two_stages() {
  Stage stage;
  stage.after = {{{kCapacitor, 1, 2, 22e-9}, {kResistor, 2, 3, 400e3}, {kResistor, 3, 0, 100e3}}, 3};
  AmpParts parts;
  parts.stages = {stage, stage};
  return parts;
}

}  // namespace

TEST(tube_amp_sounds_the_same_in_any_blocks_and_after_reset_and_takes_no_memory) {
  TubeAmp amp(two_stages(), 48000.0), another(two_stages(), 48000.0);
  check_is_a_processor(amp, another, sine(1.0, 1234.5, 48000.0, 3000));
}

TEST(tube_amp_stays_finite_for_anything_up_to_1000_volts) {
  Sequence sequence(3);
  for (const double rate_hz : {44100.0, 48000.0, 192000.0}) {
    TubeAmp amp(two_stages(), rate_hz);
    std::vector<double> wave(4000);
    for (std::size_t t = 0; t < wave.size(); ++t) {
      const double square = t / 500 % 2 ? 1000.0 : -1000.0;
      wave[t] = t < 2000 ? square : static_cast<double>(sequence.uniform(-1000.0f, 1000.0f));
    }
    amp.process(wave, wave);
    CHECK(largest(wave) < 20.0);
    std::vector<double> silence(static_cast<std::size_t>(3.0 * rate_hz));
    amp.process(silence, silence);
    CHECK(largest(std::span(silence).last(100)) < 1e-3);
  }
}

TEST(tube_amp_recovers_from_what_is_no_voltage) {
  TubeAmp amp(two_stages(), 48000.0);
  std::vector<double> wave(1000);
  wave[10] = NAN;
  wave[20] = INFINITY;
  wave[30] = -1e300;
  amp.process(wave, wave);
  CHECK(largest(wave) < 20.0);
}

TEST(tube_amp_refuses_what_it_cannot_be) {
  const auto refused = [](const AmpParts& parts, double rate_hz) {
    try {
      TubeAmp(parts, rate_hz);
    } catch (const std::invalid_argument&) {
      return true;
    }
    return false;
  };
  CHECK(refused(AmpParts(), 48000.0));
  CHECK(refused(two_stages(), 4000.0));
  CHECK(refused(two_stages(), NAN));
  CHECK(!refused(two_stages(), 96000.0));
}
