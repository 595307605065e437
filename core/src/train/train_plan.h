// What is computed where: each layer's weights, and the tiles of a sequence in which it has work.
#pragma once

#include <vector>

#include "reamp/training.h"
#include "train/train_weights.h"

namespace reamp {

struct LayerPlan {
  int dilation, past_frames;
  int first_tile;  // of its output
  bool has_out;    // the very last layer's 1x1 is not heard
  WeightSpan conv_weights;
  PackedSpan conv, mixin, layer1x1;
  PackedSpan transposed, transposed1x1, minus1x1;
  GradientSpan conv_gradient, gradient1x1;
  std::size_t mixin_gradient;
};

struct ArrayPlan {
  int inputs, channels, outputs;
  int first_tile;                // of its input
  int head_tile, head_out_tile;  // first of what its head takes, and gives
  bool head_has_bias;
  PackedSpan rechannel, transposed_rechannel, head, transposed_head;
  GradientSpan rechannel_gradient, head_gradient;
  std::vector<LayerPlan> layers;

  // How many layers have outputs in a tile.
  int active_layers(int tile) const noexcept;
};

// Sequences are padded in front to whole tiles, so that their ends, which all layers share, are ends of tiles.
// What lies before a layer's first frame is computed as far as its tile goes, and weighs nothing: no gradient
// leads there.
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
