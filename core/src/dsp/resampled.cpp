// Resamples with a windowed sinc for each phase between two frames.
#include "dsp/resampled.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "dsp/windowed_sinc.h"

namespace reamp {
namespace {

// The pass band ends at this share of the lower Nyquist frequency, where the stop band begins.
constexpr double kPassShare = 0.913;
constexpr double kStopDb = 150.0;

}  // namespace

std::vector<double> resampled(std::span<const float> samples, int from_hz, int to_hz) {
  const std::int64_t step = std::gcd(from_hz, to_hz), num = from_hz / step, den = to_hz / step;
  const double lower_hz = std::min(from_hz, to_hz);
  const double transition = 0.5 * (1.0 - kPassShare) * lower_hz / from_hz;  // in cycles per input frame
  const double cutoff = 0.25 * (1.0 + kPassShare) * lower_hz / from_hz;
  const int half = WindowedSinc::half_frames(transition, kStopDb);
  const WindowedSinc sinc(cutoff, kStopDb, half);
  std::vector<std::vector<double>> filters(static_cast<std::size_t>(den));  // computed on first use
  const auto filter_of = [&](std::int64_t phase) -> const std::vector<double>& {
    std::vector<double>& filter = filters[static_cast<std::size_t>(phase)];
    if (filter.empty()) filter = sinc.taps(static_cast<double>(phase) / static_cast<double>(den));
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
