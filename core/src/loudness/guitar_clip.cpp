// The guitar clip, and the loudness of a short sound.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>

#include "dsp/ramp.h"
#include "dsp/transform.h"
#include "loudness/k_weighting.h"
#include "reamp/loudness.h"

namespace reamp {
namespace {

constexpr unsigned kSeed = 2026;
constexpr double kPluckS = 0.25;  // of one captured amp to the next, a recorded guitar is within 0.95 LU (RMS) of what
                                  // this predicts; two such plucks give 0.92, one of 0.2 s 0.98, one of 0.1 s and
                                  // another 1.04, and each costs as long as it is
constexpr double kPluckFallsDb = 20.0;
constexpr double kLowHz = 100.0, kHighHz = 2000.0, kTopHz = 20000.0;
constexpr double kSettleS = 0.25;  // the high-pass of the K-weighting, at 38 Hz, has settled by then

// Random phases as from NumPy's RandomState.random_sample: a Mersenne twister, which is the same everywhere.
double next_phase(std::mt19937& random) {
  const auto high = static_cast<double>(random() >> 5), low = static_cast<double>(random() >> 6);
  return 2.0 * std::numbers::pi * ((high * 67108864.0 + low) / 9007199254740992.0);
}

std::vector<double> noise(std::size_t frames, int rate_hz) {
  std::mt19937 random(kSeed);
  Spectrum bins(frames);
  for (std::size_t k = 1; k <= frames / 2; ++k) {
    const double hz = static_cast<double>(rate_hz) / static_cast<double>(frames) * static_cast<double>(k);
    const double phase = next_phase(random);
    if (hz >= std::min(kTopHz, rate_hz / 2.0)) break;
    const double low = kLowHz / hz, high = hz / kHighHz;
    bins[k] = std::polar(
        1.0 / (std::sqrt(hz) * std::sqrt(1.0 + low * low) * std::sqrt(1.0 + high * high * high * high)), phase);
    bins[frames - k] = std::conj(bins[k]);
  }
  return signal_of(std::move(bins));
}

}  // namespace

std::vector<float> guitar_clip(int rate_hz) {
  const auto frames = static_cast<std::size_t>(std::nearbyint(kPluckS * rate_hz));
  std::vector<double> clip = noise(frames, rate_hz);
  double peak = 0.0;
  for (std::size_t t = 0; t < frames; ++t) {
    clip[t] *= std::pow(10.0, -kPluckFallsDb / 20.0 * static_cast<double>(t) / static_cast<double>(frames));
    peak = std::max(peak, std::abs(clip[t]));
  }
  std::vector<float> samples(frames);
  const auto scale = [&](double ratio) {
    std::transform(clip.begin(), clip.end(), samples.begin(),
                   [&](double x) { return static_cast<float>(x / peak * ratio); });
  };
  scale(1.0);
  scale(db_to_ratio(kGuitarLufs - ungated_lufs(samples, rate_hz)));
  return samples;
}

double ungated_lufs(std::span<const float> sound, int rate_hz) {
  if (sound.empty()) return -std::numeric_limits<double>::infinity();
  const auto sections = k_weighting(rate_hz);
  double states[2][2] = {};
  const auto weighted = [&](double x) {
    for (std::size_t i = 0; i < 2; ++i) {
      const auto& [b0, b1, b2, a1, a2] = sections[i];
      const double y = b0 * x + states[i][0];
      states[i][0] = b1 * x - a1 * y + states[i][1];
      states[i][1] = b2 * x - a2 * y;
      x = y;
    }
    return x;
  };
  const auto size = sound.size(), settle = static_cast<std::size_t>(kSettleS * rate_hz);
  for (std::size_t t = size - settle % size; t < size; ++t) weighted(sound[t]);
  for (std::size_t n = 0; n < settle / size; ++n)
    for (const float x : sound) weighted(x);
  double power = 0.0;
  for (const float x : sound) {
    const double y = weighted(x);
    power += y * y;
  }
  return -0.691 + 10.0 * std::log10(power / static_cast<double>(size));
}

}  // namespace reamp
