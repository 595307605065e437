// A sound at another sample rate, for preparation before playing.
#pragma once

#include <span>
#include <vector>

namespace reamp {

// Resamples with linear phase, so that a sound at 1 s stays at 1 s. Before and after the samples is silence. Flat to
// 0.9 of the lower Nyquist frequency, stop band below -140 dB. Returns round(size * to_hz / from_hz) frames.
std::vector<double> resampled(std::span<const float> samples, int from_hz, int to_hz);

}  // namespace reamp
