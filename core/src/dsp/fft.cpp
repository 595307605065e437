// Computes the factors of the transform in double precision.
#include "dsp/fft.h"

#include <cmath>
#include <complex>
#include <numbers>

namespace reamp {
namespace {

constexpr int kLanes = 8;
constexpr int kRadix = 8;

std::complex<double> unit(double turns) { return std::polar(1.0, 2.0 * std::numbers::pi * turns); }

std::size_t twiddle_count(int size) {
  std::size_t count = 0;
  for (; size >= kChunk; size /= kRadix) count += static_cast<std::size_t>(size / kRadix) * (kRadix - 1) * 2;
  return count;
}

}  // namespace

Fft::Fft(int size) : size_(size), twist_(2 * static_cast<std::size_t>(size)), twiddles_(twiddle_count(size)) {
  for (int n = 0; n < size; ++n) {
    const auto factor = unit(0.25 * n / size);
    float* chunk = twist_.data() + n / kChunk * 2 * kChunk;
    chunk[n % kChunk] = static_cast<float>(factor.real());
    chunk[kChunk + n % kChunk] = static_cast<float>(factor.imag());
  }
  float* next = twiddles_.data();
  for (int pass = size; pass >= kChunk; pass /= kRadix)
    for (int j = 0; j < pass / kRadix; j += kLanes)
      for (int m = 1; m < kRadix; ++m, next += 2 * kLanes)
        for (int lane = 0; lane < kLanes; ++lane) {
          const auto factor = unit(-static_cast<double>(j + lane) * m / pass);
          next[lane] = static_cast<float>(factor.real());
          next[kLanes + lane] = static_cast<float>(factor.imag());
        }
}

}  // namespace reamp
