// Holds the DC blocker to its corner, and to what every block of the rig keeps.
#include <cmath>
#include <numbers>

#include "allocations.h"
#include "nets.h"
#include "rig/dc_blocker.h"
#include "test.h"

using namespace reamp;

static double gain_db(double rate_hz, double frequency_hz) {
  DcBlocker blocker(rate_hz);
  const auto frames = static_cast<std::size_t>(2.0 * rate_hz);
  std::vector<float> signal(frames);
  for (std::size_t t = 0; t < frames; ++t)
    signal[t] = static_cast<float>(std::sin(2.0 * std::numbers::pi * frequency_hz * static_cast<double>(t) / rate_hz));
  blocker.process(signal, signal);
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
  blocker.process(signal, signal);
  CHECK(std::abs(signal.front() - 1.0f) < 0.001f);
  CHECK(std::abs(signal.back()) < 1e-6f);
}

TEST(dc_blocker_sounds_the_same_in_any_blocks_and_after_reset_and_takes_no_memory) {
  const auto in = testing::noise(1000, 1.0f, 1);
  std::vector<float> whole(1000), split(1000);
  DcBlocker blocker(48000.0);
  const long before = testing::heap_calls();
  blocker.process(in, whole);
  blocker.reset();
  for (std::size_t done = 0; done < 1000; done += 7) {
    const std::size_t frames = std::min<std::size_t>(7, 1000 - done);
    blocker.process(std::span(in).subspan(done, frames), std::span(split).subspan(done, frames));
  }
  CHECK_EQUAL(testing::heap_calls(), before);
  CHECK(split == whole);
}
