// An impulse response at another sample rate: a windowed sinc, and its phase made minimal by the cepstrum.
#include "impulse/at_rate.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <numeric>

namespace reamp {
namespace {

using Spectrum = std::vector<std::complex<double>>;

constexpr double kPassShare = 0.913;  // of the lower Nyquist frequency, where the stop band begins
constexpr double kStopDb = 150.0;
constexpr double kBeta = 0.1102 * (kStopDb - 8.7);  // Kaiser, 1974
constexpr int kRingingFrames = 128;                 // ringing of the filter at the slower rate, rounded up
constexpr double kFloor = 1e-7;                     // the assumed depth of a stop band; going deeper only adds delay
constexpr std::size_t kMinSize = 1 << 16;

// The modified Bessel function of order 0, by its power series.
double bessel_i0(double x) {
  double sum = 1.0, term = 1.0;
  for (int k = 1; term > 1e-17 * sum; ++k) {
    term *= (0.5 * x / k) * (0.5 * x / k);
    sum += term;
  }
  return sum;
}

// The forward FFT of 2^n points, in place.
void transform(Spectrum& x) {
  const std::size_t size = x.size();
  for (std::size_t i = 1, j = 0; i < size; ++i) {
    std::size_t bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(x[i], x[j]);
  }
  std::vector<std::complex<double>> turns(size / 2);
  for (std::size_t k = 0; k < turns.size(); ++k)
    turns[k] = std::polar(1.0, -2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(size));
  for (std::size_t half = 1; half < size; half *= 2)
    for (std::size_t first = 0; first < size; first += 2 * half)
      for (std::size_t k = 0; k < half; ++k) {
        const auto other = x[first + k + half] * turns[k * (size / (2 * half))];
        x[first + k + half] = x[first + k] - other;
        x[first + k] += other;
      }
}

Spectrum spectrum_of(std::span<const double> signal, std::size_t size) {
  Spectrum x(size);
  std::copy(signal.begin(), signal.end(), x.begin());
  transform(x);
  return x;
}

// The real signal of a spectrum whose upper half mirrors the lower.
std::vector<double> signal_of(Spectrum x) {
  const auto size = static_cast<double>(x.size());
  for (auto& bin : x) bin = std::conj(bin);
  transform(x);
  std::vector<double> signal(x.size());
  std::transform(x.begin(), x.end(), signal.begin(), [&](const auto& value) { return value.real() / size; });
  return signal;
}

// Resamples with linear phase, so that a sound at 1 s stays at 1 s. Before and after the samples is silence.
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

// Rotates each bin by the phase of the minimum-phase filter with this magnitude. The phase is computed at twice the
// rate, with an octave of silence above, so that the filter is causal between frames too.
void make_minimum_phase(Spectrum& spectrum, std::span<const double> impulse) {
  const std::size_t size = spectrum.size();
  const Spectrum filter = spectrum_of(impulse, size);
  const double floor = kFloor * std::abs(filter[0]);
  Spectrum log_magnitude(2 * size, std::log(floor));
  for (std::size_t k = 0; k <= size / 2; ++k) {
    const double log = std::log(std::max(std::abs(filter[k]), floor));
    log_magnitude[k] = log;
    log_magnitude[(2 * size - k) % (2 * size)] = log;
  }
  std::vector<double> cepstrum = signal_of(std::move(log_magnitude));
  for (std::size_t n = 1; n < size; ++n) cepstrum[n] *= 2.0;
  std::fill(cepstrum.begin() + static_cast<std::ptrdiff_t>(size) + 1, cepstrum.end(), 0.0);
  const Spectrum logarithm = spectrum_of(cepstrum, 2 * size);
  for (std::size_t k = 0; k <= size / 2; ++k) spectrum[k] *= std::polar(1.0, logarithm[k].imag());
  spectrum[0] = spectrum[0].real();
  spectrum[size / 2] = spectrum[size / 2].real();
  for (std::size_t k = 1; k < size / 2; ++k) spectrum[size - k] = std::conj(spectrum[k]);
}

}  // namespace

std::vector<double> at_rate(std::span<const float> taps, int from_hz, int to_hz) {
  if (from_hz == to_hz) return {taps.begin(), taps.end()};
  const std::int64_t step = std::gcd(from_hz, to_hz), slower = std::min(from_hz, to_hz);
  const std::int64_t steps = (kRingingFrames * step + slower - 1) / slower;  // whole frames at both rates
  const auto silence = static_cast<std::size_t>(steps * (from_hz / step)),
             lead = static_cast<std::size_t>(steps * (to_hz / step));
  const auto between_silence = [&](std::span<const float> samples) {
    std::vector<float> padded(samples.size() + 2 * silence);
    std::copy(samples.begin(), samples.end(), padded.begin() + static_cast<std::ptrdiff_t>(silence));
    return resampled(padded, from_hz, to_hz);
  };
  const float one = 1.0f;
  const std::vector<double> sound = between_silence(taps), impulse = between_silence({&one, 1});
  const std::size_t size = std::max(kMinSize, std::bit_ceil(2 * sound.size()));
  Spectrum spectrum = spectrum_of(sound, size);
  make_minimum_phase(spectrum, impulse);
  const std::vector<double> causal = signal_of(std::move(spectrum));
  return {causal.begin() + static_cast<std::ptrdiff_t>(lead),
          causal.begin() + static_cast<std::ptrdiff_t>(sound.size())};
}

}  // namespace reamp
