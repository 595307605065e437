// The inner loops of training, written once; each isa_<name>.cpp compiles them for its instruction set.
#pragma once

#include "kernels/register_tile.h"
#include "kernels/train_kernels.h"
#include "kernels/train_simd.h"

namespace reamp {
namespace {

inline constexpr int kVectors = kTrainFrames / kLanes;  // of a tile

// Frames per block, so that the input of all groups of outputs stays in the L1 cache; a single group takes the whole
// tile.
inline constexpr int kBlockFrames = 64;
inline int block_frames(int outs) { return outs <= kTileOutputs ? kTrainFrames : kBlockFrames; }

// Computes as many register tiles of T vectors as fit from frame `offset` to `end`; returns where they end.
template <int O, int T, class Finish>
inline int block_tiles(const Job& job, int first, int offset, int end, const Finish& finish) {
  for (; offset + T * kLanes <= end; offset += T * kLanes) {
    Accumulators<O, T> acc;
    conv_sums<O, T, false>(job, first, offset, acc);
    finish(acc, first, offset);
  }
  return offset;
}

template <int O, class Finish>
[[gnu::noinline]] void block_rows(const Job& job, int first, int offset, int end, Finish finish) noexcept {
  constexpr int T = tile_vectors(O);
  offset = block_tiles<O, T>(job, first, offset, end, finish);
  if constexpr (T == 3) offset = block_tiles<O, 2>(job, first, offset, end, finish);  // blocks are of 2^n vectors
  if constexpr (T == 3) block_tiles<O, 1>(job, first, offset, end, finish);
}

template <int O, class Finish>
inline void block_group(const Job& job, int first, int outputs, int offset, int end, const Finish& finish) noexcept {
  if constexpr (O > 1)
    if (outputs < O) return block_group<O - 1>(job, first, outputs, offset, end, finish);
  block_rows<O>(job, first, offset, end, finish);
}

// Convolves the frames from `offset` to `end` of the tile. finish(acc, first, offset) gets each register tile: rows
// from `first` on, frames from `offset` on.
template <class Finish>
inline void conv_block(const Job& job, int outs, int offset, int end, const Finish& finish) noexcept {
  const int groups = group_count(outs, kTileOutputs);
  for (int group = 0, first = 0; group < groups; ++group) {
    const int size = group_size(outs, groups, group);
    block_group<kTileOutputs>(job, first, size, offset, end, finish);
    first += size;
  }
}

// finish(): stores the rows of a tile.
struct Store {
  Rows out;

  template <int O, int T>
  [[gnu::always_inline]] void operator()(const F (&acc)[O][T], int first, int offset) const noexcept {
    float* row = out.data + first * out.stride + offset;
#pragma GCC unroll 8
    for (int o = 0; o < O; ++o, row += out.stride)
#pragma GCC unroll 8
      for (int t = 0; t < T; ++t) store(row + t * kLanes, acc[o][t]);
  }
};

template <TrainActivation kind>
inline F activated(F z) {
  if constexpr (kind == TrainActivation::kTanh) return tanh_or_nan(z);
  return select_positive(z, z, z * kLeakySlope);
}

// d_z from d_p, where p is the activated signal.
template <TrainActivation kind>
inline F through_activation(F d_p, F p) {
  if constexpr (kind == TrainActivation::kTanh) return fma(-(d_p * p), p, d_p);
  return select_positive(p, d_p, d_p * kLeakySlope);
}

// finish(): stores p for the 1x1 in one block and, bypassing the caches, for backward; and adds it to the head.
template <TrainActivation kind>
struct Activate {
  float* scratch;
  float* saved;
  Rows head;

