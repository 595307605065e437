// The inner loops of models; a KernelSet holds them for one instruction set.
//
// Everything here is plain data and pointers: this header is compiled with AVX flags, where inline
// library code would leak into programs that run on older processors.
#pragma once

namespace reamp {

enum class ActivationKind {
  kTanh,
  kFastTanh,
  kHardTanh,
  kReLU,
  kLeakyReLU,  // slopes[0]
  kPReLU,      // slopes[channel % slope_count]
  kSigmoid,
  kSiLU,
  kHardSwish,
  kLeakyHardTanh,
  kSoftSign,
};

struct ActivationView {
  ActivationKind kind;
  const float* slopes;
  int slope_count;
  float min_value, max_value, min_slope, max_slope;  // kLeakyHardTanh
};

// Outputs are in groups of nearly equal size, at most `limit`: the number of groups, and the size of one.
constexpr int group_count(int outputs, int limit) { return (outputs + limit - 1) / limit; }
constexpr int group_size(int outputs, int groups, int group) {
  return outputs / groups + (group < outputs % groups ? 1 : 0);
}

// A convolution in the layout of PackedConv: groups of at most `kernels.tile_outputs` outputs, and in
// each group [tap][input][output], so that the inner loop reads its weights in order.
struct ConvView {
  const float* weights;
  const float* bias;  // [out_channels], never null
  int in_channels, out_channels, taps;
};

// Rows of channels: row c is data + c * stride.
struct ConstRows {
  const float* data;
  int stride;
};
struct Rows {
  float* data;
  int stride;
};

// A WaveNet layer without gates or FiLM, in one pass over its tile:
//   z = conv(taps) + mixin(condition); p = activation(z); head += p; out = in + layer1x1(p)
struct LayerView {
  ConvView conv;      // the taps; `mixin` holds the weights of the mix-in
  ConvView mixin;     // 1x1, its bias is ignored
  ConvView layer1x1;  // used when out is given
  ActivationView activation;
};
struct LayerTile {
  const float* const* taps;  // row 0 of each tap's window, oldest first; taps[conv.taps - 1] is now
  int in_stride;
  ConstRows condition;
  Rows scratch;  // [conv.out_channels], the activated signal
  Rows head;     // [conv.out_channels], added to
  Rows out;      // [layer1x1.out_channels]; data null: it is not read
  int frames;
};

// An LSTM layer in the layout of lstm.cpp: groups of `kernels.lanes` hidden units (the last one of 8 where that
// is enough), in each group the gates i, f, g, o side by side, in each gate the units.
struct LstmLayerView {
  const float* bias;     // [4 * hidden]
  const float* weights;  // [inputs + hidden][4 * hidden]
  int inputs, hidden;    // hidden units with their padding
  const float* in;       // input i of frame t: in[t * frame_step + i * input_step]
  int frame_step, input_step;
  float* h;  // [1 + frames][hidden]: the state before the tile, then after each frame
  float* c;  // [hidden]
};

// Spectra are stored in chunks of 64 bins, [64 real][64 imaginary].
constexpr int kChunk = 64;
constexpr int kChunkFloats = 2 * kChunk;

// A transform of `size` complex points, 64, 512 or 4096, as fft.cpp prepares it.
struct FftView {
  int size;
  const float* twist;     // e^(i pi n / 2 size), in chunks
  const float* twiddles;  // of each pass, the largest first
};

struct Kernels {
  int tile_outputs;  // outputs in a register tile

  // out = conv(taps) + bias, or out += ... when accumulate. [audio thread]
  void (*conv)(const ConvView& conv, const float* const* taps, int in_stride, Rows out, int frames,
               bool accumulate) noexcept;

  // x = activation(x) for rows 0..channels-1. |error| <= 1e-6. [audio thread]
  void (*activate)(const ActivationView& activation, Rows x, int channels, int frames) noexcept;

  // One plain WaveNet layer. [audio thread]
  void (*layer)(const LayerView& layer, const LayerTile& tile) noexcept;

  // All layers of an LSTM; the inputs of each are the h of the layer before. [audio thread]
  int lanes;  // of a vector
  void (*lstm)(const LstmLayerView* layers, int layer_count, int frames) noexcept;

  // out[t] = bias + sum(weights * frame t), for frames of `width` numbers in a row, a multiple of 4. Reads and
  // writes up to the next multiple of 4 frames. [audio thread]
  void (*dot_frames)(const float* rows_of_frames, int width, const float* weights, float bias, float* out,
                     int frames) noexcept;

  // out[t] = start[t] + sum(taps[n] * x[t - n]); an even number of taps. Works on whole vectors. [audio thread]
  void (*fir)(const float* taps, int tap_count, const float* x, const float* start, float* out, int frames) noexcept;

  // The spectrum of the 2 * size numbers past, now: products of such spectra are convolutions modulo
  // x^(2 size) + 1. Chunk c of it goes to spectrum + c * chunk_stride. [audio thread]
  void (*fft_forward)(const FftView& fft, const float* past, const float* now, float* work, float* spectrum,
                      int chunk_stride) noexcept;

  // Writes the second half of the numbers, times size, of a spectrum with contiguous chunks, which it destroys.
  // [audio thread]
  void (*fft_inverse)(const FftView& fft, float* spectrum, float* out) noexcept;

  // One chunk of a partitioned convolution: out = sum over p of inputs[(newest + p) % partitions] * impulse[p].
  // [audio thread]
  void (*multiply_spectra)(const float* inputs, int newest, const float* impulse, int partitions, float* out) noexcept;
};

}  // namespace reamp
