// A sound at another sample rate, for what is made ready before it plays.
#pragma once

#include <span>
#include <vector>

namespace reamp {

// With a linear phase: what was at 1 s still is at 1 s. Around the samples is silence. Flat to 0.9 of the lower Nyquist
// frequency, stop band below -140 dB. round(size * to_hz / from_hz) frames.
std::vector<double> resampled(std::span<const float> samples, int from_hz, int to_hz);

}  // namespace reamp
