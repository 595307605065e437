// A vector of floats for the instruction set of this translation unit, and accurate activations on it.
//
// Include only from isa_<name>.cpp: everything has internal linkage, so that code compiled for
// AVX-512 can never be picked by the linker for a program that runs on an older processor.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(REAMP_NEON)
#include <arm_neon.h>
#endif

#include "kernels/compiler.h"

namespace reamp {
namespace {

#if defined(__AVX512F__) && defined(__AVX512DQ__)
inline constexpr int kLanes = 16;
#elif defined(__AVX2__) && defined(__FMA__)
inline constexpr int kLanes = 8;
#else
inline constexpr int kLanes = 4;
#endif

REAMP_VECTOR(F, float, kLanes);
REAMP_VECTOR(I, int, kLanes);
REAMP_UNALIGNED_VECTOR(UnalignedF, float, kLanes);

inline F load(const float* p) { return *reinterpret_cast<const UnalignedF*>(p); }
inline void store(float* p, F x) { *reinterpret_cast<UnalignedF*>(p) = x; }
inline I as_bits(F x) { return reinterpret_cast<I>(x); }
inline F as_float(I x) { return reinterpret_cast<F>(x); }

// The parts that differ between instruction sets: fused multiply-add, selection, sum + a / x, and the
// splitting of 2^t. 2^t = 2^(n / K) * 2^f with a table of K = 2^kExpTableBits entries for the fraction of n / K and
// a minimax polynomial for |f| <= 1 / 2K. An entry of the table is the float 2^(j / K) with its bits
// lowered by those that j adds when n is shifted into the exponent.
#if defined(__AVX512F__) && defined(__AVX512DQ__)

inline F all(float x) { return _mm512_set1_ps(x); }
inline F fma(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
inline F min(F a, F b) { return _mm512_min_ps(a, b); }
inline F max(F a, F b) { return _mm512_max_ps(a, b); }
inline F clamp_magnitude(F x, float limit) { return _mm512_range_ps(x, all(limit), 0b0010); }
inline F select_positive(F x, F positive, F other) {
  return _mm512_mask_mov_ps(other, _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_GT_OQ), positive);
}
inline F add_quotient(F sum, float a, F x) {  // 14 bits and a Newton step: relative error below 2^-23
  const F y = _mm512_rcp14_ps(x);
  return fma(y * all(a), _mm512_fnmadd_ps(x, y, all(2.0f)), sum);
}

inline constexpr int kExpTableBits = 5;
alignas(64) constexpr int kExpTable[32] = {
    0x3f800000, 0x3f7ecd87, 0x3f7daac3, 0x3f7c980f, 0x3f7b95c2, 0x3f7aa43a, 0x3f79c3d3, 0x3f78f4f0,
    0x3f7837f0, 0x3f778d3a, 0x3f76f532, 0x3f767043, 0x3f75fed7, 0x3f75a15b, 0x3f75583f, 0x3f7523f6,
    0x3f7504f3, 0x3f74fbaf, 0x3f7508a4, 0x3f752c4d, 0x3f75672a, 0x3f75b9be, 0x3f76248c, 0x3f76a81e,
    0x3f7744fd, 0x3f77fbb8, 0x3f78ccdf, 0x3f79b907, 0x3f7ac0c7, 0x3f7be4ba, 0x3f7d257d, 0x3f7e83b3};
inline I exp2_table(I n) {
  return reinterpret_cast<I>(_mm512_permutex2var_epi32(_mm512_load_si512(kExpTable), reinterpret_cast<__m512i>(n),
                                                       _mm512_load_si512(kExpTable + 16)));
}
inline F exp2_polynomial(F f) {  // relative error 5.3e-8
  return fma(fma(f, all(0x1.ebfbdep-3f), all(0x1.62e584p-1f)), f, all(1.0f));
}

#elif defined(__AVX2__) && defined(__FMA__)

inline F all(float x) { return _mm256_set1_ps(x); }
inline F fma(F a, F b, F c) { return _mm256_fmadd_ps(a, b, c); }
inline F min(F a, F b) { return _mm256_min_ps(a, b); }
inline F max(F a, F b) { return _mm256_max_ps(a, b); }
inline F clamp_magnitude(F x, float limit) { return max(min(x, all(limit)), all(-limit)); }
inline F select_positive(F x, F positive, F other) {
  return _mm256_blendv_ps(other, positive, _mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_GT_OQ));
}
inline F add_quotient(F sum, float a, F x) {  // 12 bits and a Newton step: relative error below 2^-22
  const F y = _mm256_rcp_ps(x);
  return fma(y * all(a), _mm256_fnmadd_ps(x, y, all(2.0f)), sum);
}

inline constexpr int kExpTableBits = 3;
alignas(32) constexpr int kExpTable[8] = {0x3f800000, 0x3f7b95c2, 0x3f7837f0, 0x3f75fed7,
                                          0x3f7504f3, 0x3f75672a, 0x3f7744fd, 0x3f7ac0c7};
inline I exp2_table(I n) {
  const __m256i table = _mm256_load_si256(reinterpret_cast<const __m256i*>(kExpTable));
  return reinterpret_cast<I>(_mm256_permutevar8x32_epi32(table, reinterpret_cast<__m256i>(n)));
}
inline F exp2_polynomial(F f) {  // relative error 2.5e-8
  return fma(fma(fma(f, all(0x1.c6a04p-5f), all(0x1.ec0c32p-3f)), f, all(0x1.62e432p-1f)), f, all(1.0f));
}

#else

inline F all(float x) { return F{x, x, x, x}; }
inline F min(F a, F b) { return a < b ? a : b; }
inline F max(F a, F b) { return a > b ? a : b; }
#if defined(REAMP_NEON)
inline F fma(F a, F b, F c) { return F(vfmaq_f32(float32x4_t(c), float32x4_t(a), float32x4_t(b))); }
inline F clamp_magnitude(F x, float limit) {  // of NaN and a number, these instructions return the number
  return F(vmaxnmq_f32(vminnmq_f32(float32x4_t(x), vdupq_n_f32(limit)), vdupq_n_f32(-limit)));
}
#else
inline F fma(F a, F b, F c) { return a * b + c; }
inline F clamp_magnitude(F x, float limit) { return max(min(x, all(limit)), all(-limit)); }
#endif
inline F select_positive(F x, F positive, F other) { return x > 0.0f ? positive : other; }
inline F add_quotient(F sum, float a, F x) { return sum + a / x; }

inline constexpr int kExpTableBits = 0;
inline I exp2_table(I) { return I{} + 0x3f800000; }
inline F exp2_polynomial(F f) {  // relative error 2e-9
  F p = fma(f, all(0x1.41fbbcp-13f), all(0x1.5f3e54p-10f));
  p = fma(p, f, all(0x1.3b2d4cp-7f));
  p = fma(p, f, all(0x1.c6aee8p-5f));
  p = fma(p, f, all(0x1.ebfbdcp-3f));
  p = fma(p, f, all(0x1.62e43p-1f));
  return fma(p, f, all(1.0f));
}

#endif

// 1 + 2^(x * scale) for |x * scale| <= 120; relative error below 2e-7.
inline F one_plus_exp2(F x, float scale) {
  constexpr float kRound = 0x1.8p23f / (1 << kExpTableBits);  // adding it leaves n in the low bits
  const F rounded = fma(x, all(scale), all(kRound));
  const F f = fma(x, all(scale), all(kRound) - rounded);
  const I n = as_bits(rounded);
  return fma(as_float(exp2_table(n) + (n << (23 - kExpTableBits))), exp2_polynomial(f), all(1.0f));
}

inline constexpr float kLog2E = 0x1.715476p+0f;

// tanh(x) = 1 - 2 / (1 + e^2x) for |x| <= kTanhIsOne, beyond which it is +-1 in float. |error| <= 2e-7. A true
// division: it leaves the pipes of the multiply-adds free, which makes this 15 % faster than a Newton step, and exact.
inline constexpr float kTanhIsOne = 9.02f;
inline F tanh_within_limit(F x) { return all(1.0f) - all(2.0f) / one_plus_exp2(x, 2.0f * kLog2E); }

// Finite for NaN too, which a player would keep in its state for ever.
inline F tanh(F x) { return tanh_within_limit(clamp_magnitude(x, kTanhIsOne)); }

// 1 / (1 + e^-x); beyond 18 it is 0 or 1 to 2e-8. |error| <= 2e-7.
inline F sigmoid(F x) { return add_quotient(F{}, 1.0f, one_plus_exp2(clamp_magnitude(x, 18.0f), -kLog2E)); }

}  // namespace
}  // namespace reamp
