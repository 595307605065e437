// A vector of eight floats on every instruction set, for a radix-8 FFT.
#pragma once

#include "kernels/simd.h"

namespace reamp {
namespace {

REAMP_VECTOR(F8, float, 8);
REAMP_UNALIGNED_VECTOR(UnalignedF8, float, 8);

inline F8 load8(const float* p) { return *reinterpret_cast<const UnalignedF8*>(p); }

#if defined(__AVX2__) && defined(__FMA__)
inline F8 all8(float x) { return _mm256_set1_ps(x); }
#else
inline F8 all8(float x) { return F8{x, x, x, x, x, x, x, x}; }
#endif

// Where vectors are not of eight floats, the operations of simd.h are defined for eight too.
#if defined(__AVX512F__) && defined(__AVX512DQ__)
inline void store(float* p, F8 x) { *reinterpret_cast<UnalignedF8*>(p) = x; }
inline F8 fma(F8 a, F8 b, F8 c) { return _mm256_fmadd_ps(a, b, c); }
inline F8 clamp_magnitude(F8 x, float limit) { return _mm256_max_ps(_mm256_min_ps(x, all8(limit)), all8(-limit)); }
#elif !(defined(__AVX2__) && defined(__FMA__))
inline void store(float* p, F8 x) { *reinterpret_cast<UnalignedF8*>(p) = x; }
#if defined(REAMP_NEON)
inline F8 fma(F8 a, F8 b, F8 c) {
  const auto low = [](F8 x) { return F(REAMP_SHUFFLE(x, x, 0, 1, 2, 3)); };
  const auto high = [](F8 x) { return F(REAMP_SHUFFLE(x, x, 4, 5, 6, 7)); };
  return REAMP_SHUFFLE(fma(low(a), low(b), low(c)), fma(high(a), high(b), high(c)), 0, 1, 2, 3, 4, 5, 6, 7);
}
#else
inline F8 fma(F8 a, F8 b, F8 c) { return a * b + c; }
#endif
#endif

}  // namespace
}  // namespace reamp
