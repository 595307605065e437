// Holds cabinets to the convolution with their taps, and a change of cabinet to the sum of both, with no gap.
#include "allocations.h"
#include "nets.h"
#include "rig/blocks.h"
#include "rig/cabinet.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

constexpr double kRate = 48000.0;
constexpr std::size_t kFade = 2400;

static std::unique_ptr<Cabinet> cabinet(const Signal& left, const Signal& right = {}) {
  return std::make_unique<Cabinet>(left, right);
}

static Signal convolved(const Signal& in, const Signal& taps) {
  Signal out(in.size());
  for (std::size_t t = 0; t < in.size(); ++t) {
    double sum = 0.0;
    for (std::size_t n = 0; n < taps.size() && n <= t; ++n) sum += static_cast<double>(taps[n]) * in[t - n];
    out[t] = static_cast<float>(sum);
  }
  return out;
}

static double difference_db(const Signal& a, const Signal& b) {
  return testing::esr_db(std::vector<double>(a.begin(), a.end()), b);
}

TEST(cabinet_plays_each_side_through_its_taps) {
  const Signal in = testing::noise(4000, 0.5f, 1), left = testing::noise(700, 0.1f, 2),
               right = testing::noise(90, 0.1f, 3);
  CabinetSlot slot(kRate);
  slot.publish(cabinet(left, right));
  Signal l(in.size()), r(in.size());
  slot.process(in, l, r);
  CHECK(difference_db(convolved(in, left), l) < -120.0);
  CHECK(difference_db(convolved(in, right), r) < -120.0);
}

TEST(cabinet_on_one_channel_is_the_mean_of_both) {
  const Signal in = testing::noise(1000, 0.5f, 1), left = testing::noise(70, 0.1f, 2),
               right = testing::noise(90, 0.1f, 3);
  CabinetSlot stereo(kRate), mono(kRate);
  stereo.publish(cabinet(left, right));
  mono.publish(cabinet(left));
  Signal l(in.size()), r(in.size()), mean(in.size()), alone(in.size());
  mono.process(in, alone, {});
  mono.process(in, l, r);
  CHECK(l == r);
  stereo.process(in, mean, {});
  Signal expected = convolved(in, left);
  const Signal other = convolved(in, right);
  for (std::size_t t = 0; t < in.size(); ++t) expected[t] = 0.5f * (expected[t] + other[t]);
  CHECK(difference_db(convolved(in, left), alone) < -120.0);
  CHECK(difference_db(expected, mean) < -120.0);
}

TEST(cabinet_none_lets_the_sound_pass) {
  const Signal in = testing::noise(1000, 0.5f, 1);
  CabinetSlot slot(kRate);
  Signal l(in.size()), r(in.size());
  slot.process(in, l, r);
  CHECK(l == in && r == in);
}

// What went into the old one before and during the fade rings out of it; the new one gets the rest.
TEST(cabinet_changes_by_fading_the_input) {
  const Signal in = testing::noise(12000, 0.5f, 1), old_taps = testing::noise(3000, 0.05f, 2),
               new_taps = testing::noise(1000, 0.05f, 3);
  Signal into_old = in, into_new = in;
  for (std::size_t t = 0; t < in.size(); ++t) {
    const double share = t < 4000 ? 0.0 : std::min(1.0, static_cast<double>(t - 4000 + 1) / kFade);
    into_new[t] = static_cast<float>(in[t] * share);
    into_old[t] = in[t] - into_new[t];
  }
  Signal expected = convolved(into_old, old_taps);
  const Signal rest = convolved(into_new, new_taps);
  for (std::size_t t = 0; t < in.size(); ++t) expected[t] += rest[t];
  CabinetSlot slot(kRate);
  slot.publish(cabinet(old_taps));
  Signal out(in.size());
  slot.process(std::span(in).first(4000), std::span(out).first(4000), {});
  slot.publish(cabinet(new_taps));
  slot.process(std::span(in).subspan(4000, kFade + 2999), std::span(out).subspan(4000, kFade + 2999), {});
  CHECK(slot.is_changing());
  slot.process(std::span(in).subspan(4000 + kFade + 2999), std::span(out).subspan(4000 + kFade + 2999), {});
  CHECK(!slot.is_changing());
  CHECK(difference_db(expected, out) < -120.0);
}

TEST(cabinet_changes_alike_in_any_blocks_and_takes_no_memory) {
  const Signal in = testing::noise(40000, 0.5f, 1);
  const auto play = [&](std::size_t longest) {
    Signal out(in.size());
    CabinetSlot slot(kRate);
    slot.publish(cabinet(testing::noise(20000, 0.05f, 2)));
    const std::size_t begins[] = {0, 5000, 9000, 9500, 30000, in.size()};
    for (std::size_t part = 0; part < 5; ++part) {  // the third comes while the first still rings
      if (part > 0) slot.publish(part == 2 ? cabinet({}) : cabinet(testing::noise(300 * part, 0.05f, part)));
      const std::size_t begin = begins[part];
      const long before = testing::heap_calls();
      testing::in_blocks(begins[part + 1] - begin, longest, part, [&](std::size_t first, std::size_t frames) {
        slot.process(std::span(in).subspan(begin + first, frames), std::span(out).subspan(begin + first, frames), {});
      });
      CHECK_EQUAL(testing::heap_calls(), before);
    }
    CHECK(!slot.is_changing());
    return out;
  };
  CHECK(play(40000) == play(97));
}

TEST(cabinet_waits_for_no_tail) {
  const Signal in = testing::sine(24000, 100.0, 0.5);
  Signal taps(480000);
  taps[0] = taps.back() = 0.5f;  // rings for ten seconds
  CabinetSlot slot(kRate);
  slot.publish(cabinet(taps));
  Signal out(in.size());
  slot.process(std::span(in).first(2400), std::span(out).first(2400), {});
  slot.publish(cabinet({}));
  slot.process(std::span(in).first(2400), std::span(out).first(2400), {});
  slot.publish(cabinet({0.25f}));
  slot.process(in, out, {});
  CHECK(!slot.is_changing());
  CHECK_EQUAL(out[12000], 0.25f * in[12000]);
}
