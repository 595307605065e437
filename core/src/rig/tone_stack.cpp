// The bands of the tone stack, one after the other; flat at 5.
#include "rig/tone_stack.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace reamp {
namespace {

constexpr double kShelfQ = 0.707, kCutQ = 1.5, kBoostQ = 0.7;

// The gain itself is ramped, not its dB: in dB, at the upper end, it would rise by a quarter in a millisecond.
double gain_of(const ToneBand& band, const Tone& tone) noexcept {
  return db_to_ratio(band.db_per_unit * (tone.*band.knob - 5.0));
}

template <std::size_t... kIndex>
std::array<Ramp, sizeof...(kIndex)> ramps(int frames, std::index_sequence<kIndex...>) noexcept {
  return {((void)kIndex, Ramp(1.0, frames))...};
}

}  // namespace

ToneStack::ToneStack(double rate_hz) noexcept
    : gains_(ramps(frames_in(kRampS, rate_hz), std::make_index_sequence<kBands>())) {
  for (std::size_t i = 0; i < kBands; ++i)
    tangents_[i] = std::tan(std::numbers::pi * kToneBands[i].frequency_hz / rate_hz);
}

void ToneStack::start(const Tone& tone) noexcept {
  for (std::size_t i = 0; i < kBands; ++i) {
    gains_[i].jump(gain_of(kToneBands[i], tone));
    bands_[i] = band_at(i, gains_[i].now());
  }
}

void ToneStack::set(const Tone& tone) noexcept {
  for (std::size_t i = 0; i < kBands; ++i) gains_[i].go(gain_of(kToneBands[i], tone));
}

// A is the square root of the gain, as in the cookbook. The frequency of a shelf is where it has half its gain in dB,
// so it moves by the square root of A. The output is m0 x + m1 bandpass + m2 lowpass.
ToneStack::Band ToneStack::band_at(std::size_t index, double gain) const noexcept {
  const double a = std::sqrt(gain);
  double g = tangents_[index], k = 1.0 / kShelfQ, m0 = 1.0, m1 = 0.0, m2 = 0.0;
  switch (kToneBands[index].shape) {
    case ToneShape::kLowShelf:
      g /= std::sqrt(a);
      m1 = k * (a - 1.0);
      m2 = gain - 1.0;
      break;
    case ToneShape::kHighShelf:
      g *= std::sqrt(a);
      m0 = gain;
      m1 = k * (1.0 - a) * a;
      m2 = 1.0 - gain;
      break;
    case ToneShape::kPeak:
      k = 1.0 / ((gain < 1.0 ? kCutQ : kBoostQ) * a);
      m1 = k * (gain - 1.0);
      break;
  }
  const double a1 = 1.0 / (1.0 + g * (g + k)), a2 = g * a1, a3 = g * a2;  // of the trapezoidal rule
  Band band = bands_[index];
  band.x_1 = 2.0 * a2;
  band.s1_1 = 2.0 * a1 - 1.0;
  band.s2_1 = -2.0 * a2;
  band.x_2 = 2.0 * a3;
  band.s1_2 = 2.0 * a2;
  band.s2_2 = 1.0 - 2.0 * a3;
  band.x_out = m0 + m1 * a2 + m2 * a3;
  band.s1_out = m1 * a1 + m2 * a2;
  band.s2_out = m2 * (1.0 - a3) - m1 * a2;
  return band;
}

void ToneStack::turn() noexcept {
  for (std::size_t i = 0; i < kBands; ++i)
    if (gains_[i].moving()) bands_[i] = band_at(i, gains_[i].next());
}

bool ToneStack::is_flat() const noexcept {
  return std::ranges::all_of(gains_, [](const Ramp& gain) { return !gain.moving() && gain.target() == 1.0; });
}

void ToneStack::process(std::span<float> signal, DcBlocker& dc_blocker) noexcept {
  const auto is_moving = [](const Ramp& gain) { return gain.moving(); };
  DcBlocker dc = dc_blocker;
  std::size_t i = 0;
  for (; i < signal.size() && std::ranges::any_of(gains_, is_moving); ++i) {
    turn();
    double x = signal[i];
    for (Band& band : bands_) x = band.next(x);
    signal[i] = static_cast<float>(dc.next(x));
  }
  if (is_flat()) {  // no effect; the filter states may be dropped, as they would decay before a knob has moved far
    for (Band& band : bands_) band.s1 = band.s2 = 0.0;
    for (; i < signal.size(); ++i) signal[i] = static_cast<float>(dc.next(signal[i]));
  } else {
    std::array<Band, kBands> bands = bands_;  // in registers
    for (; i < signal.size(); ++i) {
      double x = signal[i];
      for (Band& band : bands) x = band.next(x);
      signal[i] = static_cast<float>(dc.next(x));
    }
    bands_ = bands;
  }
  dc_blocker = dc;
}

}  // namespace reamp
