// The inner loops of models, written once; each isa_<name>.cpp compiles them for its instruction set.
#pragma once

#include "kernels/register_tile.h"

namespace reamp {
namespace {

// Computes rows first..first+O-1 of job.out, T vectors from frame `offset` on.
template <int O, int T, bool kSum>
inline void conv_tile(const Job& job, int first, int offset) {
  Accumulators<O, T> acc;
  conv_sums<O, T, kSum>(job, first, offset, acc);
  float* out = job.out.data + first * job.out.stride + offset;
  const int out_stride = job.out.stride;  // a copy, because the compiler must assume that stores change the job
#pragma GCC unroll 8
  for (int o = 0; o < O; ++o)
#pragma GCC unroll 8
    for (int t = 0; t < T; ++t) store(out + o * out_stride + t * kLanes, acc[o][t]);
}

// Computes as many tiles of T vectors as fit from vector v on; returns the vector after them.
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

// Computes the group of `outputs` <= O rows from `first` on.
template <int O>
inline void conv_group(const Job& job, int first, int outputs, int vectors) noexcept {
  if constexpr (O > 1)
    if (outputs < O) return conv_group<O - 1>(job, first, outputs, vectors);
  // Only one group adds to job.sum, beside its multiply-adds, which leave the adders idle.
  if (job.sum.data && first == 0) return conv_rows<O, true>(job, first, vectors);
  conv_rows<O, false>(job, first, vectors);
}

// Computes all groups of a convolution. Calls after(first, outputs) when rows first..first+outputs-1 are done:
// its work overlaps with the next group's multiply-adds.
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

void conv(const ConvView& view, const float* const* taps, int in_stride, Rows out, int frames,
          bool accumulate) noexcept {
  Job job{view.weights, view.bias, taps, view.taps, in_stride, view.in_channels, out};
  if (accumulate) job.add = {out.data, out.stride};
  conv_groups(job, view.out_channels, vector_count(frames), [](int, int) noexcept {});
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
      // Below -18, where sigmoid() stays at 2e-8, the product would grow again.
      return for_each_vector(x, first, channels, n, [](F v, int) { return max(all(-18.0f), v) * sigmoid(v); });
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

// A layer whose channels fit one register tile, in one pass: its signal never leaves the registers, and no load
// waits for a store, which makes 2 to 8 channels 10-35 % faster. T vectors from frame `offset` on. (With more
// channels the activation is faster as its own pass, which overlaps with the next group's multiply-adds.)
template <int C, int T, class Activation>
inline void narrow_tile(const Job& job, const LayerView& view, const LayerTile& tile, int offset,
                        Activation activation) {
  Accumulators<C, T> x;
  conv_sums<C, T, false>(job, 0, offset, x);
  float* head = tile.head.data + offset;
#pragma GCC unroll 8
  for (int c = 0; c < C; ++c) {
#pragma GCC unroll 8
    for (int t = 0; t < T; ++t) {
      x[c][t] = activation(x[c][t]);
      store(head + t * kLanes, load(head + t * kLanes) + x[c][t]);
    }
    head += tile.head.stride;
  }
  if (!tile.out.data) return;
  constexpr int kStep = C % 4 == 0 ? 4 : C % 3 == 0 ? 3 : C % 2 == 0 ? 2 : 1;  // outputs at a time
  const float* in = tile.taps[view.conv.taps - 1] + offset;
  float* out = tile.out.data + offset;
  const int in_stride = tile.in_stride, out_stride = tile.out.stride;
  for (int first = 0; first < C; first += kStep) {
    Accumulators<kStep, T> sum;
    const float* weights = view.layer1x1.weights + first;
#pragma GCC unroll 8
    for (int o = 0; o < kStep; ++o)
#pragma GCC unroll 8
      for (int t = 0; t < T; ++t)
        sum[o][t] = all(view.layer1x1.bias[first + o]) + load(in + o * in_stride + t * kLanes);
#pragma GCC unroll 8
    for (int c = 0; c < C; ++c)
#pragma GCC unroll 8
      for (int o = 0; o < kStep; ++o)
#pragma GCC unroll 8
        for (int t = 0; t < T; ++t) sum[o][t] = fma(all(weights[c * C + o]), x[c][t], sum[o][t]);
#pragma GCC unroll 8
    for (int o = 0; o < kStep; ++o)
#pragma GCC unroll 8
      for (int t = 0; t < T; ++t) store(out + o * out_stride + t * kLanes, sum[o][t]);
    in += kStep * in_stride;
    out += kStep * out_stride;
  }
}

template <int C, class Activation>
[[gnu::noinline]] void narrow_rows(const Job& job, const LayerView& view, const LayerTile& tile, int vectors,
                                   Activation activation) noexcept {
  constexpr int T = tile_vectors(C);
  int v = 0;
  for (; v + T <= vectors; v += T) narrow_tile<C, T>(job, view, tile, v * kLanes, activation);
  for (; T > 1 && v < vectors; ++v) narrow_tile<C, 1>(job, view, tile, v * kLanes, activation);
}

// Computes a layer of at most C channels; returns false unless its activation is one of published architectures.
template <int C>
inline bool narrow_layer(const Job& job, const LayerView& view, const LayerTile& tile, int vectors) noexcept {
  if constexpr (C > 1)
    if (view.conv.out_channels < C) return narrow_layer<C - 1>(job, view, tile, vectors);
  const ActivationView& a = view.activation;
  if (a.kind == ActivationKind::kTanh)
    narrow_rows<C>(job, view, tile, vectors, [](F x) { return tanh(x); });
  else if (a.kind == ActivationKind::kLeakyReLU)
    narrow_rows<C>(job, view, tile, vectors, [s = all(a.slopes[0])](F x) { return select_positive(x, x, x * s); });
  else
    return false;
  return true;
}

void layer(const LayerView& view, const LayerTile& tile) noexcept {
  const int vectors = vector_count(tile.frames);
  const int width = view.conv.out_channels;
  Job job{view.conv.weights, view.conv.bias,        tile.taps,   view.conv.taps,
          tile.in_stride,    view.conv.in_channels, tile.scratch};
  job.mixin_weights = view.mixin.weights;
  job.mixin = tile.condition;
  job.mixin_channels = view.mixin.in_channels;
  const bool narrow = width <= kTileOutputs && (!tile.out.data || view.layer1x1.out_channels == width);
  if (narrow && narrow_layer<kTileOutputs>(job, view, tile, vectors)) return;
  conv_groups(job, width, vectors, [&](int first, int outputs) {
    activate_rows(view.activation, tile.scratch, first, outputs, vectors);
    if (!tile.out.data) add_rows(tile.head, tile.scratch, first, outputs, vectors);
  });
  if (!tile.out.data) return;
  const float* activated = tile.scratch.data;
  Job residual{view.layer1x1.weights, view.layer1x1.bias, &activated, 1, tile.scratch.stride, width, tile.out};
  residual.sum = tile.head;
  residual.add = {tile.taps[view.conv.taps - 1], tile.in_stride};
  conv_groups(residual, view.layer1x1.out_channels, vectors, [](int, int) noexcept {});
}

}  // namespace
}  // namespace reamp
