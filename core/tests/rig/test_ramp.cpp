// Holds ramp.h to: a fixed time, an exact end, no step on the way.
#include "dsp/ramp.h"
#include "rig/blocks.h"
#include "test.h"

using namespace reamp;

TEST(ramp_takes_a_fixed_time_and_ends_exactly) {
  Ramp ramp(1.0, 10);
  CHECK(!ramp.moving());
  ramp.go(2.0);
  for (int i = 1; i <= 10; ++i) {
    CHECK(ramp.moving());
    CHECK(std::abs(ramp.next() - (1.0 + 0.1 * i)) < 1e-12);
  }
  CHECK(!ramp.moving());
  CHECK_EQUAL(ramp.next(), 2.0);
}

TEST(ramp_sets_out_anew_from_where_it_is) {
  Ramp ramp(0.0, 10);
  ramp.go(1.0);
  for (int i = 0; i < 5; ++i) ramp.next();
  ramp.go(1.0);  // already on its way there
  CHECK_EQUAL(ramp.frames_left(), 5);
  ramp.go(0.0);
  CHECK_EQUAL(ramp.frames_left(), 10);
  CHECK(std::abs(ramp.next() - 0.45) < 1e-12);
  ramp.jump(3.0);
  CHECK_EQUAL(ramp.next(), 3.0);
}

TEST(ramp_multiplies_alike_in_any_blocks) {
  std::vector<float> ones(100, 1.0f), whole(100), split(100);
  const auto play = [&](std::vector<float>& out, std::size_t longest) {
    Ramp gain(1.0, 40);
    testing::in_blocks(100, longest, 1, [&](std::size_t first, std::size_t frames) {
      gain.go(0.25);
      multiply(gain, std::span(ones).subspan(first, frames), std::span(out).subspan(first, frames));
    });
  };
  play(whole, 100);
  play(split, 7);
  CHECK(whole == split);
  CHECK_EQUAL(whole[39], 0.25f);
  CHECK(whole[38] > 0.25f);
}
