// The discrete Fourier transform of any number of points, in double, for preparation before playing.
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace reamp {

using Spectrum = std::vector<std::complex<double>>;

// A product without the operator's slow check for NaN.
inline std::complex<double> product(std::complex<double> a, std::complex<double> b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}
inline std::complex<double> quotient(std::complex<double> a, std::complex<double> b) {
  return product(a, std::conj(b)) / std::norm(b);
}

// The forward transform, in place.
void transform(Spectrum& x);

// The spectrum of a real signal, padded with silence to `size`.
Spectrum spectrum_of(std::span<const double> signal, std::size_t size);

// The real signal of a spectrum whose upper half mirrors the lower.
std::vector<double> signal_of(Spectrum spectrum);

}  // namespace reamp
