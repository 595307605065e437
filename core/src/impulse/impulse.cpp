// Prepares speaker cabinets: rate, gain, pan, sum.
#include "reamp/impulse.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <stdexcept>

#include "dsp/ramp.h"
#include "impulse/at_rate.h"

namespace reamp {
namespace {

constexpr double kGainRateHz = 48000.0;  // twice the rate has twice the taps, each at half the gain

using Taps = std::vector<double>;

void check(std::span<const CabinetSound> cabinets, RigMode mode) {
  const auto fail = [](const char* problem) { throw std::invalid_argument(problem); };
  if (cabinets.empty() || cabinets.size() > kMaxCabinets) fail("a rig has one cabinet or two");
  for (const CabinetSound& cabinet : cabinets) {
    const auto& channels = cabinet.channels;
    if (channels.empty() || channels.size() > 2 || channels.front().size() != channels.back().size())
      fail("an impulse response has one channel, or two of equal length");
    if (cabinet.rate_hz < 1 || channels.front().size() > kMaxImpulseS * cabinet.rate_hz)
      fail("an impulse response has at most 10 s");
    if (!(std::abs(cabinet.pan) <= 1.0) || !std::isfinite(cabinet.gain_db))
      fail("a pan is -1 to 1, and a gain a finite number");
    const auto is_silent = [](std::span<const float> samples) {
      return std::all_of(samples.begin(), samples.end(), [](float x) { return x == 0.0f; });
    };
    if (is_silent(channels.front()) && is_silent(channels.back())) fail("an impulse response is silent");
    if (mode == RigMode::kCompatible && (cabinets.size() > 1 || channels.size() > 1 || cabinet.pan != 0.0))
      fail("a compatible rig plays one mono impulse response, in the middle");
  }
}

void add(Taps& sum, const Taps& taps) {
  sum.resize(std::max(sum.size(), taps.size()));
  std::transform(taps.begin(), taps.end(), sum.begin(), sum.begin(), std::plus());
}

// The part of a cabinet in one side; computed in the same order as in Python, so that both give the same bits.
Taps panned(Taps taps, double share) {
  for (double& tap : taps) tap = tap * std::numbers::sqrt2 * share;
  return taps;
}

}  // namespace

ImpulseResponse make_impulse_response(std::span<const CabinetSound> cabinets, int rate_hz, RigMode mode) {
  check(cabinets, mode);
  Taps left, right;
  bool is_mono = true;
  for (const CabinetSound& cabinet : cabinets) {
    const double gain = cabinet.is_computed ? db_to_ratio(cabinet.gain_db)
                                            : db_to_ratio(kImpulseGainDb + cabinet.gain_db) * kGainRateHz / rate_hz;
    const auto ready = [&](std::span<const float> channel) {
      Taps taps = at_rate(channel, cabinet.rate_hz, rate_hz);
      for (double& tap : taps) tap *= gain;
      return taps;
    };
    const Taps first = ready(cabinet.channels.front());
    const Taps last = cabinet.channels.size() > 1 ? ready(cabinet.channels.back()) : first;
    const double angle = (cabinet.pan + 1.0) * std::numbers::pi / 4.0;
    const bool is_middle = cabinet.pan == 0.0;  // to the bit
    add(left, is_middle ? first : panned(first, std::cos(angle)));
    add(right, is_middle ? last : panned(last, std::sin(angle)));
    is_mono = is_mono && is_middle && cabinet.channels.size() == 1;
  }
  ImpulseResponse taps;
  const auto in_floats = [&](const Taps& side) {
    const std::size_t count = mode == RigMode::kCompatible ? std::min(side.size(), kCompatibleTaps) : side.size();
    std::vector<float> floats(count);
    std::transform(side.begin(), side.begin() + static_cast<std::ptrdiff_t>(count), floats.begin(),
                   [](double tap) { return static_cast<float>(tap); });
    return floats;
  };
  taps.left = in_floats(left);
  if (!is_mono) taps.right = in_floats(right);
  return taps;
}

}  // namespace reamp
