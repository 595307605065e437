// The inner loops of the spectral loss, written once; each isa_<name>.cpp compiles them.
#pragma once

#include "kernels/simd.h"
#include "kernels/spectrum_kernels.h"

namespace reamp {
namespace {

// The sums of pairs (a0 + a1, a2 + a3, ..., b0 + b1, ...), and the lower or upper half of the lanes, each lane twice.
#if defined(__AVX512F__) && defined(__AVX512DQ__)
inline F pair_sums(F a, F b) {
  return REAMP_SHUFFLE(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30) +
         REAMP_SHUFFLE(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}
inline F low_twice(F x) { return REAMP_SHUFFLE(x, x, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7); }
inline F high_twice(F x) { return REAMP_SHUFFLE(x, x, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15); }
inline F square_root(F x) { return _mm512_sqrt_ps(x); }
#elif defined(__AVX2__) && defined(__FMA__)
inline F pair_sums(F a, F b) {
  return REAMP_SHUFFLE(a, b, 0, 2, 4, 6, 8, 10, 12, 14) + REAMP_SHUFFLE(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
}
inline F low_twice(F x) { return REAMP_SHUFFLE(x, x, 0, 0, 1, 1, 2, 2, 3, 3); }
inline F high_twice(F x) { return REAMP_SHUFFLE(x, x, 4, 4, 5, 5, 6, 6, 7, 7); }
inline F square_root(F x) { return _mm256_sqrt_ps(x); }
#else
inline F pair_sums(F a, F b) { return F{a[0] + a[1], a[2] + a[3], b[0] + b[1], b[2] + b[3]}; }
inline F low_twice(F x) { return F{x[0], x[0], x[1], x[1]}; }
inline F high_twice(F x) { return F{x[2], x[2], x[3], x[3]}; }
inline F square_root(F x) {
  for (int i = 0; i < kLanes; ++i) x[i] = REAMP_SQUARE_ROOT(x[i]);
  return x;
}
#endif

inline F magnitude_bits(F x) { return as_float(as_bits(x) & 0x7fffffff); }
inline F with_sign_of(F x, F sign) { return as_float(as_bits(x) | (as_bits(sign) & (1 << 31))); }

// The natural logarithm of a positive, normal number; relative error below 2e-7, absolute near 1.
inline F log_of(F x) {
  constexpr int kRootHalf = 0x3f3504f3;
  const I exponent = (as_bits(x) - kRootHalf) >> 23;
  const F t = as_float(as_bits(x) - (exponent << 23)) - all(1.0f);  // from sqrt(1/2) - 1 to sqrt(2) - 1
  // log(1 + t) = t - t^2 / 2 + t^3 p(t), p minimax: error 3e-8 of the logarithm.
  F p = fma(t, all(0x1.645eacp-4f), all(-0x1.2432b8p-3f));
  p = fma(p, t, all(0x1.317458p-3f));
  p = fma(p, t, all(-0x1.53824ap-3f));
  p = fma(p, t, all(0x1.98d7f2p-3f));
  p = fma(p, t, all(-0x1.000382p-2f));
  p = fma(p, t, all(0x1.5556d8p-2f));
  const F n = REAMP_CONVERTED(exponent, F);
  return fma(n, all(0x1.62e43p-1f), fma(t * t, fma(t, p, all(-0.5f)), t));
}

inline float lane_sum(F x) {
  float sum = 0.0f;
  for (int i = 0; i < kLanes; ++i) sum += x[i];
  return sum;
}

// A vector of bins, and their powers.
struct Bins {
  F low, high;
  explicit Bins(const float* spectrum) : low(load(spectrum)), high(load(spectrum + kLanes)) {}
  F power() const { return pair_sums(low * low, high * high); }
};

// The last bins, which fill no vector, padded with silent bins that have no error.
struct Rest {
  float spectrum[2 * kLanes], wanted[kLanes];

  Rest(const float* from, const float* wanted_from, long bins, float floor) {
    store(spectrum, F{}), store(spectrum + kLanes, F{}), store(wanted, square_root(all(floor)));
    for (long i = 0; i < 2 * bins; ++i) spectrum[i] = from[i];
    for (long i = 0; i < bins; ++i) wanted[i] = wanted_from[i];
  }
};

void magnitudes(const float* spectrum, long bins, float floor, float* out) noexcept {
  long bin = 0;
  for (; bin + kLanes <= bins; bin += kLanes)
    store(out + bin, square_root(max(Bins(spectrum + 2 * bin).power(), all(floor))));
  for (; bin < bins; ++bin) {
    const float power = spectrum[2 * bin] * spectrum[2 * bin] + spectrum[2 * bin + 1] * spectrum[2 * bin + 1];
    out[bin] = REAMP_SQUARE_ROOT(power > floor ? power : floor);
  }
}

SpectrumSums distance(const float* spectrum, const float* wanted, long bins, float floor) noexcept {
  constexpr long kRun = 64 * kLanes;  // bins whose sums stay in float
  SpectrumSums sums{};
  F logs{}, squares{};
  const auto add = [&](const float* at, const float* wanted_at) {
    const F magnitude = square_root(max(Bins(at).power(), all(floor)));
    const F want = load(wanted_at), excess = magnitude - want;
    logs += magnitude_bits(log_of(magnitude / want));
    squares = fma(excess, excess, squares);
  };
  long bin = 0;
  while (bin < bins) {
    const long end = bins < bin + kRun ? bins : bin + kRun;
    for (; bin + kLanes <= end; bin += kLanes) add(spectrum + 2 * bin, wanted + bin);
    if (bin < end) {
      const Rest rest(spectrum + 2 * bin, wanted + bin, end - bin, floor);
      add(rest.spectrum, rest.wanted);
      bin = end;
    }
    sums.log += lane_sum(logs), sums.square += lane_sum(squares);
    logs = squares = F{};
  }
  return sums;
}

inline void derive_vector(float* at, const float* wanted, float floor, float square, float log) {
  const Bins bins(at);
  const F power = bins.power(), heard_power = max(power, all(floor));
  const F excess = all(1.0f) - load(wanted) / square_root(heard_power);
  const F factor = fma(excess, all(square), with_sign_of(all(log), excess) / heard_power);
  const F heard = select_positive(power - all(floor), factor, F{});
  store(at, bins.low * low_twice(heard));
  store(at + kLanes, bins.high * high_twice(heard));
}

void derive(float* spectrum, const float* wanted, long bins, float floor, float square, float log) noexcept {
  long bin = 0;
  for (; bin + kLanes <= bins; bin += kLanes) derive_vector(spectrum + 2 * bin, wanted + bin, floor, square, log);
  if (bin == bins) return;
  Rest rest(spectrum + 2 * bin, wanted + bin, bins - bin, floor);
  derive_vector(rest.spectrum, rest.wanted, floor, square, log);
  for (long i = 0; i < 2 * (bins - bin); ++i) spectrum[2 * bin + i] = rest.spectrum[i];
}

}  // namespace
}  // namespace reamp
