// Holds the tone stack to the gains of its formulas, and its knobs to turning without a step.
#include <utility>

#include "allocations.h"
#include "nets.h"
#include "rig/blocks.h"
#include "rig/tone_stack.h"
#include "test.h"

using namespace reamp;

constexpr double kRate = 48000.0;

static std::vector<float> played(const Tone& tone, double frequency_hz) {
  ToneStack stack(kRate);
  DcBlocker dc_blocker(kRate);
  stack.start(tone);
  auto signal = testing::sine(48000, frequency_hz, 0.5);
  stack.process(signal, dc_blocker);
  signal.erase(signal.begin(), signal.begin() + 24000);
  return signal;
}

// Relative to the knobs at 5: the DC blocker is in both.
static double gain_db(const Tone& tone, double frequency_hz) {
  return testing::ratio_db(testing::rms(played(tone, frequency_hz)) / testing::rms(played({}, frequency_hz)));
}

TEST(tone_stack_has_4_3_and_2_db_a_unit) {
  for (const double turned : {-5.0, -1.0, 2.5, 5.0}) {
    CHECK(std::abs(gain_db({.bass = 5.0 + turned}, 4.0) - 4.0 * turned) < 0.1);
    CHECK(std::abs(gain_db({.bass = 5.0 + turned}, 150.0) - 2.0 * turned) < 0.01);  // a shelf is half way there
    CHECK(std::abs(gain_db({.middle = 5.0 + turned}, 425.0) - 3.0 * turned) < 0.001);
    CHECK(std::abs(gain_db({.treble = 5.0 + turned}, 1800.0) - turned) < 0.01);
    CHECK(std::abs(gain_db({.treble = 5.0 + turned}, 20000.0) - 2.0 * turned) < 0.1);
  }
}

// Direct form I of the cookbook's filter, in double.
static std::vector<double> cookbook(const ToneBand& band, double knob, std::span<const float> in) {
  const double gain_db = band.db_per_unit * (knob - 5.0), a = std::pow(10.0, gain_db / 40.0);
  const double q = band.shape == ToneShape::kPeak ? (gain_db < 0.0 ? 1.5 : 0.7) : 0.707;
  const double w = 2.0 * std::numbers::pi * band.frequency_hz / kRate, alpha = std::sin(w) / (2.0 * q);
  double b[3] = {1.0 + alpha * a, -2.0 * std::cos(w), 1.0 - alpha * a};
  double c[3] = {1.0 + alpha / a, -2.0 * std::cos(w), 1.0 - alpha / a};
  if (band.shape != ToneShape::kPeak) {
    const double cosine = (band.shape == ToneShape::kHighShelf ? -1.0 : 1.0) * std::cos(w);
    const double sign = band.shape == ToneShape::kHighShelf ? -1.0 : 1.0, root = 2.0 * std::sqrt(a) * alpha;
    b[0] = a * ((a + 1.0) - (a - 1.0) * cosine + root);
    b[1] = sign * 2.0 * a * ((a - 1.0) - (a + 1.0) * cosine);
    b[2] = a * ((a + 1.0) - (a - 1.0) * cosine - root);
    c[0] = (a + 1.0) + (a - 1.0) * cosine + root;
    c[1] = sign * -2.0 * ((a - 1.0) + (a + 1.0) * cosine);
    c[2] = (a + 1.0) + (a - 1.0) * cosine - root;
  }
  std::vector<double> out(in.size());
  double x1 = 0.0, x2 = 0.0, y1 = 0.0, y2 = 0.0;
  for (std::size_t t = 0; t < in.size(); ++t) {
    out[t] = (b[0] * in[t] + b[1] * x1 + b[2] * x2 - c[1] * y1 - c[2] * y2) / c[0];
    x2 = std::exchange(x1, in[t]);
    y2 = std::exchange(y1, out[t]);
  }
  return out;
}

