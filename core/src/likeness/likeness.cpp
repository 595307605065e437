// How alike two models sound.
#include "reamp/likeness.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>

#include "loudness/k_weighting.h"

namespace reamp {
namespace {

// The constants of reamp.library.likeness and moments.
constexpr std::array kStrumDbfs = {-42.0, -30.0, -18.0, -6.0};
constexpr std::array kShares = {0.2f, 0.4f, 0.4f};  // of the strums; the fourth overdrives clean gear
constexpr std::size_t kStrums = kStrumDbfs.size(), kCompared = kShares.size();
constexpr double kGuitarFullScaleDbu = 12.0;
constexpr double kNoiseDb = -72.0;
constexpr double kMagnitudes = 2.0;
constexpr double kLowestHz = 80.0, kHighestHz = 20480.0;
constexpr std::size_t kHalves = 2, kMoments = 24;
constexpr double kLeastWidthHz = 100.0, kWidth = 1.0 / 17.0;  // of the bands of a moment

// Of each value of a strum: the same bands at each of its times.
struct Layout {
  std::vector<float> ear{}, weight{}, noise{};
  double scale;

  Layout(const std::vector<double>& edges_hz, std::size_t times, double scale) : scale(scale) {
    double sum = 0.0;
    for (std::size_t i = 0; i + 1 < edges_hz.size(); ++i) sum += std::pow(edges_hz[i + 1] - edges_hz[i], 0.6);
    sum *= static_cast<double>(times);
    for (std::size_t n = 0; n < times; ++n)
      for (std::size_t i = 0; i + 1 < edges_hz.size(); ++i) {
        const double low_hz = edges_hz[i], high_hz = edges_hz[i + 1], width_hz = high_hz - low_hz;
        ear.push_back(
            static_cast<float>(std::norm(k_response(std::sqrt(low_hz * high_hz))) / static_cast<double>(times)));
        weight.push_back(static_cast<float>(std::pow(width_hz, 0.6) / sum));
        noise.push_back(static_cast<float>(std::pow(10.0, kNoiseDb / 10.0) * width_hz / 24000.0));
      }
  }
  std::size_t values() const noexcept { return ear.size(); }
};

Layout layout_of_halves() {
  std::vector<double> edges_hz;
  for (int i = 0; i < 25; ++i) edges_hz.push_back(kLowestHz * std::exp2(i / 3.0));
  return {edges_hz, kHalves, 0.7};
}

Layout layout_of_moments() {
  std::vector<double> edges_hz{kLowestHz};
  while (edges_hz.back() < kHighestHz)
    edges_hz.push_back(edges_hz.back() + std::max(kLeastWidthHz, edges_hz.back() * kWidth));
  return {edges_hz, kMoments, 0.72};
}

const Layout& layout_of(SoundDetail detail) {
  static const Layout kOfHalves = layout_of_halves(), kOfMoments = layout_of_moments();
  return detail == SoundDetail::kHalves ? kOfHalves : kOfMoments;
}

float from_half(std::uint16_t half) {
  const int exponent = half >> 10 & 31, mantissa = half & 1023;
  const float value = exponent == 0    ? std::ldexp(static_cast<float>(mantissa), -24)
                      : exponent == 31 ? (mantissa ? NAN : INFINITY)
                                       : std::ldexp(static_cast<float>(mantissa + 1024), exponent - 25);
  return half & 0x8000 ? -value : value;
}

// The strum as a guitar of kGuitarFullScaleDbu would drive a model of this level: between those that were measured.
std::vector<float> strum_at(const StrumSound& sound, std::size_t strum, std::optional<double> level_dbu) {
  const std::size_t values = sound.size() / kStrums;
  const auto strum_of = [&](std::size_t place) { return std::span(sound).subspan(place * values, values); };
  const auto as_it_is = strum_of(strum);
  if (!level_dbu) return {as_it_is.begin(), as_it_is.end()};
  const double peak_dbfs = kStrumDbfs[strum] + kGuitarFullScaleDbu - *level_dbu;
  constexpr double kLast = kStrums - 1;
  const double place = std::clamp((peak_dbfs - kStrumDbfs[0]) / (kStrumDbfs[1] - kStrumDbfs[0]), -1.0, kLast + 1.0);
  const auto below = static_cast<std::size_t>(std::clamp(std::floor(place), 0.0, kLast - 1.0));
  const auto share = static_cast<float>(place - static_cast<double>(below));
  const auto low = strum_of(below), high = strum_of(below + 1);
  std::vector<float> moved(values);
  for (std::size_t i = 0; i < values; ++i) moved[i] = low[i] + share * (high[i] - low[i]);
  return moved;
}

}  // namespace

std::optional<StrumSound> strum_sound(std::string_view blob, SoundDetail detail) {
  const std::size_t values = kStrums * layout_of(detail).values();
  if (blob.size() != values * sizeof(std::uint16_t)) return std::nullopt;
  StrumSound sound(values);
  const char* at = blob.data();
  for (float& level_db : sound) {
    const auto low = static_cast<unsigned char>(*at++), high = static_cast<unsigned char>(*at++);
    level_db = from_half(static_cast<std::uint16_t>(high << 8 | low));
  }
  return sound;
}

SoundToMatch::SoundToMatch(const StrumSound& sound, std::optional<double> input_level_dbu, SoundDetail detail)
    : detail_(detail), mine_(equally_loud(sound, input_level_dbu)) {}

SoundToMatch::EquallyLoud SoundToMatch::equally_loud(const StrumSound& sound,
                                                     std::optional<double> input_level_dbu) const {
  const Layout& of = layout_of(detail_);
  const std::size_t values = of.values();
  EquallyLoud result{std::vector<float>(kCompared * values), std::vector<float>(kCompared * values)};
  double loudness = 0.0;
  for (std::size_t s = 0; s < kCompared; ++s) {
    const auto levels_db = strum_at(sound, s, input_level_dbu);
    float* const powers = result.magnitudes.data() + s * values;
    double strum = 0.0;
    for (std::size_t i = 0; i < values; ++i) {
      powers[i] = std::exp(levels_db[i] * static_cast<float>(std::log(10.0) / 10.0));
      strum += powers[i] * of.ear[i];
    }
    loudness += kShares[s] * strum;
  }
  const float whole = static_cast<float>(loudness);
  for (std::size_t s = 0; s < kCompared; ++s)
    for (std::size_t i = 0; i < values; ++i) {
      float& magnitude = result.magnitudes[s * values + i];
      magnitude = std::sqrt(magnitude / whole + of.noise[i]);
      result.logs[s * values + i] = std::log(magnitude);
    }
  return result;
}

double SoundToMatch::distance(const StrumSound& other, std::optional<double> input_level_dbu) const {
  const EquallyLoud theirs = equally_loud(other, input_level_dbu);
  const Layout& of = layout_of(detail_);
  const std::size_t values = of.values();
  double all = 0.0;
  for (std::size_t s = 0; s < kCompared; ++s) {
    double logs = 0.0, their_energy = 0.0, my_energy = 0.0, rest = 0.0;
    for (std::size_t n = s * values, i = 0; i < values; ++i, ++n) {
      const float a = mine_.magnitudes[n], b = theirs.magnitudes[n];
      logs += std::abs(theirs.logs[n] - mine_.logs[n]) * of.weight[i];
      my_energy += a * a;
      their_energy += b * b;
      rest += (b - a) * (b - a);
    }
    all += kShares[s] * (logs + kMagnitudes * std::sqrt(rest / std::sqrt(their_energy * my_energy)));
  }
  return all * of.scale;
}

}  // namespace reamp
