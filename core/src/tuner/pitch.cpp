// The pitch of one note, to a fraction of a cent, from a fifth of a second of it.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <complex>
#include <numbers>
#include <utility>

#include "dsp/transform.h"
#include "reamp/tuner.h"

namespace reamp {
namespace {

constexpr double kStepS = 0.06;      // between the two windows whose phases are compared
constexpr double kUpperHz = 3000.0;  // what is looked at: the partials above are weak, and far from whole multiples
constexpr int kLowestRateHz = 8000;  // enough for that
constexpr int kLeastRateHz = 1000;   // of what is measured at all
constexpr double kClear = 0.7;
constexpr double kNearBest = 0.06;                   // how much less clear a shorter period may be than the clearest
constexpr double kQuietest = 1.7782794100389228e-4;  // -75 dBFS
constexpr int kMostPartials = 12;
constexpr double kStiffest = 2e-3;  // a short thick string has about 1e-3
constexpr std::array kBlackmanHarris = {0.35875, -0.48829, 0.14128, -0.01168};

using Complex = std::complex<double>;

struct Low {
  std::vector<double> x;
  double rate_hz;
};

// What lies below kUpperHz, at a lower rate.
Low low_of(std::span<const double> x, int rate_hz) {
  const std::size_t size = std::bit_ceil(x.size());
  std::size_t smaller = size;
  while (static_cast<std::size_t>(rate_hz) * smaller / size >= 2 * kLowestRateHz) smaller /= 2;
  const double low_rate_hz = static_cast<double>(rate_hz) * static_cast<double>(smaller) / static_cast<double>(size);
  const Spectrum whole = spectrum_of(x, size);
  Spectrum low(smaller);
  const double share = static_cast<double>(smaller) / static_cast<double>(size);
  low[0] = whole[0] * share;
  for (std::size_t k = 1; k < smaller / 2; ++k) {
    if (static_cast<double>(k) * low_rate_hz / static_cast<double>(smaller) > kUpperHz) break;
    low[k] = whole[k] * share;
    low[smaller - k] = std::conj(low[k]);
  }
  std::vector<double> signal = signal_of(std::move(low));
  signal.resize(x.size() * smaller / size);
  return {std::move(signal), low_rate_hz};
}

// How alike the signal is to itself, later by each lag; 1: the same.
std::vector<double> clarities(std::span<const double> x) {
  const std::size_t frames = x.size();
  Spectrum spectrum = spectrum_of(x, std::bit_ceil(2 * frames));
  for (Complex& bin : spectrum) bin = std::norm(bin);
  std::vector<double> clarity = signal_of(std::move(spectrum));
  clarity.resize(frames);
  std::vector<double> energy(frames + 1, 0.0);
  for (std::size_t t = 0; t < frames; ++t) energy[t + 1] = energy[t] + x[t] * x[t];
  for (std::size_t lag = 0; lag < frames; ++lag) {
    const double both = energy[frames - lag] + energy[frames] - energy[lag];
    clarity[lag] = 2.0 * clarity[lag] / std::max(both, 1e-30);
  }
  return clarity;
}

struct Period {
  double period_s, clarity;
};

// None: nothing repeats.
std::optional<Period> period_of(const Low& low) {
  const std::vector<double> clarity = clarities(low.x);
  std::size_t first = std::max<std::size_t>(2, static_cast<std::size_t>(low.rate_hz / kHighestPitchHz));
  const std::size_t last = std::min(low.x.size() / 2, static_cast<std::size_t>(low.rate_hz / kLowestPitchHz) + 1);
  // It falls from 1 at lag 0, and nothing slower than the range repeats.
  std::size_t below = 0;
  while (below < last && !(clarity[below] < 0.0)) ++below;
  if (below == last) return std::nullopt;
  first = std::max(first, below);
  std::vector<std::size_t> peaks;
  double best = 0.0;
  for (std::size_t at = first; at <= last && at + 1 < clarity.size(); ++at) {
    if (!(clarity[at] > clarity[at - 1] && clarity[at] >= clarity[at + 1])) continue;
    peaks.push_back(at);
    best = std::max(best, clarity[at]);
  }
  if (peaks.empty() || best < kClear) return std::nullopt;
  const std::size_t at =
      *std::find_if(peaks.begin(), peaks.end(), [&](std::size_t peak) { return clarity[peak] >= best - kNearBest; });
  const double before = clarity[at - 1], middle = clarity[at], after = clarity[at + 1];
  const double bend = before - 2.0 * middle + after;
  const double shift = bend != 0.0 ? 0.5 * (before - after) / bend : 0.0;
  return Period{(static_cast<double>(at) + std::clamp(shift, -0.5, 0.5)) / low.rate_hz, std::min(1.0, middle)};
}

// The pitch and the stiffness of a string.
struct String {
  double pitch_hz, stiffness;
};

// weights: of the partials, from the first on, whose frequencies were measured.
String fitted(std::span<const double> measured_hz, std::span<const double> weights) {
  const double least = 1e-4 * *std::max_element(weights.begin(), weights.end());
  double sum = 0.0, ratios = 0.0, squares = 0.0;
  int used = 0;
  const auto weight = [&](std::size_t i) {
    const auto n = static_cast<double>(i + 1);
    return weights[i] > least ? weights[i] * n * n : 0.0;
  };
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto n = static_cast<double>(i + 1);
    used += weight(i) != 0.0;
    sum += weight(i);
    ratios += weight(i) * measured_hz[i] / n;
    squares += weight(i) * n * n;
  }
  const double plain_hz = ratios / sum;
  if (used < 3) return {plain_hz, 0.0};
  double over = 0.0, under = 0.0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto n = static_cast<double>(i + 1);
    const double square = n * n - squares / sum;
    over += weight(i) * square * measured_hz[i] / n;
    under += weight(i) * square * square;
  }
  const double slope = over / std::max(under, 1e-30);
  const double stiffness = 2.0 * slope / plain_hz;
  if (!(stiffness > 0.0 && stiffness <= kStiffest)) return {plain_hz, 0.0};
  const double pitch_hz = plain_hz - slope * squares / sum;
  return {pitch_hz, 2.0 * slope / pitch_hz};
}

