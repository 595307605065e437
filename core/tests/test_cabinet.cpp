// Holds the cabinet to what every block of the rig keeps; test_convolver.cpp holds its sound.
#include "allocations.h"
#include "nets.h"
#include "reamp/cabinet.h"
#include "test.h"

using namespace reamp;

TEST(cabinet_plays_its_impulse_response_at_once) {
  const auto taps = testing::noise(5000, 0.3f, 1);
  Cabinet cabinet(taps);
  std::vector<float> signal(5000);
  signal[0] = 1.0f;
  cabinet.process(signal, signal);
  for (std::size_t t = 0; t < taps.size(); ++t) CHECK(std::abs(signal[t] - taps[t]) < 1e-6f);
}

TEST(cabinet_sounds_the_same_in_any_blocks_and_after_reset_and_takes_no_memory) {
  const auto in = testing::noise(9000, 1.0f, 2);
  Cabinet cabinet(testing::noise(3000, 0.1f, 3));
  std::vector<float> whole(9000), split(9000);
  const long before = testing::heap_calls();
  cabinet.process(in, whole);
  cabinet.reset();
  for (std::size_t done = 0; done < 9000; done += 77) {
    const std::size_t frames = std::min<std::size_t>(77, 9000 - done);
    cabinet.process(std::span(in).subspan(done, frames), std::span(split).subspan(done, frames));
  }
  CHECK_EQUAL(testing::heap_calls(), before);
  CHECK(split == whole);
}

TEST(cabinet_needs_a_tap) {
  try {
    Cabinet cabinet({});
    CHECK(false);
  } catch (const std::invalid_argument&) {
  }
}
