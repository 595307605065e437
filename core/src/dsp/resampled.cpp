// Resamples with a windowed sinc for each phase between two frames.
#include "dsp/resampled.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>

namespace reamp {
namespace {

constexpr double kPassShare = 0.913;  // of the lower Nyquist frequency, where the stop band begins
constexpr double kStopDb = 150.0;
constexpr double kBeta = 0.1102 * (kStopDb - 8.7);  // Kaiser, 1974

// The modified Bessel function of order 0, by its power series.
double bessel_i0(double x) {
  double sum = 1.0, term = 1.0;
  for (int k = 1; term > 1e-17 * sum; ++k) {
    term *= (0.5 * x / k) * (0.5 * x / k);
    sum += term;
  }
  return sum;
}

}  // namespace

std::vector<double> resampled(std::span<const float> samples, int from_hz, int to_hz) {
  const std::int64_t step = std::gcd(from_hz, to_hz), num = from_hz / step, den = to_hz / step;
  const double lower_hz = std::min(from_hz, to_hz);
  const double transition = 0.5 * (1.0 - kPassShare) * lower_hz / from_hz;  // per input frame, as all here
  const double cutoff = 0.25 * (1.0 + kPassShare) * lower_hz / from_hz;
  const int half = static_cast<int>(std::ceil(0.5 * (1.0 + (kStopDb - 7.95) / (14.36 * transition))));
  std::vector<std::vector<double>> filters(static_cast<std::size_t>(den));  // computed on first use
  const auto filter_of = [&](std::int64_t phase) -> const std::vector<double>& {
    std::vector<double>& filter = filters[static_cast<std::size_t>(phase)];
    if (!filter.empty()) return filter;
    for (int i = 1 - half; i <= half; ++i) {
      const double distance = i - static_cast<double>(phase) / static_cast<double>(den), x = distance / half;
      const double angle = 2.0 * std::numbers::pi * cutoff * distance;
      const double sinc = angle == 0.0 ? 1.0 : std::sin(angle) / angle;
      filter.push_back(std::abs(x) >= 1.0 ? 0.0 : sinc * bessel_i0(kBeta * std::sqrt(1.0 - x * x)));
    }
    const double sum = std::accumulate(filter.begin(), filter.end(), 0.0);
    for (double& tap : filter) tap /= sum;
    return filter;
  };
  const auto size = static_cast<std::int64_t>(samples.size());
  std::vector<double> out(static_cast<std::size_t>((size * den + num / 2) / num));
  for (std::size_t t = 0; t < out.size(); ++t) {
    const std::int64_t at = static_cast<std::int64_t>(t) * num, first = at / den + 1 - half;
    const std::vector<double>& filter = filter_of(at % den);
    for (std::int64_t i = std::max<std::int64_t>(0, -first); i < 2 * half && first + i < size; ++i)
      out[t] += filter[static_cast<std::size_t>(i)] * samples[static_cast<std::size_t>(first + i)];
  }
  return out;
}

}  // namespace reamp