// The sums of two windows against a wave.
std::pair<Complex, Complex> against(double hz, double rate_hz, std::span<const double> earlier,
                                    std::span<const double> later) {
  const Complex turn = std::polar(1.0, -2.0 * std::numbers::pi * hz / rate_hz);
  Complex wave = 1.0, a = 0.0, b = 0.0;
  for (std::size_t t = 0; t < earlier.size(); ++t) {
    a += wave * earlier[t];
    b += wave * later[t];
    wave = product(wave, turn);
  }
  return {a, b};
}

// The frequency of the first partial, from the phases of all.
double refined_hz(const Low& low, double frequency_hz) {
  const auto step = static_cast<std::size_t>(std::nearbyint(kStepS * low.rate_hz));
  const std::size_t length = low.x.size() - step;
  std::vector<double> earlier(length), later(length);
  for (std::size_t t = 0; t < length; ++t) {
    const double turn = 2.0 * std::numbers::pi * static_cast<double>(t) / static_cast<double>(length);
    double window = 0.0;
    for (std::size_t k = 0; k < kBlackmanHarris.size(); ++k)
      window += kBlackmanHarris[k] * std::cos(static_cast<double>(k) * turn);
    earlier[t] = window * low.x[t];
    later[t] = window * low.x[step + t];
  }
  const int count = std::clamp(static_cast<int>(kUpperHz / frequency_hz), 1, kMostPartials);
  String string{frequency_hz, 0.0};
  const double step_s = static_cast<double>(step) / low.rate_hz;
  int before = 0;
  for (const int used : {std::min(count, 2), std::min(count, 5), count}) {
    if (used == before) continue;
    before = used;
    std::array<double, kMostPartials> measured_hz{}, weights{};
    for (int i = 0; i < used; ++i) {
      const double n = i + 1;
      const double guess_hz = n * string.pitch_hz * (1.0 + 0.5 * string.stiffness * n * n);
      const auto [a, b] = against(guess_hz, low.rate_hz, earlier, later);
      const double turned = std::arg(b * std::conj(a) * std::polar(1.0, -2.0 * std::numbers::pi * guess_hz * step_s));
      measured_hz[static_cast<std::size_t>(i)] = guess_hz + turned / (2.0 * std::numbers::pi * step_s);
      weights[static_cast<std::size_t>(i)] = std::abs(a) * std::abs(b);
    }
    const auto part = static_cast<std::size_t>(used);
    string = fitted({measured_hz.data(), part}, {weights.data(), part});
  }
  return string.pitch_hz * (1.0 + 0.5 * string.stiffness);
}

}  // namespace

std::optional<Pitch> measure_pitch(std::span<const float> samples, int rate_hz) {
  const auto frames = static_cast<std::size_t>(std::nearbyint(kPitchS * rate_hz));
  if (samples.size() < frames || rate_hz < kLeastRateHz) return std::nullopt;
  const auto last = samples.last(frames);
  std::vector<double> x(last.begin(), last.end());
  double mean = 0.0, peak = 0.0;
  for (const double each : x) mean += each;
  mean /= static_cast<double>(frames);
  for (double& each : x) {
    each -= mean;
    if (!std::isfinite(each)) return std::nullopt;
    peak = std::max(peak, std::abs(each));
  }
  if (peak < kQuietest) return std::nullopt;
  const Low low = low_of(x, rate_hz);
  const auto found = period_of(low);
  if (!found) return std::nullopt;
  return Pitch{refined_hz(low, 1.0 / found->period_s), found->clarity};
}

}  // namespace reamp
