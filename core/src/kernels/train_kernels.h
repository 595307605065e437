// The inner loops of training for one instruction set, on tiles of kTrainFrames frames.
//
// Plain data and pointers, as in kernels.h.
#pragma once

#include "kernels/kernels.h"

namespace reamp {

// Longer than a tile of inference, because a weight's gradient is summed over the lanes of a vector once per tile.
inline constexpr int kTrainFrames = 256;

// Rows of weight gradients are padded to a multiple of kGradientWidth inputs; gradients of biases and mix-ins are kept
// as kGradientLanes sums, the lanes of the widest vector.
inline constexpr int kGradientWidth = 4;
inline constexpr int kGradientLanes = 16;

// [channels][kTrainFrames], or rows with a stride of their own.
constexpr ConstRows const_train_rows(const float* data) { return {data, kTrainFrames}; }
constexpr Rows train_rows(float* data) { return {data, kTrainFrames}; }

enum class TrainActivation { kTanh, kLeakyReLU };
inline constexpr float kLeakySlope = 0.01f;

// p = activation(conv(taps) + mixin * condition); head += p; out = in + layer1x1(p)
struct ForwardJob {
  TrainActivation activation;
  ConvView conv;
  const float* mixin;  // [channels]
  ConvView layer1x1;
  const float* const* taps;  // of the layer's input, as in LayerTile
  int in_stride;
  const float* condition;  // [kTrainFrames]
  float* scratch;          // [channels][kTrainFrames]
  float* saved;            // [channels][kTrainFrames]: p for backward, bypassing the caches
  Rows head;               // data null: not used in this tile
  Rows out;                // data null: not used
};

// The saved data that backward reads next, from the end on; it is prefetched during other work.
struct Ahead {
  const float *next, *end;
};

// d_p = d_head + transposed layer1x1(d_out); d_z = d_p * activation'(p); y -= layer1x1(p)
struct BackwardActivationJob {
  TrainActivation activation;
  int channels;
  const float* p;          // [channels][kTrainFrames]
  const float* condition;  // [kTrainFrames]
  ConvView transposed1x1, minus1x1;
  ConstRows d_head;    // data null: not used in this tile
  const float* d_out;  // [channels][kTrainFrames]; null: the output is not used
  float* y;            // [channels][kTrainFrames]: the layer's output, then its input
  Rows d_z;
  // Gradients, added to: [channels][kGradientLanes], but [channels][padded channels] of the 1x1.
  float *bias, *mixin, *bias1x1, *weights1x1;
  Ahead* ahead;
};

// d_y += transposed conv(d_z); the conv's weights' gradient += d_z x y
struct BackwardConvJob {
  ConvView transposed;
  const float* const* taps;  // row 0 of the window of d_z that each tap acts on
  int stride;
  const float* y;  // [channels][kTrainFrames]
  float* d_y;      // [channels][kTrainFrames]
  float* weights;  // gradient, [tap][channels][padded channels], added to
  Ahead* ahead;
};

struct TrainKernels {
  void (*forward)(const ForwardJob& job) noexcept;
  void (*backward_activation)(const BackwardActivationJob& job) noexcept;
  void (*backward_conv)(const BackwardConvJob& job) noexcept;

  // gradient[tap][o][i] += sum over a tile of d[o] * in[i], where d is the window of each tap; rows of padded `ins`.
  void (*weight_gradient)(const float* const* taps, int tap_count, int d_stride, int outs, ConstRows in, int ins,
                          float* gradient, Ahead& ahead) noexcept;

  // sums[r][lane] += sum over a tile of x[r]
  void (*row_sums)(ConstRows x, int rows, float* sums) noexcept;

  // Copies a tile, bypassing the caches.
  void (*save)(ConstRows x, int channels, float* saved) noexcept;

  // Makes the data that bypassed the caches visible to other threads.
  void (*finish_saving)() noexcept;
};

}  // namespace reamp