  template <int O, int T>
  [[gnu::always_inline]] void operator()(F (&acc)[O][T], int first, int offset) const noexcept {
    float* p = scratch + first * kTrainFrames + offset;
    float* to = saved + first * kTrainFrames + offset;
#pragma GCC unroll 8
    for (int o = 0; o < O; ++o)
#pragma GCC unroll 8
      for (int t = 0; t < T; ++t) {
        acc[o][t] = activated<kind>(acc[o][t]);
        store(p + o * kTrainFrames + t * kLanes, acc[o][t]);
        stream(to + o * kTrainFrames + t * kLanes, acc[o][t]);
      }
    if (!head.data) return;
    float* sum = head.data + first * head.stride + offset;
#pragma GCC unroll 8
    for (int o = 0; o < O; ++o, sum += head.stride)
#pragma GCC unroll 8
      for (int t = 0; t < T; ++t) store(sum + t * kLanes, load(sum + t * kLanes) + acc[o][t]);
  }
};

template <TrainActivation kind>
inline void forward_of(const ForwardJob& job) noexcept {
  const int channels = job.conv.out_channels;
  Job conv{job.conv.weights, job.conv.bias, job.taps, job.conv.taps, job.in_stride, channels, {}};
  conv.mixin_weights = job.mixin;
  conv.mixin = {job.condition, 0};
  conv.mixin_channels = 1;
  const float* p = job.scratch;
  Job residual{job.layer1x1.weights, job.layer1x1.bias, &p, 1, kTrainFrames, channels, {}};
  residual.add = {job.taps[job.conv.taps - 1], job.in_stride};
  const int step = block_frames(channels);
  for (int t = 0; t < kTrainFrames; t += step) {
    conv_block(conv, channels, t, t + step, Activate<kind>{job.scratch, job.saved, job.head});
    if (job.out.data) conv_block(residual, channels, t, t + step, Store{job.out});
  }
}

void forward(const ForwardJob& job) noexcept {
  job.activation == TrainActivation::kTanh ? forward_of<TrainActivation::kTanh>(job)
                                           : forward_of<TrainActivation::kLeakyReLU>(job);
}

// Shape of the register tile of weight gradients: kOuts x kIns sums, an input for each column, and one operand.
#if defined(__AVX512F__)
inline constexpr int kGradientOuts = 6;
#else
inline constexpr int kGradientOuts = 3;
#endif

// gradient[o][i] += sum of d[o] * in[i], O x I of them; meanwhile prefetches as much as a row of `soon`.
template <int O, int I>
[[gnu::noinline]] void gradient_tile(const float* const* d, ConstRows in, float* gradient, int gradient_stride,
                                     const float* soon) noexcept {
  F acc[O][4] = {};
  const float* rows[O];
#pragma GCC unroll 8
  for (int o = 0; o < O; ++o) rows[o] = d[o];
  for (int t = 0; t < kTrainFrames; t += kLanes) {
    REAMP_PREFETCH(soon + t);
    F left[O];
#pragma GCC unroll 8
    for (int o = 0; o < O; ++o) {
      left[o] = load(rows[o] + t);
      hold(left[o]);
    }
#pragma GCC unroll 8
    for (int i = 0; i < I; ++i) {
      F right = load(in.data + i * in.stride + t);
      hold(right);
#pragma GCC unroll 8
      for (int o = 0; o < O; ++o) acc[o][i] = fma(left[o], right, acc[o][i]);
    }
  }
#pragma GCC unroll 8
  for (int o = 0; o < O; ++o, gradient += gradient_stride)
    store4(gradient, load4(gradient) + lane_sums(acc[o][0], acc[o][1], acc[o][2], acc[o][3]));
}

template <int O, int I>
inline void gradient_group(const float* const* d, int outs, ConstRows in, int ins, float* gradient, int stride,
                           const float* soon) noexcept {
  if constexpr (O > 1)
    if (outs < O) return gradient_group<O - 1, I>(d, outs, in, ins, gradient, stride, soon);
  if constexpr (I > 1)
    if (ins < I) return gradient_group<O, I - 1>(d, outs, in, ins, gradient, stride, soon);
  gradient_tile<O, I>(d, in, gradient, stride, soon);
}

inline ConstRows from_row(ConstRows x, int row) { return {x.data + static_cast<long>(row) * x.stride, x.stride}; }

// Treats the rows of all taps as one long list of outputs.
void weight_gradient(const float* const* taps, int tap_count, int d_stride, int outs, ConstRows in, int ins,
                     float* gradient, Ahead& ahead) noexcept {
  const int stride = (ins + kGradientWidth - 1) / kGradientWidth * kGradientWidth;
  const int rows = tap_count * outs, groups = group_count(rows, kGradientOuts);
  for (int group = 0, tap = 0, out = 0; group < groups; ++group) {
    const int size = group_size(rows, groups, group);
    const float* d[kGradientOuts];
    for (int r = 0; r < size; ++r) {
      d[r] = taps[tap] + static_cast<long>(out) * d_stride;
      if (++out == outs) out = 0, ++tap;
    }
    for (int i = 0; i < ins; i += kGradientWidth) {
      if (ahead.next > ahead.end) ahead.next -= kTrainFrames;
      gradient_group<kGradientOuts, kGradientWidth>(d, size, from_row(in, i),
                                                    ins - i < kGradientWidth ? ins - i : kGradientWidth, gradient + i,
                                                    stride, ahead.next);
    }
    gradient += size * stride;
  }
}

void lane_sums_of_rows(ConstRows x, int rows, float* sums) noexcept {
  for (int r = 0; r < rows; ++r) {
    const float* row = x.data + r * x.stride;
    F sum[4] = {};
    for (int v = 0; v < kVectors; v += 4)
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) sum[i] += load(row + (v + i) * kLanes);
    float* to = sums + r * kGradientLanes;
    store(to, load(to) + ((sum[0] + sum[1]) + (sum[2] + sum[3])));
  }
}

// finish(): stores d_z, and adds it to the gradients of bias and mix-in.
template <TrainActivation kind>
struct Differentiate {
  const float *p, *condition;
  Rows d_z;
  float *bias, *mixin;

