// The register tile of convolutions, and passes over rows, for the inner loops of every instruction set.
//
// Channel-major with time in the lanes: every lane is full whatever the channel count. A register tile
// holds O outputs x T vectors of time; each weight is broadcast once for T multiply-adds, each input
// vector is loaded once for O. The order of operations on one frame never depends on where a block or
// a tile begins, so any split into blocks gives the same bits.
#pragma once

#include "kernels.h"
#include "simd.h"

namespace reamp {
namespace {

// Shape of the register tile: accumulators, inputs (or weights) and an operand must fit the registers, and
// fewer than 8 accumulators would wait for each other (two multiply-adds a cycle, each takes four).
#if defined(__AVX512F__)
inline constexpr int kTileOutputs = 8;  // 32 registers
constexpr int tile_vectors(int outputs) { return outputs <= 4 ? 4 : 2; }
#elif defined(__AVX2__)
inline constexpr int kTileOutputs = 6;  // 16 registers
constexpr int tile_vectors(int outputs) { return outputs <= 3 ? 4 : outputs == 4 ? 3 : 2; }
#else
inline constexpr int kTileOutputs = 4;  // 16 registers, and products need some
constexpr int tile_vectors(int) { return 2; }
#endif

// Keeps x in its register. The compiler would rather load it again for every use, and loads are scarce: two
// a cycle, one when it crosses a cache line.
inline void hold(F& x) {
#if defined(__x86_64__)
  asm("" : "+v"(x));
#else
  asm("" : "+w"(x));
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

// A convolution and what is added to it. add: rows to add (the residual, or out itself), or null.
// mixin: inputs of one more tap, or none. sum: where the inputs of a single tap are added to, or null.
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

// Rows first..first+O-1 of job.out, T vectors from frame `offset` on.
template <int O, int T, bool kSum>
inline void conv_tile(const Job& job, int first, int offset) {
  Accumulators<O, T> acc;
  conv_sums<O, T, kSum>(job, first, offset, acc);
  float* out = job.out.data + first * job.out.stride + offset;
  const int out_stride = job.out.stride;  // a copy: a store might change the job, for all the compiler knows
#pragma GCC unroll 8
  for (int o = 0; o < O; ++o)
#pragma GCC unroll 8
    for (int t = 0; t < T; ++t) store(out + o * out_stride + t * kLanes, acc[o][t]);
}

// Tiles of T vectors from vector v on, as far as they go; returns the vector behind them.
template <int O, int T, bool kSum>
inline int conv_tiles(const Job& job, int first, int v, int vectors) {
  for (; v + T <= vectors; v += T) conv_tile<O, T, kSum>(job, first, v * kLanes);
  return v;
}

template <int O, bool kSum>
[[gnu::noinline]] void conv_rows(const Job& job, int first, int vectors) noexcept {
  constexpr int T = tile_vectors(O);
  int v = conv_tiles<O, T, kSum>(job, first, 0, vectors);
  if constexpr (T > 2) v = conv_tiles<O, 2, kSum>(job, first, v, vectors);
  conv_tiles<O, 1, kSum>(job, first, v, vectors);
}

// The group of `outputs` <= O rows from `first` on.
template <int O>
inline void conv_group(const Job& job, int first, int outputs, int vectors) noexcept {
  if constexpr (O > 1)
    if (outputs < O) return conv_group<O - 1>(job, first, outputs, vectors);
  // Only one group adds to job.sum: its multiply-adds leave the adders idle.
  if (job.sum.data && first == 0) return conv_rows<O, true>(job, first, vectors);
  conv_rows<O, false>(job, first, vectors);
}

// All groups of a convolution. after(first, outputs) is called when rows first..first+outputs-1 are there:
// what it does overlaps with the next group's multiply-adds.
template <class After>
inline void conv_groups(const Job& job, int out_channels, int vectors, After after) noexcept {
  const int groups = group_count(out_channels, kTileOutputs);
  for (int group = 0, first = 0; group < groups; ++group) {
    const int outputs = group_size(out_channels, groups, group);
    conv_group<kTileOutputs>(job, first, outputs, vectors);
    after(first, outputs);
    first += outputs;
  }
}

inline int vector_count(int frames) { return (frames + kLanes - 1) / kLanes; }

// x = f(x, channel) for every vector of rows first..first+channels-1.
template <class Function>
inline void for_each_vector(Rows x, int first, int channels, int vectors, Function f) {
  for (int c = first; c < first + channels; ++c) {
    float* row = x.data + c * x.stride;
    for (int v = 0; v < vectors; ++v) store(row + v * kLanes, f(load(row + v * kLanes), c));
  }
}

// sum += x for rows first..first+channels-1.
inline void add_rows(Rows sum, Rows x, int first, int channels, int vectors) {
  for (int c = first; c < first + channels; ++c) {
    float* to = sum.data + c * sum.stride;
    const float* from = x.data + c * x.stride;
    for (int v = 0; v < vectors; ++v) store(to + v * kLanes, load(to + v * kLanes) + load(from + v * kLanes));
  }
}

}  // namespace
}  // namespace reamp
