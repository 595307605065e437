// Holds the DC blocker to its corner.
#include <cmath>
#include <numbers>

#include "dsp/dc_blocker.h"
#include "test.h"

using namespace reamp;

static double gain_db(double rate_hz, double frequency_hz) {
  DcBlocker blocker(rate_hz);
  const auto frames = static_cast<std::size_t>(2.0 * rate_hz);
  std::vector<float> signal(frames);
  for (std::size_t t = 0; t < frames; ++t)
    signal[t] = static_cast<float>(std::sin(2.0 * std::numbers::pi * frequency_hz * static_cast<double>(t) / rate_hz));
  for (float& x : signal) x = static_cast<float>(blocker.next(x));
  double energy = 0.0;
  for (std::size_t t = frames / 2; t < frames; ++t) energy += static_cast<double>(signal[t]) * signal[t];
  return 10.0 * std::log10(2.0 * energy / static_cast<double>(frames / 2));
}

TEST(dc_blocker_is_3_db_down_at_5_hz_and_flat_where_guitars_play) {
  for (const double rate_hz : {44100.0, 48000.0, 96000.0}) {
    CHECK(std::abs(gain_db(rate_hz, 5.0) + 3.01) < 0.01);
    CHECK(std::abs(gain_db(rate_hz, 82.0) + 0.0185) < 0.001);
    CHECK(std::abs(gain_db(rate_hz, 1000.0)) < 0.0035);
  }
}

TEST(dc_blocker_forgets_a_constant) {
  DcBlocker blocker(48000.0);
  std::vector<float> signal(48000, 1.0f);
  for (float& x : signal) x = static_cast<float>(blocker.next(x));
  CHECK(std::abs(signal.front() - 1.0f) < 0.001f);
  CHECK(std::abs(signal.back()) < 1e-6f);
}
