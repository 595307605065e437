// Holds the rate converters to their passband, their stopband and their delay.
#include "sim/measure.h"
#include "sim/oversampler.h"

using namespace reamp::sim;
using namespace reamp::testing;

namespace {

constexpr std::size_t kFrames = 4800;

std::complex<double> there_and_back(int doublings, double hz, double rate_hz) {
  Oversampler oversampler(doublings);
  const auto in = sine(1.0, hz, rate_hz, 2 * kFrames);
  std::vector<double> fine(in.size() * static_cast<std::size_t>(oversampler.factor())), out(in.size());
  oversampler.up(in, fine);
  oversampler.down(fine, out);
  return amplitude(out, hz, rate_hz, kFrames);
}

}  // namespace

TEST(oversampler_is_flat_to_20_khz) {
  for (const int doublings : {0, 1, 2, 4, 5})
    for (const double hz : {10.0, 1000.0, 10000.0, 19000.0, 20000.0, 23000.0})
      CHECK(std::abs(db(there_and_back(doublings, hz, 48000.0))) < 0.001);
  CHECK(std::abs(db(there_and_back(4, 19992.0, 44100.0))) < 0.001);
}

TEST(oversampler_delays_a_1_khz_sine_by_the_frames_it_states) {
  const auto delay_frames = [](int doublings) {
    return -std::arg(there_and_back(doublings, 1000.0, 48000.0)) / (2.0 * std::numbers::pi / 48.0);
  };
  const double stated[] = {3.7, 4.8, 5.2, 5.4, 5.5};
  for (int doublings = 1; doublings <= 5; ++doublings)
    CHECK(std::abs(delay_frames(doublings) - stated[doublings - 1]) < 0.05);
}

TEST(oversampler_makes_no_images_on_the_way_up_and_no_aliases_on_the_way_down) {
  Oversampler oversampler(4);
  const double fine_hz = 16.0 * 48000.0;
  const auto in = sine(1.0, 10000.0, 48000.0, 2 * kFrames);
  std::vector<double> fine(16 * in.size());
  oversampler.up(in, fine);
  for (double image_hz = 38000.0; image_hz < fine_hz / 2.0; image_hz += 48000.0) {
    CHECK(db(amplitude(fine, image_hz, fine_hz, 16 * kFrames)) < -105.0);
    CHECK(db(amplitude(fine, image_hz + 20000.0, fine_hz, 16 * kFrames)) < -105.0);
  }

  std::vector<double> out(in.size());
  for (const double hz : {25000.0, 38000.0, 58000.0, 86000.0, 106000.0, 190000.0, 290000.0, 378000.0}) {
    oversampler.reset();
    auto above = sine(1.0, hz, fine_hz, fine.size());
    oversampler.down(above, out);
    CHECK(db(largest(std::span(out).last(kFrames))) < -105.0);
  }
}