  template <int O, int T>
  [[gnu::always_inline]] void operator()(const F (&acc)[O][T], int first, int offset) const noexcept {
    const float* from = p + first * kTrainFrames + offset;
    float* to = d_z.data + first * d_z.stride + offset;
    float *bias_sums = bias + first * kGradientLanes, *mixin_sums = mixin + first * kGradientLanes;
    F x[T];
#pragma GCC unroll 8
    for (int t = 0; t < T; ++t) x[t] = load(condition + offset + t * kLanes);
#pragma GCC unroll 8
    for (int o = 0; o < O; ++o) {
      F bias_sum = load(bias_sums + o * kGradientLanes), mixin_sum = load(mixin_sums + o * kGradientLanes);
#pragma GCC unroll 8
      for (int t = 0; t < T; ++t) {
        const F d = through_activation<kind>(acc[o][t], load(from + o * kTrainFrames + t * kLanes));
        store(to + o * d_z.stride + t * kLanes, d);
        bias_sum += d;
        mixin_sum = fma(d, x[t], mixin_sum);
      }
      store(bias_sums + o * kGradientLanes, bias_sum);
      store(mixin_sums + o * kGradientLanes, mixin_sum);
    }
  }
};

template <TrainActivation kind>
inline void backward_activation_of(const BackwardActivationJob& job) noexcept {
  const int channels = job.channels;
  const Differentiate<kind> differentiate{job.p, job.condition, job.d_z, job.bias, job.mixin};
  const ConvView& back = job.transposed1x1;
  Job d_p{back.weights, back.bias, &job.d_out, job.d_out ? 1 : 0, kTrainFrames, channels, {}};
  d_p.add = job.d_head;
  Job y{job.minus1x1.weights, job.minus1x1.bias, &job.p, 1, kTrainFrames, channels, {}};
  y.add = const_train_rows(job.y);
  const int step = block_frames(channels);
  for (int t = 0; t < kTrainFrames; t += step) {
    conv_block(d_p, channels, t, t + step, differentiate);
    if (job.d_out) conv_block(y, channels, t, t + step, Store{train_rows(job.y)});
  }
  if (!job.d_out) return;
  weight_gradient(&job.d_out, 1, kTrainFrames, channels, const_train_rows(job.p), channels, job.weights1x1, *job.ahead);
  lane_sums_of_rows(const_train_rows(job.d_out), channels, job.bias1x1);
}

void backward_activation(const BackwardActivationJob& job) noexcept {
  job.activation == TrainActivation::kTanh ? backward_activation_of<TrainActivation::kTanh>(job)
                                           : backward_activation_of<TrainActivation::kLeakyReLU>(job);
}

void backward_conv(const BackwardConvJob& job) noexcept {
  const int channels = job.transposed.in_channels, taps = job.transposed.taps;
  Job conv{job.transposed.weights, job.transposed.bias, job.taps, taps, job.stride, channels, {}};
  conv.add = const_train_rows(job.d_y);
  const int step = block_frames(channels);
  for (int t = 0; t < kTrainFrames; t += step) conv_block(conv, channels, t, t + step, Store{train_rows(job.d_y)});
  weight_gradient(job.taps, taps, job.stride, channels, const_train_rows(job.y), channels, job.weights, *job.ahead);
}

void save(ConstRows x, int channels, float* saved) noexcept {
  for (int c = 0; c < channels; ++c)
    for (int v = 0; v < kVectors; ++v)
      stream(saved + c * kTrainFrames + v * kLanes, load(x.data + c * x.stride + v * kLanes));
}

void finish_saving() noexcept { stream_fence(); }

}  // namespace
}  // namespace reamp
