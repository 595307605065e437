// The register tile of convolutions, for the inner loops of every instruction set.
//
// Channel-major with time in the lanes: every lane is full whatever the channel count. A register tile
// holds O outputs x T vectors of time; each weight is broadcast once for T multiply-adds, each input
// vector is loaded once for O. The order of operations on one frame never depends on where a block or
// a tile begins, so any split into blocks gives the same bits.
#pragma once

#include "kernels/kernels.h"
#include "kernels/simd.h"

namespace reamp {
namespace {

// Shape of the register tile: accumulators, inputs (or weights) and an operand must fit the registers, and
// fewer than 8 accumulators would wait for each other (two multiply-adds per cycle, of four cycles each).
#if defined(__AVX512F__)
inline constexpr int kTileOutputs = 8;  // 32 registers
constexpr int tile_vectors(int outputs) { return outputs <= 4 ? 4 : 2; }
#elif defined(__AVX2__)
inline constexpr int kTileOutputs = 6;  // 16 registers
constexpr int tile_vectors(int outputs) { return outputs <= 3 ? 4 : outputs == 4 ? 3 : 2; }
#else
inline constexpr int kTileOutputs = 4;  // 16 registers, of which products need some
constexpr int tile_vectors(int) { return 2; }
#endif

// Keeps x in its register. The compiler would load it again for every use, and loads are limited to two per
// cycle, or one when it crosses a cache line.
inline void hold(F& x) {
#if defined(__x86_64__)
  asm("" : "+v"(x));
#elif defined(__aarch64__)
  asm("" : "+w"(x));
#else
  (void)x;  // WebAssembly has no registers
#endif
}

template <int O, int T>
using Accumulators = F[O][T];

// acc += weights * x for one input channel.
template <int O, int T>
[[gnu::always_inline]] inline void multiply_add(Accumulators<O, T>& acc, const float* weights, const float* x) {
  if constexpr (O < T) {
    F weight[O];
#pragma GCC unroll 8
    for (int o = 0; o < O; ++o) {
      weight[o] = all(weights[o]);
      hold(weight[o]);
    }
#pragma GCC unroll 8
    for (int t = 0; t < T; ++t) {
      F input = load(x + t * kLanes);
      hold(input);
#pragma GCC unroll 8
      for (int o = 0; o < O; ++o) acc[o][t] = fma(weight[o], input, acc[o][t]);
    }
  } else {
    F input[T];
#pragma GCC unroll 8
    for (int t = 0; t < T; ++t) {
      input[t] = load(x + t * kLanes);
      hold(input[t]);
    }
#pragma GCC unroll 8
    for (int o = 0; o < O; ++o) {
      const F weight = all(weights[o]);
#pragma GCC unroll 8
      for (int t = 0; t < T; ++t) acc[o][t] = fma(weight, input[t], acc[o][t]);
    }
  }
}

// A convolution with optional sums. add: rows to add (the residual, or out itself), or null. mixin: inputs of one
// more tap, or none. sum: rows to which the inputs of a single tap are added, or null.
struct Job {
  const float* weights;
  const float* bias;
  const float* const* taps;
  int tap_count, stride, channels;
  Rows out;
  ConstRows add{nullptr, 0};
  const float* mixin_weights = nullptr;
  ConstRows mixin{nullptr, 0};
  int mixin_channels = 0;
  Rows sum{nullptr, 0};
};

// acc = rows first..first+O-1 of the convolution, T vectors from frame `offset` on.
template <int O, int T, bool kSum>
[[gnu::always_inline]] inline void conv_sums(const Job& job, int first, int offset, Accumulators<O, T>& acc) {
  const float* bias = job.bias + first;
#pragma GCC unroll 8
  for (int o = 0; o < O; ++o)
#pragma GCC unroll 8
    for (int t = 0; t < T; ++t) acc[o][t] = all(bias[o]);
  if (job.add.data) {
    const float* add = job.add.data + first * job.add.stride + offset;
#pragma GCC unroll 8
    for (int o = 0; o < O; ++o)
#pragma GCC unroll 8
      for (int t = 0; t < T; ++t) acc[o][t] += load(add + o * job.add.stride + t * kLanes);
  }
  const float* weights = job.mixin_weights + first * job.mixin_channels;
  for (int c = 0; c < job.mixin_channels; ++c, weights += O)
    multiply_add<O, T>(acc, weights, job.mixin.data + c * job.mixin.stride + offset);
  weights = job.weights + static_cast<long>(first) * job.tap_count * job.channels;
  for (int tap = 0; tap < job.tap_count; ++tap) {
    const float* x = job.taps[tap] + offset;
    if constexpr (kSum) {
      float* sum = job.sum.data + offset;
      for (int c = 0; c < job.channels; ++c, weights += O, x += job.stride, sum += job.sum.stride) {
#pragma GCC unroll 8
        for (int t = 0; t < T; ++t) store(sum + t * kLanes, load(sum + t * kLanes) + load(x + t * kLanes));
        multiply_add<O, T>(acc, weights, x);
      }
    } else {
      for (int c = 0; c < job.channels; ++c, weights += O, x += job.stride) multiply_add<O, T>(acc, weights, x);
    }
  }
}

}  // namespace
}  // namespace reamp
