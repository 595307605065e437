// The discrete Fourier transform: by Cooley and Tukey for small factors, by Bluestein for any other size.
#include "dsp/transform.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <numbers>

namespace reamp {
namespace {

std::complex<double> unit(double turns) { return std::polar(1.0, 2.0 * std::numbers::pi * turns); }

constexpr std::size_t kRadices[] = {4, 2, 3, 5, 7};

bool has_small_factors(std::size_t size) {
  for (const std::size_t radix : kRadices)
    while (size % radix == 0) size /= radix;
  return size == 1;
}

// The algorithm of Cooley and Tukey with these radices; parts that fit a cache are finished one after the other.
class SmallFactors {
 public:
  explicit SmallFactors(std::size_t size) : turns_(size) {
    for (std::size_t k = 0; k < size; ++k) turns_[k] = unit(-static_cast<double>(k) / static_cast<double>(size));
  }

  void transform(Spectrum& x) const {
    const Spectrum in = x;
    transform(in.data(), x.data(), x.size(), 1);
  }

 private:
  using Complex = std::complex<double>;

  // Transforms every `stride`-th point of `in`.
  void transform(const Complex* in, Complex* out, std::size_t size, std::size_t stride) const {
    if (size == 1) {
      *out = *in;
      return;
    }
    const std::size_t radix =
        *std::find_if(std::begin(kRadices), std::end(kRadices), [&](std::size_t each) { return size % each == 0; });
    const std::size_t part = size / radix;
    for (std::size_t r = 0; r < radix; ++r) transform(in + r * stride, out + r * part, part, stride * radix);
    for (std::size_t k = 0; k < part; ++k) {
      Complex points[8];
      points[0] = out[k];
      for (std::size_t r = 1; r < radix; ++r) points[r] = product(out[r * part + k], turns_[r * k * stride]);
      join(points, radix, out + k, part);
    }
  }

  // The transform of a few points.
  void join(const Complex* x, std::size_t radix, Complex* out, std::size_t part) const {
    if (radix == 2) {
      out[0] = x[0] + x[1];
      out[part] = x[0] - x[1];
    } else if (radix == 4) {
      const Complex even = x[0] + x[2], odd = x[1] + x[3], even_less = x[0] - x[2], odd_less = x[1] - x[3];
      const Complex turned(odd_less.imag(), -odd_less.real());
      out[0] = even + odd;
      out[part] = even_less + turned;
      out[2 * part] = even - odd;
      out[3 * part] = even_less - turned;
    } else {
      const std::size_t step = turns_.size() / radix;
      for (std::size_t q = 0; q < radix; ++q) {
        Complex sum = x[0];
        for (std::size_t r = 1; r < radix; ++r) sum += product(x[r], turns_[q * r % radix * step]);
        out[q * part] = sum;
      }
    }
  }

  Spectrum turns_;
};

// Transforms by convolution with a chirp. L. Bluestein, "A linear filtering approach to the computation of the discrete
// Fourier transform", 1970.
void transform_any(Spectrum& x) {
  const std::size_t size = x.size(), padded = std::bit_ceil(2 * size - 1);
  Spectrum chirp(size), signal(padded), filter(padded);
  for (std::size_t k = 0; k < size; ++k) {
    chirp[k] = unit(-static_cast<double>(k * k % (2 * size)) / static_cast<double>(2 * size));
    signal[k] = x[k] * chirp[k];
    filter[k] = filter[(padded - k) % padded] = std::conj(chirp[k]);
  }
  const SmallFactors fast(padded);
  fast.transform(signal);
  fast.transform(filter);
  for (std::size_t k = 0; k < padded; ++k) signal[k] = std::conj(product(signal[k], filter[k]));
  fast.transform(signal);
  for (std::size_t k = 0; k < size; ++k) x[k] = product(std::conj(signal[k]), chirp[k]) / static_cast<double>(padded);
}

}  // namespace

void transform(Spectrum& x) {
  if (x.size() < 2) return;
  has_small_factors(x.size()) ? SmallFactors(x.size()).transform(x) : transform_any(x);
}

Spectrum spectrum_of(std::span<const double> signal, std::size_t size) {
  Spectrum x(size);
  std::copy(signal.begin(), signal.end(), x.begin());
  transform(x);
  return x;
}

std::vector<double> signal_of(Spectrum spectrum) {
  const auto size = static_cast<double>(spectrum.size());
  for (auto& bin : spectrum) bin = std::conj(bin);
  transform(spectrum);
  std::vector<double> signal(spectrum.size());
  std::transform(spectrum.begin(), spectrum.end(), signal.begin(), [&](const auto& x) { return x.real() / size; });
  return signal;
}

}  // namespace reamp