TEST(tone_stack_has_the_filters_of_the_cookbook) {
  const auto in = testing::noise(4800, 0.1f, 1);
  for (const ToneBand& band : kToneBands)
    for (const double knob : {0.0, 3.0, 7.5, 10.0}) {
      Tone tone;
      tone.*band.knob = knob;
      ToneStack stack(kRate);
      DcBlocker dc_blocker(kRate), dc_alone(kRate);
      stack.start(tone);
      auto out = in;
      stack.process(out, dc_blocker);
      const auto expected = cookbook(band, knob, in);
      for (std::size_t t = 0; t < in.size(); ++t) CHECK(std::abs(out[t] - dc_alone.next(expected[t])) < 2e-7);
    }
}

// The width of the peak at half its gain in dB: f / Q for a boost of that Q in the cookbook.
TEST(tone_stack_middle_is_wider_when_it_boosts) {
  CHECK(std::abs(gain_db({.middle = 9.0}, 425.0 * 1.917) - 6.0) < 0.15);
  CHECK(std::abs(gain_db({.middle = 1.0}, 425.0 * 1.387) + 6.0) < 0.15);
}

TEST(tone_stack_at_5_changes_no_bit) {
  const auto in = testing::noise(5000, 1.0f, 1);
  ToneStack stack(kRate);
  DcBlocker dc_blocker(kRate), dc_alone(kRate);
  stack.start({.bass = 2.0, .treble = 9.0});
  stack.set({});
  auto out = in;
  stack.process(out, dc_blocker);
  for (const float x : in) dc_alone.next(x);
  dc_blocker = dc_alone;
  out = in;
  stack.process(out, dc_blocker);
  for (std::size_t t = 0; t < in.size(); ++t) CHECK_EQUAL(out[t], static_cast<float>(dc_alone.next(in[t])));
}

TEST(tone_stack_turns_alike_in_any_blocks_and_takes_no_memory) {
  const auto in = testing::noise(12000, 1.0f, 2);
  auto whole = in, split = in;
  const auto play = [&](std::vector<float>& signal, std::size_t longest) {
    ToneStack stack(kRate);
    DcBlocker dc_blocker(kRate);
    stack.start({});
    const double turns[] = {5.0, 10.0, 5.0, 5.0, 0.0, 5.0};
    for (std::size_t part = 0; part < 6; ++part) {  // less than a ramp, more than a ramp, back to flat
      Tone tone;
      for (std::size_t band = 0; band < std::size(kToneBands); ++band)
        tone.*kToneBands[band].knob = turns[band % 2 == 0 ? part : 5 - part];
      stack.set(tone);
      const std::size_t frames = part < 2 ? 500 : 2750, begin = part < 2 ? 500 * part : 1000 + 2750 * (part - 2);
      testing::in_blocks(frames, longest, part, [&](std::size_t first, std::size_t count) {
        stack.process(std::span(signal).subspan(begin + first, count), dc_blocker);
      });
    }
  };
  const long before = testing::heap_calls();
  play(whole, 12000);
  play(split, 333);
  CHECK_EQUAL(testing::heap_calls(), before);
  CHECK(whole == split);
}

static Tone all_at(double knob) {
  Tone tone;
  for (const ToneBand& band : kToneBands) tone.*band.knob = knob;
  return tone;
}

static double largest_step(std::span<const float> signal) {
  double largest = 0.0;
  for (std::size_t t = 1; t < signal.size(); ++t)
    largest = std::max(largest, std::abs(static_cast<double>(signal[t]) - signal[t - 1]));
  return largest;
}

// All the way in 20 ms, where a step would be 40 dB: a seventh above what the louder end does by itself is a fade.
TEST(tone_stack_turns_without_a_step) {
  for (const double frequency_hz : {41.0, 82.0, 330.0, 1800.0})
    for (const double from : {0.0, 10.0}) {
      auto turned = testing::sine(24000, frequency_hz, 0.5), loud = turned;
      ToneStack stack(kRate);
      DcBlocker dc_blocker(kRate);
      stack.start(all_at(10.0));
      stack.process(loud, dc_blocker);
      stack.start(all_at(from));
      stack.process(std::span(turned).first(12000), dc_blocker);
      stack.set(all_at(10.0 - from));
      stack.process(std::span(turned).last(12000), dc_blocker);
      CHECK(largest_step(std::span(turned).last(14000)) < 1.15 * largest_step(std::span(loud).last(14000)));
    }
}
