// Impulse responses made ready: the gain, the pan, and another rate without a delay.
#include <cmath>
#include <stdexcept>

#include "nets.h"
#include "reamp/impulse.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

namespace {

const Signal kOne{1.0f};

ImpulseResponse made(const std::vector<CabinetSound>& cabinets, int rate_hz, RigMode mode = RigMode::kPlayer) {
  return make_impulse_response(cabinets, rate_hz, mode);
}

double energy(const Signal& taps) {
  double sum = 0.0;
  for (const float tap : taps) sum += static_cast<double>(tap) * tap;
  return sum;
}

bool is_refused(const std::vector<CabinetSound>& cabinets, RigMode mode = RigMode::kPlayer) {
  try {
    made(cabinets, 48000, mode);
  } catch (const std::invalid_argument&) {
    return true;
  }
  return false;
}

}  // namespace

TEST(impulse_is_18_db_softer_at_48_khz_and_half_of_that_at_96) {
  const auto taps = made({{.channels = {kOne}}}, 48000);
  CHECK_EQUAL(taps.left.size(), 1u);
  CHECK(taps.right.empty());
  CHECK_EQUAL(taps.left[0], static_cast<float>(std::pow(10.0, -0.9)));
  CHECK_EQUAL(made({{.channels = {kOne}, .rate_hz = 96000}}, 96000).left[0],
              static_cast<float>(std::pow(10.0, -0.9) / 2));
}

TEST(impulse_pan_keeps_the_power) {
  const double middle = energy(made({{.channels = {kOne}}}, 48000).left);
  for (const double pan : {-1.0, -0.4, 0.3, 1.0}) {
    const auto taps = made({{.channels = {kOne}, .pan = pan}}, 48000);
    CHECK(std::abs(energy(taps.left) + energy(taps.right) - 2.0 * middle) < 1e-7);
    CHECK((energy(taps.left) > energy(taps.right)) == (pan < 0.0));
  }
}

TEST(impulse_at_another_rate_begins_at_once_and_keeps_its_level) {
  for (const int from_hz : {44100, 96000, 32000})
    for (const int to_hz : {48000, 88200}) {
      const Signal click = made({{.channels = {kOne}, .rate_hz = from_hz}}, to_hz).left;
      std::size_t loudest = 0;
      for (std::size_t t = 0; t < click.size(); ++t)
        if (std::abs(click[t]) > std::abs(click[loudest])) loudest = t;
      CHECK(static_cast<double>(loudest) / to_hz < 1.3e-4);
      double dc = 0.0;
      for (const float tap : click) dc += tap;
      const double expected = std::pow(10.0, -0.9) * 48000.0 / to_hz * to_hz / from_hz;
      CHECK(std::abs(dc / expected - 1.0) < 5e-4);  // 0.004 dB: the ringing of a click is cut off
    }
}

TEST(impulse_refuses_what_a_rig_does_not_play) {
  const Signal silence(100), longer(480001, 0.1f);
  const CabinetSound one{.channels = {kOne}};
  CHECK(is_refused({}) && is_refused({one, one, one}));
  CHECK(is_refused({{.channels = {silence}}}) && is_refused({{.channels = {longer}}}) &&
        is_refused({{.channels = {}}}));
  CHECK(is_refused({{.channels = {kOne}, .pan = 1.1}}) && is_refused({{.channels = {kOne}, .gain_db = NAN}}));
  CHECK(is_refused({one, one}, RigMode::kCompatible) && !is_refused({one, one}));
  CHECK(is_refused({{.channels = {kOne, kOne}}}, RigMode::kCompatible));
  const Signal noise = testing::noise(9000, 0.5f, 3);
  CHECK_EQUAL(made({{.channels = {noise}}}, 48000, RigMode::kCompatible).left.size(), kCompatibleTaps);
}
