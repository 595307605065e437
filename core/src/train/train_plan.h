// The plan of a training step: each layer's weights, and the tiles of a sequence that it computes.
#pragma once

#include <vector>

#include "reamp/training.h"
#include "train/train_weights.h"

namespace reamp {

struct LayerPlan {
  int dilation, past_frames;
  int first_tile;  // of its output
  bool has_out;    // false for the very last layer, whose 1x1 is not used
  WeightSpan conv_weights;
  PackedSpan conv, mixin, layer1x1;
  PackedSpan transposed, transposed1x1, minus1x1;
  GradientSpan conv_gradient, gradient1x1;
  std::size_t mixin_gradient;
};

struct ArrayPlan {
  int inputs, channels, outputs;
  int first_tile;                // of its input
  int head_tile, head_out_tile;  // first of its head's input, and output
  bool head_has_bias;
  PackedSpan rechannel, transposed_rechannel, head, transposed_head;
  GradientSpan rechannel_gradient, head_gradient;
  std::vector<LayerPlan> layers;

  // The number of layers that have outputs in a tile.
  int active_layers(int tile) const noexcept;
};

// Sequences are padded in front to whole tiles, so that their ends, which all layers share, are ends of tiles.
// Frames before a layer's first one are computed to the beginning of its tile, but have no effect: no gradient
// reaches them.
struct TrainPlan {
  TrainPlan(const TrainingShape& shape, int frames, const Kernels& kernels);

  int frames, past_frames = 0, tiles = 0;
  int padding = 0;  // before the first frame
  std::size_t weight_count = 0;
  std::size_t saved_floats = 0;  // of one sequence
  TrainActivation activation;
  float head_scale;
  std::vector<ArrayPlan> arrays;
  PackedWeights weights;
  Gradients gradients;

  int padded_frames() const noexcept { return tiles * kTrainFrames; }

 private:
  void add_array(const TrainingArray& array, bool last);
  WeightSpan next(int ins, int outs, int taps, bool has_bias);
  void place_tiles(const TrainingShape& shape);
};

}  // namespace reamp
