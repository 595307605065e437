// The discrete Fourier transform of any number of points, in double: for what is made ready before it plays.
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace reamp {

using Spectrum = std::vector<std::complex<double>>;

// Without asking whether the result is NaN, as the operators do.
inline std::complex<double> product(std::complex<double> a, std::complex<double> b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}
inline std::complex<double> quotient(std::complex<double> a, std::complex<double> b) {
  return product(a, std::conj(b)) / std::norm(b);
}

// Forward, in place.
void transform(Spectrum& x);

// Of a real signal and the silence behind it.
Spectrum spectrum_of(std::span<const double> signal, std::size_t size);

// The real signal of a spectrum whose upper half mirrors the lower.
std::vector<double> signal_of(Spectrum spectrum);

}  // namespace reamp
