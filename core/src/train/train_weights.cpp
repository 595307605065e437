// The weights of a network in the orders of the training kernels, and gradients back in the order of the weights.
#include "train/train_weights.h"

#include <algorithm>

namespace reamp {

template <class Source>
PackedSpan PackedWeights::pack(int ins, int outs, int taps, float factor, Source source) {
  const PackedSpan span{size_, size_ + static_cast<std::size_t>(ins) * outs * taps, ins, outs, taps};
  const int groups = group_count(outs, kernels_->tile_outputs);
  for (int group = 0, first = 0; group < groups; ++group) {
    const int size = group_size(outs, groups, group);
    for (int tap = 0; tap < taps; ++tap)
      for (int in = 0; in < ins; ++in)
        for (int out = first; out < first + size; ++out)
          copies_.push_back(
              {static_cast<std::uint32_t>(size_++), static_cast<std::uint32_t>(source(out, in, tap)), factor});
    first += size;
  }
  size_ += static_cast<std::size_t>(outs);  // the bias
  return span;
}

PackedSpan PackedWeights::add(const WeightSpan& conv, float factor) {
  const PackedSpan span =
      pack(conv.ins, conv.outs, conv.taps, factor, [&](int out, int in, int tap) { return conv.at(out, in, tap); });
  if (conv.has_bias)
    for (int out = 0; out < conv.outs; ++out)
      copies_.push_back(
          {static_cast<std::uint32_t>(span.bias + out), static_cast<std::uint32_t>(conv.bias() + out), factor});
  return span;
}

PackedSpan PackedWeights::add_transposed(const WeightSpan& conv) {
  return pack(conv.outs, conv.ins, conv.taps, 1.0f, [&](int out, int in, int tap) { return conv.at(in, out, tap); });
}

void PackedWeights::fill(std::span<const float> weights) noexcept {
  for (const Copy& copy : copies_) packed_[copy.to] = copy.factor * weights[copy.from];
}

GradientSpan Gradients::add(const WeightSpan& conv) {
  const GradientSpan span{size_, conv.ins, conv.outs, conv.taps};
  for (int out = 0; out < conv.outs; ++out)
    for (int in = 0; in < conv.ins; ++in)
      for (int tap = 0; tap < conv.taps; ++tap) place(conv.at(out, in, tap), span.at(out, in, tap), 1);
  size_ = span.bias();
  if (conv.has_bias) add_lanes(conv.bias(), conv.outs);
  return span;
}

std::size_t Gradients::add_lanes(std::size_t first_weight, int count) {
  const std::size_t first = size_;
  for (int i = 0; i < count; ++i, size_ += kGradientLanes) place(first_weight + i, size_, kGradientLanes);
  return first;
}

void Gradients::allocate(int sequences) {
  sequences_ = sequences;
  size_ = (size_ + kMaxLanes - 1) / kMaxLanes * kMaxLanes;  // sequences share no cache line
  sums_ = AlignedBuffer(size_ * static_cast<std::size_t>(sequences));
}

void Gradients::clear(int sequence) noexcept { std::fill_n(of(sequence), size_, 0.0f); }

void Gradients::collect(std::span<float> gradient) const noexcept {
  std::fill(gradient.begin(), gradient.end(), 0.0f);
  for (const Place& place : places_) {
    double sum = 0.0;
    for (int b = 0; b < sequences_; ++b) {
      const float* sums = sums_.data() + static_cast<std::size_t>(b) * size_ + place.sum;
      for (int lane = 0; lane < place.lanes; ++lane) sum += sums[lane];
    }
    gradient[place.weight] = static_cast<float>(sum);
  }
}

}  // namespace reamp
