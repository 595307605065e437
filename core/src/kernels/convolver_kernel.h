// The inner loops of partitioned convolution, written once; each isa_<name>.cpp compiles them.
//
// The signals between the passes of the FFT are stored in chunks, like spectra. The bins are in the order of a
// radix-8 transform without reordering.
#pragma once

#include "kernels/kernels.h"
#include "kernels/simd8.h"

namespace reamp {
namespace {

struct Complex8 {
  F8 re, im;
};

inline Complex8 multiply(Complex8 a, const float* b) {  // b: [8 real][8 imaginary]
  const F8 re = load8(b), im = load8(b + 8);
  return {fma(-a.im, im, a.re * re), fma(a.im, re, a.re * im)};
}

// DFT of four, in place, outputs in order: (a, b, c, d) at bins 0, 1, 2, 3.
inline void butterfly4(Complex8& a, Complex8& b, Complex8& c, Complex8& d) {
  const Complex8 p{a.re + c.re, a.im + c.im}, q{a.re - c.re, a.im - c.im};
  const Complex8 r{b.re + d.re, b.im + d.im}, s{b.re - d.re, b.im - d.im};
  a = {p.re + r.re, p.im + r.im};
  b = {q.re + s.im, q.im - s.re};
  c = {p.re - r.re, p.im - r.im};
  d = {q.re - s.im, q.im + s.re};
}

// DFT of eight vectors, in place.
inline void butterfly8(Complex8 (&a)[8]) {
  Complex8 even[4], odd[4];
#pragma GCC unroll 4
  for (int k = 0; k < 4; ++k) {
    even[k] = {a[k].re + a[k + 4].re, a[k].im + a[k + 4].im};
    odd[k] = {a[k].re - a[k + 4].re, a[k].im - a[k + 4].im};
  }
  const F8 half = all8(0.70710678118654752f);
  odd[1] = {(odd[1].re + odd[1].im) * half, (odd[1].im - odd[1].re) * half};
  odd[2] = {odd[2].im, -odd[2].re};
  odd[3] = {(odd[3].im - odd[3].re) * half, (odd[3].re + odd[3].im) * -half};
  butterfly4(even[0], even[1], even[2], even[3]);
  butterfly4(odd[0], odd[1], odd[2], odd[3]);
#pragma GCC unroll 4
  for (int k = 0; k < 4; ++k) {
    a[2 * k] = even[k];
    a[2 * k + 1] = odd[k];
  }
}

inline void transpose(F8 (&a)[8]) {
  F8 b[8], c[8];
#pragma GCC unroll 4
  for (int k = 0; k < 8; k += 2) {
    b[k] = REAMP_SHUFFLE(a[k], a[k + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    b[k + 1] = REAMP_SHUFFLE(a[k], a[k + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
#pragma GCC unroll 2
  for (int k = 0; k < 8; k += 4)
#pragma GCC unroll 2
    for (int j = 0; j < 2; ++j) {
      c[k + 2 * j] = REAMP_SHUFFLE(b[k + j], b[k + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      c[k + 2 * j + 1] = REAMP_SHUFFLE(b[k + j], b[k + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
#pragma GCC unroll 4
  for (int k = 0; k < 4; ++k) {
    a[k] = REAMP_SHUFFLE(c[k], c[k + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    a[k + 4] = REAMP_SHUFFLE(c[k], c[k + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

inline void transpose(Complex8 (&a)[8]) {
  F8 part[8];
#pragma GCC unroll 8
  for (int k = 0; k < 8; ++k) part[k] = a[k].re;
  transpose(part);
#pragma GCC unroll 8
  for (int k = 0; k < 8; ++k) a[k].re = part[k], part[k] = a[k].im;
  transpose(part);
#pragma GCC unroll 8
  for (int k = 0; k < 8; ++k) a[k].im = part[k];
}

// Exchanging the real and the imaginary parts before and after turns a DFT into its inverse.
template <bool kInverse>
inline void load_all(Complex8 (&a)[8], const float* z, int stride) {
#pragma GCC unroll 8
  for (int k = 0; k < 8; ++k) {
    const F8 re = load8(z + k * stride), im = load8(z + k * stride + kChunk);
    a[k] = kInverse ? Complex8{im, re} : Complex8{re, im};
  }
}
template <bool kInverse>
inline void store_all(const Complex8 (&a)[8], float* z, int stride) {
#pragma GCC unroll 8
  for (int k = 0; k < 8; ++k) {
    store(z + k * stride, kInverse ? a[k].im : a[k].re);
    store(z + k * stride + kChunk, kInverse ? a[k].re : a[k].im);
  }
}
inline void twiddle(Complex8 (&a)[8], const float* factors) {
#pragma GCC unroll 7
  for (int k = 1; k < 8; ++k) a[k] = multiply(a[k], factors + (k - 1) * 16);
}

inline constexpr int kTwiddleFloats = 7 * 16;  // of eight butterflies side by side

// One radix-8 pass over `size` > 64 points; forward splits them into eight transforms, inverse joins eight.
template <bool kInverse>
inline void radix8_pass(float* z, int size, const float* twiddles) {
  const int stride = size / 8 * 2;
  for (float* end = z + stride; z < end; z += kChunkFloats)
    for (int j = 0; j < kChunk; j += 8, twiddles += kTwiddleFloats) {
      Complex8 a[8];
      load_all<kInverse>(a, z + j, stride);
      if (kInverse) twiddle(a, twiddles);
      butterfly8(a);
      if (!kInverse) twiddle(a, twiddles);
      store_all<kInverse>(a, z + j, stride);
    }
}

void fft_forward(const FftView& fft, const float* past, const float* now, float* work, float* spectrum,
                 int chunk_stride) noexcept {
  for (int i = 0; i < fft.size; i += 8) {
    const int at = i / kChunk * kChunkFloats + i % kChunk;
    const F8 cosine = load8(fft.twist + at), sine = load8(fft.twist + at + kChunk);
    const F8 a = load8(past + i), b = load8(now + i);
    store(work + at, fma(-b, sine, a * cosine));
    store(work + at + kChunk, fma(a, sine, b * cosine));
  }
  const float* twiddles = fft.twiddles;
  for (int size = fft.size; size > kChunk; twiddles += size / 64 * kTwiddleFloats, size /= 8)
    for (int first = 0; first < fft.size; first += size) radix8_pass<false>(work + 2 * first, size, twiddles);
  for (int first = 0; first < fft.size; first += kChunk, work += kChunkFloats, spectrum += chunk_stride) {
    Complex8 a[8];
    load_all<false>(a, work, 8);
    butterfly8(a);
    twiddle(a, twiddles);
    transpose(a);
    butterfly8(a);
    store_all<false>(a, spectrum, 8);
  }
}

void fft_inverse(const FftView& fft, float* spectrum, float* out) noexcept {
  const float* twiddles = fft.twiddles;
  for (int size = fft.size; size > kChunk; size /= 8) twiddles += size / 64 * kTwiddleFloats;
  for (float* z = spectrum; z < spectrum + 2 * fft.size; z += kChunkFloats) {
    Complex8 a[8];
    load_all<true>(a, z, 8);
    butterfly8(a);
    transpose(a);
    twiddle(a, twiddles);
    butterfly8(a);
    store_all<true>(a, z, 8);
  }
  for (int size = 8 * kChunk; size <= fft.size; size *= 8) {
    twiddles -= size / 64 * kTwiddleFloats;
    for (int first = 0; first < fft.size; first += size) radix8_pass<true>(spectrum + 2 * first, size, twiddles);
  }
  for (int i = 0; i < fft.size; i += 8) {
    const int at = i / kChunk * kChunkFloats + i % kChunk;
    const F8 cosine = load8(fft.twist + at), sine = load8(fft.twist + at + kChunk);
    store(out + i, fma(-load8(spectrum + at), sine, load8(spectrum + at + kChunk) * cosine));
  }
}

// sum += a * b over `count` chunks in a row, for kVectors vectors of bins.
template <int kVectors>
inline void multiply_add_bins(F (&re)[kVectors], F (&im)[kVectors], const float* a, const float* b, int count) {
  for (; count > 0; --count, a += kChunkFloats, b += kChunkFloats)
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      const F a_re = load(a + v * kLanes), a_im = load(a + kChunk + v * kLanes);
      const F b_re = load(b + v * kLanes), b_im = load(b + kChunk + v * kLanes);
      re[v] = fma(a_re, b_re, re[v]);
      im[v] = fma(a_re, b_im, im[v]);
      re[v] = fma(-a_im, b_im, re[v]);
      im[v] = fma(a_im, b_re, im[v]);
    }
}

void multiply_spectra(const float* inputs, int newest, const float* impulse, int partitions, float* out) noexcept {
  constexpr int kVectors = 4;
  const int until_end = partitions - newest;
  for (int bin = 0; bin < kChunk; bin += kVectors * kLanes) {
    F re[kVectors] = {}, im[kVectors] = {};
    multiply_add_bins(re, im, inputs + newest * kChunkFloats + bin, impulse + bin, until_end);
    multiply_add_bins(re, im, inputs + bin, impulse + until_end * kChunkFloats + bin, newest);
    for (int v = 0; v < kVectors; ++v) {
      store(out + bin + v * kLanes, re[v]);
      store(out + kChunk + bin + v * kLanes, im[v]);
    }
  }
}

template <int kVectors>
inline void fir_tile(const float* taps, int tap_count, const float* x, const float* start, float* out) {
  F even[kVectors], odd[kVectors] = {};
  for (int v = 0; v < kVectors; ++v) even[v] = load(start + v * kLanes);
  for (int n = 0; n < tap_count; n += 2) {
    const F a = all(taps[n]), b = all(taps[n + 1]);
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      even[v] = fma(a, load(x - n + v * kLanes), even[v]);
      odd[v] = fma(b, load(x - n - 1 + v * kLanes), odd[v]);
    }
  }
  for (int v = 0; v < kVectors; ++v) store(out + v * kLanes, even[v] + odd[v]);
}

void fir(const float* taps, int tap_count, const float* x, const float* start, float* out, int frames) noexcept {
  int t = 0;
  for (; t + 4 * kLanes <= frames; t += 4 * kLanes) fir_tile<4>(taps, tap_count, x + t, start + t, out + t);
  for (; t < frames; t += kLanes) fir_tile<1>(taps, tap_count, x + t, start + t, out + t);
}

}  // namespace
}  // namespace reamp
