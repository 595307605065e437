// An impulse response at another sample rate: a windowed sinc, and its phase made minimal by the cepstrum.
#include "impulse/at_rate.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "dsp/resampled.h"
#include "dsp/transform.h"

namespace reamp {
namespace {

constexpr int kRingingFrames = 128;  // ringing of the filter at the slower rate, rounded up
constexpr double kFloor = 1e-7;      // the assumed depth of a stop band; going deeper only adds delay
constexpr std::size_t kMinSize = 1 << 16;

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
