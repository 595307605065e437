// The multiply-adds a core can do: what every speed is divided by.
#include "peak.h"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace {

constexpr int kChains = 12;  // more than latency x throughput of any core so far
constexpr int kSteps = 400'000;

typedef float V4 __attribute__((vector_size(16)));
typedef float V8 __attribute__((vector_size(32)));
typedef float V16 __attribute__((vector_size(64)));

// A macro, because a template would not carry the target attribute.
#define REAMP_FMA_LOOP(Name, Vector, Target)                                    \
  __attribute__((target(Target), noinline)) float Name() {                      \
    Vector sum[kChains] = {};                                                   \
    Vector a = Vector{} + 0.999f, b = Vector{} + 0.001f;                        \
    for (int step = 0; step < kSteps; ++step) {                                 \
      asm volatile("" : "+x"(a), "+x"(b));                                      \
      _Pragma("GCC unroll 12") for (int c = 0; c < kChains; ++c) sum[c] = sum[c] * a + b; \
    }                                                                           \
    float total = 0.0f;                                                         \
    for (const Vector& v : sum) total += v[0];                                  \
    return total;                                                               \
  }

#if defined(__x86_64__)
REAMP_FMA_LOOP(baseline_loop, V4, "sse2")
REAMP_FMA_LOOP(avx2_loop, V8, "avx2,fma")
REAMP_FMA_LOOP(avx512_loop, V16, "avx512f,prefer-vector-width=512")
#else
REAMP_FMA_LOOP(baseline_loop, V4, "")
#endif

volatile float g_sink;

double best_rate(float (*loop)(), int lanes) {
  double best_s = 1e9;
  for (int run = 0; run < 20; ++run) {
    const auto start = std::chrono::steady_clock::now();
    g_sink = loop();
    best_s = std::min(best_s, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
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
