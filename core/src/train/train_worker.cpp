// Runs sequences through a network and back, tile by tile through all layers.
//
// Forward saves what backward cannot recompute, tile after tile and, in each tile, array after array: the activated
// signal of each layer, the head's input, and the output of the array's last layer. Backward reads it from the end,
// and computes each layer's input by undoing the layers from the last one down: in = out - layer1x1(p).
#include "train/train_worker.h"

#include <algorithm>

#include "kernels/compiler.h"
#include "nets/rows.h"
#include "threads/denormals.h"

namespace reamp {
namespace {

// How far ahead backward prefetches the saved data.
constexpr std::size_t kAheadFloats = 16 * 1024;

constexpr std::size_t floats(int channels) { return static_cast<std::size_t>(channels) * kTrainFrames; }

}  // namespace

TrainWorker::TrainWorker(const TrainPlan& plan, const KernelSet& kernels)
    : plan_(plan), kernels_(kernels.train), conv_kernels_(kernels.infer), arena_(lay_out()) {
  x_ = arena_.take(plan.padded_frames());
  out_ = arena_.take(plan.padded_frames());
  for (float** tile : {&scratch_, &d_y_, &d_y_next_, &d_head_}) *tile = arena_.take(floats(widest()));
  for (Array& array : arrays_) {
    for (Ring& ring : array.layers) ring.place(arena_);
    array.head.place(arena_);
    array.out = arena_.take(floats(widest()));
  }
}

int TrainWorker::widest() const noexcept {
  int channels = 1;
  for (const ArrayPlan& array : plan_.arrays) channels = std::max(channels, array.channels);
  return channels;
}

// Creates the arrays, and returns the number of floats for them and everything else.
std::size_t TrainWorker::lay_out() {
  std::size_t size = 2 * Arena::rounded(plan_.padded_frames()) + 4 * floats(widest()), taps = 1;
  for (const ArrayPlan& array : plan_.arrays) {
    Array work{{}, Ring(std::max(array.channels, array.outputs), array.head.taps - 1), nullptr};
    for (const LayerPlan& layer : array.layers) {
      work.layers.emplace_back(array.channels, layer.past_frames);
      size += work.layers.back().size();
      taps = std::max<std::size_t>(taps, layer.conv.taps);
    }
    taps = std::max<std::size_t>(taps, array.head.taps);
    size += work.head.size() + floats(widest());
    arrays_.push_back(std::move(work));
  }
  taps_.resize(taps);
  return size;
}

const float* const* TrainWorker::windows(const Ring& ring, Window window, int taps, int dilation) noexcept {
  for (int tap = 0; tap < taps; ++tap)
    taps_[static_cast<std::size_t>(tap)] = (ring.*window)((taps - 1 - tap) * dilation);
  return taps_.data();
}

void TrainWorker::conv(const PackedSpan& conv, const float* x, int stride, Rows out, bool accumulate) noexcept {
  conv_kernels_.conv(plan_.weights.view(conv), &x, stride, out, kTrainFrames, accumulate);
}

void TrainWorker::forward(const float* x, float* out, float* saved) noexcept {
  const NoDenormals no_denormals;
  std::copy_n(x, plan_.past_frames + plan_.frames, x_ + plan_.padding);
  for (Array& array : arrays_) {
    for (Ring& ring : array.layers) ring.start_forward();
    array.head.start_forward();
  }
  for (int tile = 0; tile < plan_.tiles; ++tile)
    for (std::size_t a = 0; a < arrays_.size(); ++a)
      if (tile >= plan_.arrays[a].first_tile) saved = forward_array(a, tile, saved);
  std::copy_n(out_ + plan_.padded_frames() - plan_.frames, plan_.frames, out);
  kernels_.finish_saving();
}

float* TrainWorker::forward_array(std::size_t a, int tile, float* saved) noexcept {
  const ArrayPlan& plan = plan_.arrays[a];
  Array& array = arrays_[a];
  const std::size_t active = static_cast<std::size_t>(plan.active_layers(tile));
  const float* in = a == 0 ? condition(tile) : arrays_[a - 1].out;
  conv(plan.rechannel, in, kTrainFrames, array.layers.front().now(), false);
  if (a == 0 && tile >= plan.head_tile) zero_rows(array.head.now(), plan.channels, kTrainFrames);
  for (std::size_t l = 0; l < active; ++l, saved += floats(plan.channels)) forward_layer(a, l, tile, saved);
  // The output of the last active layer, or its input where its output is not used.
  const bool whole = active == plan.layers.size();
  const Rows y = !whole                       ? array.layers[active].now()
                 : plan.layers.back().has_out ? train_rows(array.out)
                                              : array.layers.back().now();
  kernels_.save(as_const(y), plan.channels, saved);
  saved += floats(plan.channels);
  if (!whole) array.layers[active].wrote();
  for (std::size_t l = 0; l < std::min(active + 1, plan.layers.size()); ++l) array.layers[l].forward();
  return tile >= plan.head_tile ? forward_head(a, tile, saved) : saved;
}

void TrainWorker::forward_layer(std::size_t a, std::size_t l, int tile, float* saved) noexcept {
  const ArrayPlan& plan = plan_.arrays[a];
  const LayerPlan& layer = plan.layers[l];
  Array& array = arrays_[a];
  Ring& ring = array.layers[l];
  ring.wrote();
  ForwardJob job{plan_.activation,
                 plan_.weights.view(layer.conv),
                 plan_.weights.view(layer.mixin).weights,
                 plan_.weights.view(layer.layer1x1),
                 windows(ring, &Ring::past, layer.conv.taps, layer.dilation),
                 ring.stride(),
                 condition(tile),
                 scratch_,
                 saved,
                 {},
                 {}};
  if (tile >= plan.head_tile) job.head = array.head.now();
  if (layer.has_out) job.out = l + 1 < plan.layers.size() ? array.layers[l + 1].now() : train_rows(array.out);
  kernels_.forward(job);
}

float* TrainWorker::forward_head(std::size_t a, int tile, float* saved) noexcept {
  const ArrayPlan& plan = plan_.arrays[a];
  Ring& ring = arrays_[a].head;
  kernels_.save(as_const(ring.now()), plan.channels, saved);
  ring.wrote();
  if (tile >= plan.head_out_tile) {
    const Rows out = a + 1 < arrays_.size() ? arrays_[a + 1].head.now()
                                            : Rows{out_ + static_cast<std::size_t>(tile) * kTrainFrames, 0};
    conv_kernels_.conv(plan_.weights.view(plan.head), windows(ring, &Ring::past, plan.head.taps, 1), ring.stride(), out,
                       kTrainFrames, false);
  }
  ring.forward();
  return saved + floats(plan.channels);
}

void TrainWorker::backward(const float* x, const float* d_out, const float* saved, float* gradients) noexcept {
  const NoDenormals no_denormals;
  std::copy_n(x, plan_.past_frames + plan_.frames, x_ + plan_.padding);
  for (Array& array : arrays_) {
    for (Ring& ring : array.layers) ring.start_backward();
    array.head.start_backward();
  }
  float* d_padded = out_;
  const int before = plan_.padded_frames() - plan_.frames;
  std::fill_n(d_padded, before, 0.0f);
  for (int t = 0; t < plan_.frames; ++t) d_padded[before + t] = plan_.head_scale * d_out[t];
  begin_ = saved;
  saved += plan_.saved_floats;
  ahead_ = {saved, saved};
  for (int tile = plan_.tiles - 1; tile >= 0; --tile)
    for (std::size_t a = arrays_.size(); a-- > 0;)
      if (tile >= plan_.arrays[a].first_tile) saved = backward_array(a, tile, saved, gradients);
}

const float* TrainWorker::backward_array(std::size_t a, int tile, const float* saved, float* gradients) noexcept {
  const ArrayPlan& plan = plan_.arrays[a];
  Array& array = arrays_[a];
  const int channels = plan.channels;
  if (tile >= plan.head_tile) saved = backward_head(a, tile, saved, gradients);
  saved -= floats(channels);
  copy_rows(train_rows(scratch_), const_train_rows(saved), channels, kTrainFrames);
  const std::size_t active = static_cast<std::size_t>(plan.active_layers(tile));
  const bool heard_by_next = a + 1 < arrays_.size() && tile >= plan_.arrays[a + 1].first_tile;
  if (heard_by_next)
    std::swap(d_y_, d_y_next_);
  else
    zero_rows(train_rows(d_y_), channels, kTrainFrames);
  if (active < plan.layers.size()) {
    Ring& ring = array.layers[active];
    ring.backward();
    zero_rows(ring.now(), channels, kTrainFrames);
    ring.wrote();
    backward_conv(a, active, gradients);
  }
  for (std::size_t l = active; l-- > 0;) {
    saved -= floats(channels);
    fetch(saved - floats(channels));
    backward_activation(a, l, tile, saved, gradients);
    backward_conv(a, l, gradients);
  }
  const float* in =
      a == 0 ? condition(tile)
             : saved - floats(plan.inputs) - (tile >= plan_.arrays[a - 1].head_tile ? floats(plan.inputs) : 0);
  const float* d_y = d_y_;
  kernels_.weight_gradient(&d_y, 1, kTrainFrames, channels, const_train_rows(in), plan.inputs,
                           gradients + plan.rechannel_gradient.first, ahead_);
  if (a > 0) conv(plan.transposed_rechannel, d_y_, kTrainFrames, train_rows(d_y_next_), false);
  return saved;
}

const float* TrainWorker::backward_head(std::size_t a, int tile, const float* saved, float* gradients) noexcept {
  const ArrayPlan& plan = plan_.arrays[a];
  Ring& ring = arrays_[a].head;
  saved -= floats(plan.channels);
  ring.backward();
  const bool heard = tile >= plan.head_out_tile;
  if (!heard)
    zero_rows(ring.now(), plan.outputs, kTrainFrames);
  else if (a + 1 == arrays_.size())
    copy_rows(ring.now(), {out_ + static_cast<std::size_t>(tile) * kTrainFrames, 0}, 1, kTrainFrames);
  else
    copy_rows(ring.now(), const_train_rows(d_head_), plan.outputs, kTrainFrames);
  ring.wrote();
  if (heard && plan.head_has_bias)
    kernels_.row_sums(as_const(ring.now()), plan.outputs, gradients + plan.head_gradient.bias());
  const float* const* taps = windows(ring, &Ring::future, plan.head.taps, 1);
  kernels_.weight_gradient(taps, plan.head.taps, ring.stride(), plan.outputs, const_train_rows(saved), plan.channels,
                           gradients + plan.head_gradient.first, ahead_);
  conv_kernels_.conv(plan_.weights.view(plan.transposed_head), taps, ring.stride(), train_rows(d_head_), kTrainFrames,
                     false);
  return saved;
}

void TrainWorker::fetch(const float* next) noexcept {
  ahead_.end = std::max(begin_, next - kAheadFloats);
  for (next = std::max(begin_, next); ahead_.next > next;) {
    ahead_.next -= kTrainFrames;
    for (int t = 0; t < kTrainFrames; t += kMaxLanes) REAMP_PREFETCH(ahead_.next + t);
  }
}

void TrainWorker::backward_activation(std::size_t a, std::size_t l, int tile, const float* p,
                                      float* gradients) noexcept {
  const ArrayPlan& plan = plan_.arrays[a];
  const LayerPlan& layer = plan.layers[l];
  Ring& ring = arrays_[a].layers[l];
  ring.backward();
  BackwardActivationJob job{};
  job.activation = plan_.activation;
  job.channels = plan.channels;
  job.p = p;
  job.condition = condition(tile);
  if (tile >= plan.head_tile) job.d_head = const_train_rows(d_head_);
  job.transposed1x1 = plan_.weights.view(layer.transposed1x1);
  job.y = scratch_;
  job.d_z = ring.now();
  job.bias = gradients + layer.conv_gradient.bias();
  job.mixin = gradients + layer.mixin_gradient;
  if (layer.has_out) {
    job.d_out = d_y_;
    job.minus1x1 = plan_.weights.view(layer.minus1x1);
    job.weights1x1 = gradients + layer.gradient1x1.first;
    job.bias1x1 = gradients + layer.gradient1x1.bias();
    job.ahead = &ahead_;
  }
  kernels_.backward_activation(job);
  ring.wrote();
}

void TrainWorker::backward_conv(std::size_t a, std::size_t l, float* gradients) noexcept {
  const LayerPlan& layer = plan_.arrays[a].layers[l];
  const Ring& ring = arrays_[a].layers[l];
  kernels_.backward_conv({plan_.weights.view(layer.transposed),
                          windows(ring, &Ring::future, layer.conv.taps, layer.dilation), ring.stride(), scratch_, d_y_,
                          gradients + layer.conv_gradient.first, &ahead_});
}

}  // namespace reamp
