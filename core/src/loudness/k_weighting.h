// K-weighting: the shelf (the head) and the high-pass of ITU-R BS.1770-4.
#pragma once

#include <array>
#include <complex>

namespace reamp {

// b0, b1, b2, a1, a2; a0 is 1.
using Section = std::array<double, 5>;

// The standard prints coefficients for 48 kHz only. Undoing the bilinear transform gives the analogue filters behind
// them, which are then computed for the rate. The printed high-pass, b = (1, -2, 1), has 0.04 dB of gain; it is kept,
// so that from 44.1 kHz on the loudness of a 997 Hz tone depends on the rate by less than 0.01 LU.
std::array<Section, 2> k_weighting(int rate_hz);

// The complex response of the filters for 48 kHz at a frequency.
std::complex<double> k_response(double frequency_hz);

}  // namespace reamp
