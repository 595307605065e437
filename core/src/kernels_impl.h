// The inner loops, written once; each kernels_<isa>.cpp compiles them for its instruction set.
//
// Channel-major with time in the lanes: every lane is full whatever the channel count. A register tile
// holds O outputs x T vectors of time; each weight is broadcast once for T multiply-adds, each input
// vector is loaded once for O. The order of operations on one frame never depends on where a block or
// a tile begins, so any split into blocks gives the same bits.
#pragma once

#include "kernels.h"
#include "simd.h"
#include "tile.h"

namespace reamp {
namespace {

// Shape of the register tile: accumulators + inputs + a weight must fit the registers.
#if defined(__AVX512F__)
inline constexpr int kTileOutputs = 6, kTileVectors = 4;  // of 32 registers
#elif defined(__AVX2__)
inline constexpr int kTileOutputs = 6, kTileVectors = 2;  // of 16
#else
inline constexpr int kTileOutputs = 4, kTileVectors = 2;  // of 16, no fused multiply-add
#endif

template <int O, int T>
using Accumulators = F[O][T];

// acc += weights * windows; returns the weights behind those used.
template <int O, int T>
inline const float* multiply_add(Accumulators<O, T>& acc, const float* weights, const float* const* taps, int tap_count,
                                 int stride, int channels, int offset) {
  for (int tap = 0; tap < tap_count; ++tap) {
    const float* x = taps[tap] + offset;
    for (int c = 0; c < channels; ++c) {
      F input[T];
#pragma GCC unroll 8
      for (int t = 0; t < T; ++t) input[t] = load(x + t * kLanes);
#pragma GCC unroll 8
      for (int o = 0; o < O; ++o) {
        const F weight = all(weights[o]);
#pragma GCC unroll 8
        for (int t = 0; t < T; ++t) acc[o][t] = fma(weight, input[t], acc[o][t]);
      }
      weights += O;
      x += stride;
    }
  }
  return weights;
}

// One group of outputs of a convolution, and what becomes of its sums.
// add: rows to add (the residual, or out itself), or null. mixin: inputs of one more tap, or none.
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
};

// Rows 0..O-1 of job.out, T vectors from frame `offset` on.
template <int O, int T>
void conv_tile(const Job& job, int offset) {
  Accumulators<O, T> acc;
#pragma GCC unroll 8
  for (int o = 0; o < O; ++o)
#pragma GCC unroll 8
    for (int t = 0; t < T; ++t) acc[o][t] = all(job.bias[o]);
  if (job.add.data) {
#pragma GCC unroll 8
    for (int o = 0; o < O; ++o)
#pragma GCC unroll 8
      for (int t = 0; t < T; ++t) acc[o][t] += load(job.add.data + o * job.add.stride + offset + t * kLanes);
  }
  if (job.mixin_channels)
    multiply_add<O, T>(acc, job.mixin_weights, &job.mixin.data, 1, job.mixin.stride, job.mixin_channels, offset);
  multiply_add<O, T>(acc, job.weights, job.taps, job.tap_count, job.stride, job.channels, offset);
#pragma GCC unroll 8
  for (int o = 0; o < O; ++o)
#pragma GCC unroll 8
    for (int t = 0; t < T; ++t) store(job.out.data + o * job.out.stride + offset + t * kLanes, acc[o][t]);
}

template <int O>
void conv_rows(const Job& job, int vectors) {
  int v = 0;
  for (; v + kTileVectors <= vectors; v += kTileVectors) conv_tile<O, kTileVectors>(job, v * kLanes);
  if constexpr (kTileVectors == 4) {
    if (vectors - v >= 2) {
      conv_tile<O, 2>(job, v * kLanes);
      v += 2;
    }
  }
  if (v < vectors) conv_tile<O, 1>(job, v * kLanes);
}

// All groups of a convolution; job describes the first. after(first, outputs) is called when rows
// first..first+outputs-1 are there: what it does overlaps with the next group's multiply-adds.
template <class After>
inline void conv_groups(Job job, int out_channels, int vectors, After after) {
  int first = 0;
  const int groups = (out_channels + kTileOutputs - 1) / kTileOutputs;  // as packed_conv.h splits them
  for (int group = 0; group < groups; ++group) {
    const int outputs = out_channels / groups + (group < out_channels % groups ? 1 : 0);
    switch (outputs) {
      case 1:
        conv_rows<1>(job, vectors);
        break;
      case 2:
        conv_rows<2>(job, vectors);
        break;
      case 3:
        conv_rows<3>(job, vectors);
        break;
      case 4:
        conv_rows<4>(job, vectors);
        break;
      case 5:
        if constexpr (kTileOutputs >= 5) conv_rows<5>(job, vectors);
        break;
      case 6:
        if constexpr (kTileOutputs >= 6) conv_rows<6>(job, vectors);
        break;
    }
    after(first, outputs);
    first += outputs;
    job.weights += static_cast<long>(outputs) * job.channels * job.tap_count;
    job.mixin_weights += outputs * job.mixin_channels;
    job.bias += outputs;
    job.out.data += outputs * job.out.stride;
    if (job.add.data) job.add.data += outputs * job.add.stride;
  }
}

inline int vector_count(int frames) { return (frames + kLanes - 1) / kLanes; }

void conv(const ConvView& view, const float* const* taps, int in_stride, Rows out, int frames,
          bool accumulate) noexcept {
  Job job{view.weights, view.bias, taps, view.taps, in_stride, view.in_channels, out};
  if (accumulate) job.add = {out.data, out.stride};
  conv_groups(job, view.out_channels, vector_count(frames), [](int, int) {});
}

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

inline void activate_rows(const ActivationView& a, Rows x, int first, int channels, int n) noexcept {
  switch (a.kind) {
    case ActivationKind::kTanh:
      return for_each_vector(x, first, channels, n, [](F v, int) { return tanh(v); });
    case ActivationKind::kFastTanh:
      return for_each_vector(x, first, channels, n, [](F v, int) {
        const F m = max(v, -v), s = v * v;
        const F top =
            v * (2.45550750702956f + 2.45550750702956f * m + (0.893229853513558f + 0.821226666969744f * m) * s);
        const F w = v + 0.814642734961073f * v * m;
        return top / (2.44506634652299f + (2.44506634652299f + s) * max(w, -w));
      });
    case ActivationKind::kHardTanh:
      return for_each_vector(x, first, channels, n, [](F v, int) { return max(min(v, all(1.0f)), all(-1.0f)); });
    case ActivationKind::kReLU:
      return for_each_vector(x, first, channels, n, [](F v, int) { return max(v, F{}); });
    case ActivationKind::kLeakyReLU:
      return for_each_vector(x, first, channels, n,
                             [s = all(a.slopes[0])](F v, int) { return select_positive(v, v, v * s); });
    case ActivationKind::kPReLU:
      return for_each_vector(x, first, channels, n,
                             [&a](F v, int c) { return select_positive(v, v, v * a.slopes[c % a.slope_count]); });
    case ActivationKind::kSigmoid:
      return for_each_vector(x, first, channels, n, [](F v, int) { return sigmoid(v); });
    case ActivationKind::kSiLU:
      return for_each_vector(x, first, channels, n, [](F v, int) { return v * sigmoid(v); });
    case ActivationKind::kHardSwish:
      return for_each_vector(x, first, channels, n,
                             [](F v, int) { return v * max(min(v + 3.0f, all(6.0f)), F{}) * (1.0f / 6.0f); });
    case ActivationKind::kLeakyHardTanh:
      return for_each_vector(x, first, channels, n, [&a](F v, int) {
        const F low = (v - a.min_value) * a.min_slope + a.min_value;
        const F high = (v - a.max_value) * a.max_slope + a.max_value;
        return select_positive(a.min_value - v, low, select_positive(v - a.max_value, high, v));
      });
    case ActivationKind::kSoftSign:
      return for_each_vector(x, first, channels, n, [](F v, int) { return v / (1.0f + max(v, -v)); });
  }
}

void activate(const ActivationView& activation, Rows x, int channels, int frames) noexcept {
  activate_rows(activation, x, 0, channels, vector_count(frames));
}

void layer(const LayerView& view, const LayerTile& tile) noexcept {
  const int vectors = vector_count(tile.frames);
  const int width = view.conv.out_channels;
  Job job{view.conv.weights, view.conv.bias,        tile.taps,   view.conv.taps,
          tile.in_stride,    view.conv.in_channels, tile.scratch};
  job.mixin_weights = view.mixin.weights;
  job.mixin = tile.condition;
  job.mixin_channels = view.mixin.in_channels;
  conv_groups(job, width, vectors, [&](int first, int outputs) {
    activate_rows(view.activation, tile.scratch, first, outputs, vectors);
    add_rows(tile.head, tile.scratch, first, outputs, vectors);
  });
  if (!tile.out.data) return;
  const float* activated = tile.scratch.data;
  Job residual{view.layer1x1.weights, view.layer1x1.bias, &activated, 1, tile.scratch.stride, width, tile.out};
  residual.add = {tile.taps[view.conv.taps - 1], tile.in_stride};
  conv_groups(residual, view.layer1x1.out_channels, vectors, [](int, int) {});
}

}  // namespace
}  // namespace reamp
