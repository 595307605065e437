// The plan of a training step: each layer's weights, and the tiles of a sequence that it computes.
#include "train/train_plan.h"

#include <algorithm>

namespace reamp {

int ArrayPlan::active_layers(int tile) const noexcept {
  return static_cast<int>(
      std::count_if(layers.begin(), layers.end(), [&](const LayerPlan& layer) { return tile >= layer.first_tile; }));
}

TrainPlan::TrainPlan(const TrainingShape& shape, int frames, const Kernels& kernels)
    : frames(frames),
      activation(shape.activation == TrainingActivation::kTanh ? TrainActivation::kTanh : TrainActivation::kLeakyReLU),
      head_scale(shape.head_scale),
      weights(kernels) {
  for (const TrainingArray& array : shape.arrays) add_array(array, &array == &shape.arrays.back());
  weights.allocate();
  place_tiles(shape);
}

WeightSpan TrainPlan::next(int ins, int outs, int taps, bool has_bias) {
  const WeightSpan span{weight_count, ins, outs, taps, has_bias};
  weight_count = span.end();
  return span;
}

void TrainPlan::add_array(const TrainingArray& array, bool last) {
  ArrayPlan plan{};
  plan.inputs = array.inputs;
  plan.channels = array.channels;
  plan.outputs = array.outputs;
  plan.head_has_bias = array.head_bias;
  const WeightSpan rechannel = next(array.inputs, array.channels, 1, false);
  plan.rechannel = weights.add(rechannel);
  plan.transposed_rechannel = weights.add_transposed(rechannel);
  plan.rechannel_gradient = gradients.add(rechannel);
  for (std::size_t l = 0; l < array.dilations.size(); ++l) {
    LayerPlan layer{};
    layer.dilation = array.dilations[l];
    layer.past_frames = (array.kernel_sizes[l] - 1) * array.dilations[l];
    layer.has_out = !(last && l + 1 == array.dilations.size());
    const WeightSpan conv = next(array.channels, array.channels, array.kernel_sizes[l], true);
    const WeightSpan mixin = next(1, array.channels, 1, false);
    const WeightSpan layer1x1 = next(array.channels, array.channels, 1, true);
    layer.conv = weights.add(conv);
    layer.transposed = weights.add_transposed(conv);
    layer.conv_gradient = gradients.add(conv);
    layer.mixin = weights.add(mixin);
    layer.mixin_gradient = gradients.add_lanes(mixin.first, array.channels);
    layer.transposed1x1 = weights.add_transposed(layer1x1);
    if (layer.has_out) {
      layer.layer1x1 = weights.add(layer1x1);
      layer.minus1x1 = weights.add(layer1x1, -1.0f);
      layer.gradient1x1 = gradients.add(layer1x1);
    }
    plan.layers.push_back(layer);
  }
  const WeightSpan head = next(array.channels, array.outputs, array.head_kernel, array.head_bias);
  plan.head = weights.add(head, last ? head_scale : 1.0f);
  plan.transposed_head = weights.add_transposed(head);
  plan.head_gradient = gradients.add(head);
  arrays.push_back(std::move(plan));
}

void TrainPlan::place_tiles(const TrainingShape& shape) {
  int layers_past = 0;
  for (const ArrayPlan& array : arrays)
    for (const LayerPlan& layer : array.layers) layers_past += layer.past_frames;
  past_frames = layers_past;
  for (const TrainingArray& array : shape.arrays) past_frames += array.head_kernel - 1;
  tiles = (past_frames + frames + kTrainFrames - 1) / kTrainFrames;
  padding = padded_frames() - past_frames - frames;
  int first = padding, head_first = padding + layers_past;
  for (std::size_t a = 0; a < arrays.size(); ++a) {
    ArrayPlan& array = arrays[a];
    array.first_tile = first / kTrainFrames;
    for (LayerPlan& layer : array.layers) {
      first += layer.past_frames;
      layer.first_tile = first / kTrainFrames;
    }
    array.head_tile = head_first / kTrainFrames;
    head_first += shape.arrays[a].head_kernel - 1;
    array.head_out_tile = head_first / kTrainFrames;
    const auto rows = static_cast<std::size_t>(array.channels) * kTrainFrames;
    for (const LayerPlan& layer : array.layers) saved_floats += rows * (tiles - layer.first_tile);
    saved_floats += rows * (tiles - array.first_tile) + rows * (tiles - array.head_tile);
  }
}

}  // namespace reamp
