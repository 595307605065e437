// The multiply-adds a core can do: what every speed is divided by.
#include "peak.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <cstring>

namespace {

constexpr int kChains = 12;  // more than latency x throughput of any core so far
constexpr int kSteps = 400'000;

// Chains start apart, or the compiler would run one for all. A macro, because a template would not carry
// the target attribute.
#define REAMP_FMA_LOOP(Name, Target, Vector, SetAll, MultiplyAdd)                      \
  __attribute__((target(Target), noinline)) float Name() {                             \
    Vector sum[kChains], a = SetAll(0.999f), b = SetAll(0.001f);                       \
    for (int c = 0; c < kChains; ++c) sum[c] = SetAll(static_cast<float>(c));          \
    for (int step = 0; step < kSteps; ++step) {                                        \
      asm volatile("" : "+" REAMP_VECTOR_REGISTER(a));                                 \
      _Pragma("GCC unroll 12") for (int c = 0; c < kChains; ++c) sum[c] = MultiplyAdd; \
    }                                                                                  \
    float total = 0.0f;                                                                \
    for (const Vector& v : sum) total += v[0];                                         \
    return total;                                                                      \
  }

#if defined(__x86_64__)
#define REAMP_VECTOR_REGISTER "v"
REAMP_FMA_LOOP(baseline_loop, "sse2", __m128, _mm_set1_ps, _mm_add_ps(_mm_mul_ps(sum[c], a), b))
REAMP_FMA_LOOP(avx2_loop, "avx2,fma", __m256, _mm256_set1_ps, _mm256_fmadd_ps(sum[c], a, b))
REAMP_FMA_LOOP(avx512_loop, "avx512f", __m512, _mm512_set1_ps, _mm512_fmadd_ps(sum[c], a, b))
#else
#define REAMP_VECTOR_REGISTER "w"
typedef float V4 __attribute__((vector_size(16)));
#define REAMP_ALL_4(x) \
  V4 { x, x, x, x }
REAMP_FMA_LOOP(baseline_loop, "+simd", V4, REAMP_ALL_4, sum[c] * a + b)
#endif

volatile float g_sink;

double best_rate(float (*loop)(), int lanes) {
  double best_s = 1e9;
  for (int run = 0; run < 20; ++run) {
    const double start_s = cpu_s();
    g_sink = loop();
    best_s = std::min(best_s, cpu_s() - start_s);
  }
  return static_cast<double>(kSteps) * kChains * lanes / best_s;
}

}  // namespace

double peak_macs_per_s(const char* instruction_set) {
#if defined(__x86_64__)
  if (std::strcmp(instruction_set, "avx512") == 0)
    return __builtin_cpu_supports("avx512f") ? best_rate(avx512_loop, 16) : 0.0;
  if (std::strcmp(instruction_set, "avx2") == 0)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? best_rate(avx2_loop, 8) : 0.0;
#endif
  return std::strcmp(instruction_set, "baseline") == 0 ? best_rate(baseline_loop, 4) : 0.0;
}
