// How alike two models sound.
#include "reamp/likeness.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "loudness/k_weighting.h"

namespace reamp {
namespace {

// The constants of reamp.library.likeness.
constexpr std::array kStrumDbfs = {-42.0, -30.0, -18.0, -6.0};
constexpr std::array kShares = {0.2f, 0.4f, 0.4f};
constexpr double kGuitarFullScaleDbu = 12.0;
constexpr double kNoiseDb = -72.0;
constexpr float kMagnitudes = 2.0f;
constexpr double kScale = 0.7;

// Of each band, the same in both halves of a strum.
struct Bands {
  std::array<float, kStrumBands> ear{}, weight{}, noise{};

  Bands() {
    constexpr std::size_t kHalf = kStrumBands / 2;
    std::array<double, kHalf> widths_hz{};
    double sum = 0.0;
    for (std::size_t i = 0; i < kHalf; ++i) {
      const double low_hz = 80.0 * std::exp2(static_cast<double>(i) / 3.0);
      const double high_hz = 80.0 * std::exp2(static_cast<double>(i + 1) / 3.0);
      widths_hz[i] = high_hz - low_hz;
      sum += 2.0 * std::pow(widths_hz[i], 0.6);
      ear[i] = ear[kHalf + i] = static_cast<float>(std::norm(k_response(std::sqrt(low_hz * high_hz))) / 2.0);
      noise[i] = noise[kHalf + i] = static_cast<float>(std::pow(10.0, kNoiseDb / 10.0) * widths_hz[i] / 24000.0);
    }
    for (std::size_t i = 0; i < kHalf; ++i)
      weight[i] = weight[kHalf + i] = static_cast<float>(std::pow(widths_hz[i], 0.6) / sum);
  }
};

const Bands& bands() {
  static const Bands kBands;
  return kBands;
}

float from_half(std::uint16_t half) {
  const int exponent = half >> 10 & 31, mantissa = half & 1023;
  const float value = exponent == 0    ? std::ldexp(static_cast<float>(mantissa), -24)
                      : exponent == 31 ? (mantissa ? NAN : INFINITY)
                                       : std::ldexp(static_cast<float>(mantissa + 1024), exponent - 25);
  return half & 0x8000 ? -value : value;
}

// The strum as a guitar of kGuitarFullScaleDbu would drive a model of this level: between those that were measured.
std::array<float, kStrumBands> strum_at(const StrumSound& sound, std::size_t strum, std::optional<double> level_dbu) {
  if (!level_dbu) return sound[strum];
  const double peak_dbfs = kStrumDbfs[strum] + kGuitarFullScaleDbu - *level_dbu;
  constexpr double kLast = kStrums - 1;
  const double place = std::clamp((peak_dbfs - kStrumDbfs[0]) / (kStrumDbfs[1] - kStrumDbfs[0]), -1.0, kLast + 1.0);
  const auto below = static_cast<std::size_t>(std::clamp(std::floor(place), 0.0, kLast - 1.0));
  const auto share = static_cast<float>(place - static_cast<double>(below));
  std::array<float, kStrumBands> moved{};
  for (std::size_t i = 0; i < kStrumBands; ++i)
    moved[i] = sound[below][i] + share * (sound[below + 1][i] - sound[below][i]);
  return moved;
}

}  // namespace

std::optional<StrumSound> strum_sound(std::string_view blob) {
  if (blob.size() != kStrums * kStrumBands * sizeof(std::uint16_t)) return std::nullopt;
  StrumSound sound{};
  const char* at = blob.data();
  for (auto& strum : sound)
    for (float& level_db : strum) {
      const auto low = static_cast<unsigned char>(*at++), high = static_cast<unsigned char>(*at++);
      level_db = from_half(static_cast<std::uint16_t>(high << 8 | low));
    }
  return sound;
}

SoundToMatch::SoundToMatch(const StrumSound& sound, std::optional<double> input_level_dbu)
    : mine_(equally_loud(sound, input_level_dbu)) {}

SoundToMatch::EquallyLoud SoundToMatch::equally_loud(const StrumSound& sound, std::optional<double> input_level_dbu) {
  const Bands& of = bands();
  EquallyLoud result{};
  float loudness = 0.0f;
  for (std::size_t s = 0; s < kCompared; ++s) {
    const auto levels_db = strum_at(sound, s, input_level_dbu);
    for (std::size_t i = 0; i < kStrumBands; ++i) {
      result.magnitudes[s][i] = std::exp(levels_db[i] * static_cast<float>(std::log(10.0) / 10.0));
      loudness += kShares[s] * result.magnitudes[s][i] * of.ear[i];
    }
  }
  for (std::size_t s = 0; s < kCompared; ++s)
    for (std::size_t i = 0; i < kStrumBands; ++i) {
      result.magnitudes[s][i] = std::sqrt(result.magnitudes[s][i] / loudness + of.noise[i]);
      result.logs[s][i] = std::log(result.magnitudes[s][i]);
    }
  return result;
}

double SoundToMatch::distance(const StrumSound& other, std::optional<double> input_level_dbu) const {
  const EquallyLoud theirs = equally_loud(other, input_level_dbu);
  const Bands& of = bands();
  double all = 0.0;
  for (std::size_t s = 0; s < kCompared; ++s) {
    float logs = 0.0f, their_energy = 0.0f, my_energy = 0.0f, rest = 0.0f;
    for (std::size_t i = 0; i < kStrumBands; ++i) {
      const float a = mine_.magnitudes[s][i], b = theirs.magnitudes[s][i];
      logs += std::abs(theirs.logs[s][i] - mine_.logs[s][i]) * of.weight[i];
      my_energy += a * a;
      their_energy += b * b;
      rest += (b - a) * (b - a);
    }
    all += kShares[s] * (logs + kMagnitudes * std::sqrt(rest / std::sqrt(their_energy * my_energy)));
  }
  return all * kScale;
}

}  // namespace reamp
