// Holds the gate to its law: how fast it opens and closes, how much it lowers, the official one to its formula.
#include "allocations.h"
#include "rig/blocks.h"
#include "rig/gate.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

constexpr double kRate = 48000.0;

static Signal gains_of(Gate& gate, const Signal& in) {
  Signal gains(in.size());
  gate.process(in, gains);
  return gains;
}

static Signal gains_for(const Signal& in, double threshold_db, RigMode mode = RigMode::kPlayer) {
  Gate gate(kRate, mode);
  gate.start(true, threshold_db);
  return gains_of(gate, in);
}

static Signal constant(std::size_t frames, double db) {
  return Signal(frames, static_cast<float>(std::pow(10.0, db / 20.0)));
}

static Signal joined(Signal a, const Signal& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(gate_begins_closed_and_opens_within_a_millisecond) {
  const Signal gains = gains_for(joined(Signal(480, 0.0f), constant(480, -59.0)), -60.0);
  CHECK_EQUAL(gains[479], 0.0f);
  CHECK(gains[480 + 24] < 0.01f);
  CHECK_EQUAL(gains[480 + 48], 1.0f);
}

TEST(gate_holds_falls_and_closes) {
  const Signal gains = gains_for(joined(constant(4800, -20.0), Signal(48000, 0.0f)), -60.0);
  // The level falls by 3 dB in 10 ms: 40 dB take 132.9 ms, then it holds 20 ms.
  const std::size_t leaves = 4800 + 6379 + 960;
  CHECK_EQUAL(gains[leaves - 3], 1.0f);
  CHECK(gains[leaves + 480] < 1.0f);
  CHECK_EQUAL(gains[leaves + 8000], 0.0f);
  for (std::size_t t = leaves; t < leaves + 8000; ++t) {
    CHECK(gains[t + 1] <= gains[t]);
    if (gains[t + 1] > 1e-4f) CHECK(testing::ratio_db(gains[t + 1] / gains[t]) > -2.01 / 48.0);  // 100 dB in 50 ms
  }
}

TEST(gate_lowers_by_a_tenth_of_the_squared_distance) {
  for (const double below_db : {1.0, 5.0, 10.0, 20.0}) {
    const Signal gains = gains_for(constant(48000, -50.0 - below_db), -50.0);
    CHECK(std::abs(testing::ratio_db(gains.back()) + 0.1 * below_db * below_db) < 1e-4);
  }
  CHECK_EQUAL(gains_for(constant(48000, -82.0), -50.0).back(), 0.0f);  // more than 100 dB is silence
}

TEST(gate_official_is_twice_as_deep) {
  for (const double below_db : {1.0, 5.0, 10.0}) {
    const Signal gains = gains_for(constant(48000, -50.0 - below_db), -50.0, RigMode::kCompatible);
    CHECK(std::abs(testing::ratio_db(gains.back()) + 0.2 * below_db * below_db) < 1e-3);
  }
}

TEST(gate_off_lets_everything_pass_and_switches_without_a_step) {
  for (const RigMode mode : {RigMode::kPlayer, RigMode::kCompatible}) {
    Gate gate(kRate, mode);
    gate.start(false, -40.0);
    const Signal quiet = constant(48000, -60.0);
    for (const float gain : gains_of(gate, quiet)) CHECK_EQUAL(gain, 1.0f);
    gate.set(true, -40.0);
    const Signal closing = gains_of(gate, quiet);
    CHECK(closing.back() < 0.011f);
    gate.set(false, -40.0);
    const Signal opening = gains_of(gate, quiet);
    CHECK_EQUAL(opening.back(), 1.0f);
    for (const Signal& gains : {closing, opening})
      for (std::size_t t = 1; t < gains.size(); ++t) CHECK(std::abs(gains[t] - gains[t - 1]) < 0.01f);
  }
}

TEST(gate_sounds_the_same_in_any_blocks_while_its_knobs_move_and_takes_no_memory) {
  Signal in = testing::sine(48000, 110.0, 0.1);
  for (std::size_t t = 0; t < in.size(); ++t)
    in[t] *= static_cast<float>(std::exp2(-static_cast<double>(t % 16000) / 1500.0));
  for (const RigMode mode : {RigMode::kPlayer, RigMode::kCompatible}) {
    Signal whole(in.size()), split(in.size());
    const auto play = [&](Signal& gains, std::size_t longest) {
      Gate gate(kRate, mode);
      gate.start(true, -50.0);
      for (std::size_t part = 0; part < 6; ++part) {  // the knobs move at every 8000 frames
        if (part > 0) gate.set(part != 3, -50.0 + 5.0 * static_cast<double>(part % 4));
        testing::in_blocks(8000, longest, part, [&](std::size_t first, std::size_t frames) {
          gate.process(std::span(in).subspan(8000 * part + first, frames),
                       std::span(gains).subspan(8000 * part + first, frames));
        });
      }
    };
    const long before = testing::heap_calls();
    play(whole, 8000);
    play(split, 100);
    CHECK_EQUAL(testing::heap_calls(), before);
    CHECK(whole == split);
  }
}
