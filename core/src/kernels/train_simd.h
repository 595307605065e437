// Vector operations for training, in addition to simd.h: sums over lanes, stores that bypass the caches.
#pragma once

#include "kernels/simd.h"

namespace reamp {
namespace {

REAMP_VECTOR(F4, float, 4);
REAMP_UNALIGNED_VECTOR(UnalignedF4, float, 4);

inline F4 load4(const float* p) { return *reinterpret_cast<const UnalignedF4*>(p); }
inline void store4(float* p, F4 x) { *reinterpret_cast<UnalignedF4*>(p) = x; }

// Pairs of a and b side by side: a0 b0 a1 b1 or a2 b2 a3 b3 of each four lanes; and twos: a0 a1 b0 b1, a2 a3 b2 b3.
#if defined(__AVX512F__) && defined(__AVX512DQ__)
inline F pairs_low(F a, F b) { return REAMP_SHUFFLE(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29); }
inline F pairs_high(F a, F b) {
  return REAMP_SHUFFLE(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
}
inline F twos_low(F a, F b) { return REAMP_SHUFFLE(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29); }
inline F twos_high(F a, F b) { return REAMP_SHUFFLE(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31); }
inline F4 fold(F x) {  // the sum of all groups of four lanes
  const auto half = REAMP_SHUFFLE(x, x, 0, 1, 2, 3, 4, 5, 6, 7) + REAMP_SHUFFLE(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
  return REAMP_SHUFFLE(half, half, 0, 1, 2, 3) + REAMP_SHUFFLE(half, half, 4, 5, 6, 7);
}
inline void stream(float* p, F x) { _mm512_stream_ps(p, x); }
#elif defined(__AVX2__) && defined(__FMA__)
inline F pairs_low(F a, F b) { return REAMP_SHUFFLE(a, b, 0, 8, 1, 9, 4, 12, 5, 13); }
inline F pairs_high(F a, F b) { return REAMP_SHUFFLE(a, b, 2, 10, 3, 11, 6, 14, 7, 15); }
inline F twos_low(F a, F b) { return REAMP_SHUFFLE(a, b, 0, 1, 8, 9, 4, 5, 12, 13); }
inline F twos_high(F a, F b) { return REAMP_SHUFFLE(a, b, 2, 3, 10, 11, 6, 7, 14, 15); }
inline F4 fold(F x) { return REAMP_SHUFFLE(x, x, 0, 1, 2, 3) + REAMP_SHUFFLE(x, x, 4, 5, 6, 7); }
inline void stream(float* p, F x) { _mm256_stream_ps(p, x); }
#else
inline F pairs_low(F a, F b) { return REAMP_SHUFFLE(a, b, 0, 4, 1, 5); }
inline F pairs_high(F a, F b) { return REAMP_SHUFFLE(a, b, 2, 6, 3, 7); }
inline F twos_low(F a, F b) { return REAMP_SHUFFLE(a, b, 0, 1, 4, 5); }
inline F twos_high(F a, F b) { return REAMP_SHUFFLE(a, b, 2, 3, 6, 7); }
inline F4 fold(F x) { return x; }
#if defined(__x86_64__)
inline void stream(float* p, F x) { _mm_stream_ps(p, x); }
#else
inline void stream(float* p, F x) { store(p, x); }
#endif
#endif

// NaN for NaN, because both functions return their second argument then: a loss must show a broken network.
inline F tanh_or_nan(F x) { return tanh_within_limit(max(all(-kTanhIsOne), min(all(kTanhIsOne), x))); }

// The sums over the lanes of four vectors.
inline F4 lane_sums(F a, F b, F c, F d) {
  const F ab = pairs_low(a, b) + pairs_high(a, b), cd = pairs_low(c, d) + pairs_high(c, d);
  return fold(twos_low(ab, cd) + twos_high(ab, cd));
}

inline void stream_fence() {
#if defined(__x86_64__)
  _mm_sfence();
#endif
}

}  // namespace
}  // namespace reamp
