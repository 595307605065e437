// An impulse response at another sample rate, without a delay.
#pragma once

#include <span>
#include <vector>

namespace reamp {

// Resamples with the magnitude of a linear-phase resampler, flat to 0.9 of the lower Nyquist frequency, and minimum
// phase. Linear phase would ring before an abrupt beginning: cutting that off would cost treble, keeping it would delay
// the guitar.
std::vector<double> at_rate(std::span<const float> taps, int from_hz, int to_hz);

}  // namespace reamp
