// The low-pass filter of the resamplers: a sinc under a Kaiser window.
#include "dsp/windowed_sinc.h"

#include <cmath>
#include <numbers>
#include <numeric>

namespace reamp {
namespace {

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

WindowedSinc::WindowedSinc(double cutoff, double stop_db, int half_frames)
    : cutoff_(cutoff), beta_(0.1102 * (stop_db - 8.7)), half_frames_(half_frames) {}  // beta: Kaiser, 1974

int WindowedSinc::half_frames(double transition, double stop_db) noexcept {
  return static_cast<int>(std::ceil(0.5 * (1.0 + (stop_db - 7.95) / (14.36 * transition))));
}

std::vector<double> WindowedSinc::taps(double fraction) const {
  std::vector<double> taps;
  taps.reserve(2 * static_cast<std::size_t>(half_frames_));
  for (int i = 1 - half_frames_; i <= half_frames_; ++i) taps.push_back(at(i - fraction));
  const double sum = std::accumulate(taps.begin(), taps.end(), 0.0);
  for (double& tap : taps) tap /= sum;
  return taps;
}

// The impulse response at a distance from its middle, not normalized.
double WindowedSinc::at(double distance_frames) const {
  const double x = distance_frames / half_frames_;
  if (std::abs(x) >= 1.0) return 0.0;
  const double angle = 2.0 * std::numbers::pi * cutoff_ * distance_frames;
  const double sinc = angle == 0.0 ? 1.0 : std::sin(angle) / angle;
  return sinc * bessel_i0(beta_ * std::sqrt(1.0 - x * x));
}

}  // namespace reamp
