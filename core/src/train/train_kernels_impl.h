// The inner loops of training, written once; each train_kernels_<isa>.cpp compiles them for its instruction set.
#pragma once

#include "conv_tile.h"
#include "train/train_kernels.h"
#include "train/train_simd.h"

namespace reamp {
namespace {

inline constexpr int kVectors = kTrainFrames / kLanes;  // of a tile

// Shape of the register tile of weight gradients: kOuts x kIns sums, an input for each column and one more.
#if defined(__AVX512F__)
inline constexpr int kGradientOuts = 6;
#else
inline constexpr int kGradientOuts = 3;
#endif

// gradient[o][i] += sum of d[o] * in[i], O x I of them.
template <int O, int I>
[[gnu::noinline]] void gradient_tile(ConstRows d, ConstRows in, float* gradient, int gradient_stride) noexcept {
  F acc[O][4] = {};
  for (int v = 0; v < kVectors; ++v) {
    F left[O];
#pragma GCC unroll 8
    for (int o = 0; o < O; ++o) {
      left[o] = load(d.data + o * d.stride + v * kLanes);
      hold(left[o]);
    }
#pragma GCC unroll 8
    for (int i = 0; i < I; ++i) {
      F right = load(in.data + i * in.stride + v * kLanes);
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
inline void gradient_group(ConstRows d, int outs, ConstRows in, int ins, float* gradient, int stride) noexcept {
  if constexpr (O > 1)
    if (outs < O) return gradient_group<O - 1, I>(d, outs, in, ins, gradient, stride);
  if constexpr (I > 1)
    if (ins < I) return gradient_group<O, I - 1>(d, outs, in, ins, gradient, stride);
  gradient_tile<O, I>(d, in, gradient, stride);
}

inline ConstRows from_row(ConstRows x, int row) { return {x.data + static_cast<long>(row) * x.stride, x.stride}; }

void weight_gradient(ConstRows d, int outs, ConstRows in, int ins, float* gradient) noexcept {
  const int stride = (ins + kGradientWidth - 1) / kGradientWidth * kGradientWidth;
  const int groups = group_count(outs, kGradientOuts);
  for (int group = 0, first = 0; group < groups; ++group) {
    const int size = group_size(outs, groups, group);
    for (int i = 0; i < ins; i += kGradientWidth)
      gradient_group<kGradientOuts, kGradientWidth>(from_row(d, first), size, from_row(in, i),
                                                    ins - i < kGradientWidth ? ins - i : kGradientWidth,
                                                    gradient + first * stride + i, stride);
    first += size;
  }
}

inline float lane_sum(F x) { return lane_sums(x, F{}, F{}, F{})[0]; }

void row_sums(ConstRows x, int rows, float* sums) noexcept {
  for (int r = 0; r < rows; ++r) {
    const float* row = x.data + r * x.stride;
    F sum[4] = {};
    for (int v = 0; v < kVectors; v += 4)
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) sum[i] += load(row + (v + i) * kLanes);
    sums[r] += lane_sum((sum[0] + sum[1]) + (sum[2] + sum[3]));
  }
}

template <TrainActivation kind>
inline F activated(F z) {
  if constexpr (kind == TrainActivation::kTanh) return tanh(z);
  return select_positive(z, z, z * kLeakySlope);
}

// d_z of d_p, where p is the activated signal.
template <TrainActivation kind>
inline F through_activation(F d_p, F p) {
  if constexpr (kind == TrainActivation::kTanh) return fma(-(d_p * p), p, d_p);
  return select_positive(p, d_p, d_p * kLeakySlope);
}

template <TrainActivation kind>
inline void forward_of(const ForwardJob& job) noexcept {
  const int channels = job.conv.out_channels;
  Job conv{job.conv.weights,           job.conv.bias, job.taps, job.conv.taps, job.in_stride, job.conv.in_channels,
           {job.scratch, kTrainFrames}};
  conv.mixin_weights = job.mixin;
  conv.mixin = {job.condition, 0};
  conv.mixin_channels = 1;
  conv_groups(conv, channels, kVectors, [&](int first, int outputs) noexcept {
    for (int c = first; c < first + outputs; ++c) {
      float* row = job.scratch + c * kTrainFrames;
      float* saved = job.saved + c * kTrainFrames;
      float* head = job.head.data ? job.head.data + c * job.head.stride : nullptr;
      for (int v = 0; v < kVectors; ++v) {
        const F p = activated<kind>(load(row + v * kLanes));
        store(row + v * kLanes, p);
        stream(saved + v * kLanes, p);
        if (head) store(head + v * kLanes, load(head + v * kLanes) + p);
      }
    }
  });
  if (!job.out.data) return;
  const float* p = job.scratch;
  Job residual{job.layer1x1.weights, job.layer1x1.bias, &p, 1, kTrainFrames, channels, job.out};
  residual.add = {job.taps[job.conv.taps - 1], job.in_stride};
  conv_groups(residual, channels, kVectors, [](int, int) noexcept {});
}

void forward(const ForwardJob& job) noexcept {
  job.activation == TrainActivation::kTanh ? forward_of<TrainActivation::kTanh>(job)
                                           : forward_of<TrainActivation::kLeakyReLU>(job);
}

// d_z = d_p * activation'(p) in place for some rows, and the gradients of bias and mix-in.
template <TrainActivation kind>
inline void activation_gradient(const BackwardActivationJob& job, int first, int rows) noexcept {
  for (int c = first; c < first + rows; ++c) {
    float* d = job.d_z.data + c * job.d_z.stride;
    const float* p = job.p + c * kTrainFrames;
    F bias[2] = {}, mixin[2] = {};
    for (int v = 0; v < kVectors; v += 2)
#pragma GCC unroll 2
      for (int i = 0; i < 2; ++i) {
        const int at = (v + i) * kLanes;
        const F d_z = through_activation<kind>(load(d + at), load(p + at));
        store(d + at, d_z);
        bias[i] += d_z;
        mixin[i] = fma(d_z, load(job.condition + at), mixin[i]);
      }
    const F4 sums = lane_sums(bias[0] + bias[1], mixin[0] + mixin[1], F{}, F{});
    job.bias[c] += sums[0];
    job.mixin[c] += sums[1];
  }
}

template <TrainActivation kind>
inline void backward_activation_of(const BackwardActivationJob& job) noexcept {
  const int channels = job.channels;
  if (!job.d_out) {
    for (int c = 0; c < channels; ++c)
      for (int v = 0; v < kVectors; ++v)
        store(job.d_z.data + c * job.d_z.stride + v * kLanes,
              job.d_head.data ? load(job.d_head.data + c * job.d_head.stride + v * kLanes) : F{});
    return activation_gradient<kind>(job, 0, channels);
  }
  const ConvView& back = job.transposed1x1;
  Job d_p{back.weights, back.bias, &job.d_out, 1, kTrainFrames, channels, job.d_z};
  d_p.add = job.d_head;
  conv_groups(d_p, channels, kVectors,
              [&](int first, int outputs) noexcept { activation_gradient<kind>(job, first, outputs); });
  weight_gradient(const_train_rows(job.d_out), channels, const_train_rows(job.p), channels, job.weights1x1);
  row_sums(const_train_rows(job.d_out), channels, job.bias1x1);
  Job y{job.minus1x1.weights, job.minus1x1.bias, &job.p, 1, kTrainFrames, channels, train_rows(job.y)};
  y.add = const_train_rows(job.y);
  conv_groups(y, channels, kVectors, [](int, int) noexcept {});
}

void backward_activation(const BackwardActivationJob& job) noexcept {
  job.activation == TrainActivation::kTanh ? backward_activation_of<TrainActivation::kTanh>(job)
                                           : backward_activation_of<TrainActivation::kLeakyReLU>(job);
}

void backward_conv(const BackwardConvJob& job) noexcept {
  const int channels = job.transposed.in_channels, taps = job.transposed.taps;
  Job conv{job.transposed.weights, job.transposed.bias, job.taps, taps, job.stride, channels, train_rows(job.d_y)};
  conv.add = const_train_rows(job.d_y);
  conv_groups(conv, channels, kVectors, [](int, int) noexcept {});
  const int size = channels * ((channels + kGradientWidth - 1) / kGradientWidth * kGradientWidth);
  for (int tap = 0; tap < taps; ++tap)
    weight_gradient({job.taps[tap], job.stride}, channels, const_train_rows(job.y), channels, job.weights + tap * size);
}

void finish_saving() noexcept { stream_fence(); }

}  // namespace
}  // namespace reamp
