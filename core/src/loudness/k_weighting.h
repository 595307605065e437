// K-weighting: the shelf (the head) and the high-pass of ITU-R BS.1770-4.
#pragma once

#include <array>
#include <complex>

namespace reamp {

// b0, b1, b2, a1, a2; a0 is 1.
using Section = std::array<double, 5>;

// The standard prints coefficients for 48 kHz only. These are the analogue filters behind them, found by undoing the
// bilinear transform, taken to any rate. The printed high-pass, b = (1, -2, 1), has 0.04 dB of gain; it is kept, so
// that from 44.1 kHz on a 997 Hz tone is as loud at every rate within 0.01 LU.
std::array<Section, 2> k_weighting(int rate_hz);

// At a frequency, that of the filters at 48 kHz.
std::complex<double> k_response(double frequency_hz);

}  // namespace reamp
