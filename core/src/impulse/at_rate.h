// An impulse response at another sample rate, without a delay.
#pragma once

#include <span>
#include <vector>

namespace reamp {

// The spectrum of a resampler with a linear phase, flat to 0.9 of the lower Nyquist frequency, and the phase of its
// minimum-phase twin. A linear phase rings before an abrupt beginning too: that would have to be cut off, treble
// included, or would delay the guitar.
std::vector<double> at_rate(std::span<const float> taps, int from_hz, int to_hz);

}  // namespace reamp
