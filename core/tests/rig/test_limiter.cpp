// Holds the limiter to: nothing above the ceiling, nothing changed below it, and no silence about it.
#include "allocations.h"
#include "nets.h"
#include "rig/blocks.h"
#include "rig/limiter.h"
#include "test.h"

using namespace reamp;

static void play(Limiter& limiter, std::span<float> left, std::span<float> right = {}) {
  limiter.process(left, right, static_cast<float>(std::max(testing::peak(left), testing::peak(right))));
}

TEST(limiter_changes_no_bit_below_its_ceiling) {
  const auto in = testing::noise(5000, 0.98f, 1);
  auto left = in, right = in;
  Limiter limiter(48000.0);
  play(limiter, left, right);
  CHECK(left == in && right == in);
  CHECK_EQUAL(limiter.limited_frames(), 0u);
  CHECK_EQUAL(limiter.reduction().value(), 0.0f);
}

TEST(limiter_holds_both_sides_below_its_ceiling_with_one_gain) {
  auto left = testing::sine(4800, 100.0, 4.0), right = testing::sine(4800, 100.0, 0.5);
  Limiter limiter(48000.0);
  play(limiter, left, right);
  CHECK(std::abs(testing::ratio_db(testing::peak(left)) + 0.1) < 1e-4);
  for (std::size_t t = 0; t < left.size(); ++t) CHECK(std::abs(left[t] - 8.0f * right[t]) < 1e-5f);
  CHECK(std::abs(testing::ratio_db(1.0 - limiter.reduction().value()) + 12.14) < 0.01);
  CHECK(limiter.limited_frames() > 4000);
}

TEST(limiter_lets_go_over_a_tenth_of_a_second) {
  std::vector<float> signal(96000, 0.5f);
  signal[0] = 2.0f;
  Limiter limiter(48000.0);
  play(limiter, signal);
  CHECK(std::abs(signal[4800] - 0.5f * (1.0f - 0.506f * 0.3679f)) < 1e-3f);
  CHECK_EQUAL(signal.back(), 0.5f);
}

TEST(limiter_off_changes_nothing_and_switches_without_a_step) {
  auto loud = testing::sine(4800, 100.0, 4.0);
  const auto in = loud;
  Limiter limiter(48000.0);
  limiter.set(false);
  play(limiter, loud);
  CHECK(loud == in);
  limiter.set(true);
  play(limiter, loud);
  limiter.set(false);
  std::vector<float> quiet(96000, 0.1f);
  play(limiter, quiet);
  CHECK(quiet[0] < 0.03f);
  CHECK_EQUAL(quiet.back(), 0.1f);
}

TEST(limiter_sounds_the_same_in_any_blocks_and_takes_no_memory) {
  const auto in = testing::noise(48000, 1.5f, 2);
  auto whole = in, split = in;
  Limiter one(48000.0), other(48000.0);
  const long before = testing::heap_calls();
  play(one, whole);
  testing::in_blocks(in.size(), 200, 3, [&](std::size_t first, std::size_t frames) {
    play(other, std::span(split).subspan(first, frames));
  });
  CHECK_EQUAL(testing::heap_calls(), before);
  CHECK(whole == split);
  CHECK_EQUAL(one.limited_frames(), other.limited_frames());
}
