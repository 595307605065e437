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

// One register tile of a convolution: rows first..first+O-1 of out, T vectors from frame `offset` on.
// add: rows to add (the residual, or out itself), or null. mixin: more inputs of one tap, or null.
struct TileJob {
  const float* weights;
  const float* bias;
  const float* const* taps;
  int tap_count, stride, channels;
  const float* mixin_weights;
  ConstRows mixin;
  int mixin_channels;
  ConstRows add;
  Rows out;
};

template <int O, int T>
void conv_tile(const TileJob& job, int offset) {
  Accumulators<O, T> acc;
#pragma GCC unroll 8
  for (int o = 0; o < O; ++o)
#pragma GCC unroll 8
    for (int t = 0; t < T; ++t) {
      acc[o][t] = all(job.bias[o]);
      if (job.add.data) acc[o][t] += load(job.add.data + o * job.add.stride + offset + t * kLanes);
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
void conv_rows(const TileJob& job, int vectors) {
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

inline void conv_group(int outputs, const TileJob& job, int vectors) {
  switch (outputs) {
    case 1: return conv_rows<1>(job, vectors);
    case 2: return conv_rows<2>(job, vectors);
    case 3: return conv_rows<3>(job, vectors);
    case 4: return conv_rows<4>(job, vectors);
    case 5: if constexpr (kTileOutputs >= 5) return conv_rows<5>(job, vectors); break;
    case 6: if constexpr (kTileOutputs >= 6) return conv_rows<6>(job, vectors); break;
  }
}

inline int vector_count(int frames) { return (frames + kLanes - 1) / kLanes; }

inline int group_outputs(int outputs, int group) {  // as packed_conv.h splits them
  const int groups = (outputs + kTileOutputs - 1) / kTileOutputs;
  return outputs / groups + (group < outputs % groups ? 1 : 0);
}

void conv(const ConvView& view, const float* const* taps, int in_stride, Rows out, int frames,
          bool accumulate) noexcept {
  TileJob job{view.weights, view.bias, taps, view.taps, in_stride, view.in_channels, nullptr, {nullptr, 0}, 0,
              {nullptr, 0}, out};
  for (int first = 0, group = 0; first < view.out_channels; ++group) {
    const int outputs = group_outputs(view.out_channels, group);
    if (accumulate) job.add = {job.out.data, job.out.stride};
    conv_group(outputs, job, vector_count(frames));
    job.weights += static_cast<long>(outputs) * view.in_channels * view.taps;
    job.bias += outputs;
    job.out.data += outputs * out.stride;
    first += outputs;
  }
}

// Calls f(x, slope) for every vector of the rows, in place; slope is the row's, for PReLU.
template <class Function>
inline void for_each_vector(Rows x, int channels, int vectors, Function f) {
  for (int c = 0; c < channels; ++c) {
    float* row = x.data + c * x.stride;
    for (int v = 0; v < vectors; ++v) store(row + v * kLanes, f(load(row + v * kLanes), c));
  }
}

void activate(const ActivationView& a, Rows x, int channels, int frames) noexcept {
  const int n = vector_count(frames);
  switch (a.kind) {
    case ActivationKind::kTanh:
      return for_each_vector(x, channels, n, [](F v, int) { return tanh(v); });
    case ActivationKind::kFastTanh:
      return for_each_vector(x, channels, n, [](F v, int) {
        const F m = max(v, -v), s = v * v;
        const F top = v * (2.45550750702956f + 2.45550750702956f * m + (0.893229853513558f + 0.821226666969744f * m) * s);
        const F w = v + 0.814642734961073f * v * m;
        return top / (2.44506634652299f + (2.44506634652299f + s) * max(w, -w));
      });
    case ActivationKind::kHardTanh:
      return for_each_vector(x, channels, n, [](F v, int) { return max(min(v, all(1.0f)), all(-1.0f)); });
    case ActivationKind::kReLU:
      return for_each_vector(x, channels, n, [](F v, int) { return max(v, F{}); });
    case ActivationKind::kLeakyReLU:
      return for_each_vector(x, channels, n, [s = all(a.slopes[0])](F v, int) { return select_positive(v, v, v * s); });
    case ActivationKind::kPReLU:
      return for_each_vector(x, channels, n, [&a](F v, int c) {
        return select_positive(v, v, v * a.slopes[c % a.slope_count]);
      });
    case ActivationKind::kSigmoid:
      return for_each_vector(x, channels, n, [](F v, int) { return sigmoid(v); });
    case ActivationKind::kSiLU:
      return for_each_vector(x, channels, n, [](F v, int) { return v * sigmoid(v); });
    case ActivationKind::kHardSwish:
      return for_each_vector(x, channels, n, [](F v, int) {
        return v * max(min(v + 3.0f, all(6.0f)), F{}) * (1.0f / 6.0f);
      });
    case ActivationKind::kLeakyHardTanh:
      return for_each_vector(x, channels, n, [&a](F v, int) {
        const F low = (v - a.min_value) * a.min_slope + a.min_value;
        const F high = (v - a.max_value) * a.max_slope + a.max_value;
        return select_positive(a.min_value - v, low, select_positive(v - a.max_value, high, v));
      });
    case ActivationKind::kSoftSign:
      return for_each_vector(x, channels, n, [](F v, int) { return v / (1.0f + max(v, -v)); });
  }
}

void layer(const LayerView& view, const LayerTile& tile) noexcept {
  const int vectors = vector_count(tile.frames);
  const ConvView& conv = view.conv;
  TileJob job{conv.weights, conv.bias, tile.taps, conv.taps, tile.in_stride, conv.in_channels,
              view.mixin.weights, tile.condition, view.mixin.in_channels, {nullptr, 0}, tile.scratch};
  float* head = tile.head.data;
  for (int first = 0, group = 0; first < conv.out_channels; ++group) {
    const int outputs = group_outputs(conv.out_channels, group);
    conv_group(outputs, job, vectors);
    ActivationView activation = view.activation;
    if (activation.kind == ActivationKind::kPReLU) {
      // The group's rows begin at `first`: rotate the slopes by starting each row at its own index.
      for (int o = 0; o < outputs; ++o) {
        activation.slopes = view.activation.slopes + (first + o) % view.activation.slope_count;
        activation.slope_count = 1;
        activate(activation, {job.out.data + o * job.out.stride, job.out.stride}, 1, tile.frames);
      }
    } else {
      activate(activation, job.out, outputs, tile.frames);
    }
    for (int o = 0; o < outputs; ++o, head += tile.head.stride)
      for (int v = 0; v < vectors; ++v)
        store(head + v * kLanes, load(head + v * kLanes) + load(job.out.data + o * job.out.stride + v * kLanes));
    job.weights += static_cast<long>(outputs) * conv.in_channels * conv.taps;
    job.mixin_weights += outputs * view.mixin.in_channels;
    job.bias += outputs;
    job.out.data += outputs * tile.scratch.stride;
    first += outputs;
  }
  if (!tile.out.data) return;
  const ConvView& mix = view.layer1x1;
  const float* activated = tile.scratch.data;
  const float* in = tile.taps[conv.taps - 1];
  TileJob residual{mix.weights, mix.bias, &activated, 1, tile.scratch.stride, mix.in_channels, nullptr, {nullptr, 0}, 0,
                   {in, tile.in_stride}, tile.out};
  for (int first = 0, group = 0; first < mix.out_channels; ++group) {
    const int outputs = group_outputs(mix.out_channels, group);
    conv_group(outputs, residual, vectors);
    residual.weights += static_cast<long>(outputs) * mix.in_channels;
    residual.bias += outputs;
    residual.add.data += outputs * tile.in_stride;
    residual.out.data += outputs * tile.out.stride;
    first += outputs;
  }
}

}  // namespace
}  // namespace reamp
