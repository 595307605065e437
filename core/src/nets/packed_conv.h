// Weights of a convolution in the order the kernels read them.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "kernels/kernels.h"

namespace reamp {

// One packed convolution. `view` stays valid while this or a copy lives.
class PackedConv {
 public:
  PackedConv() = default;

  // weights: dense [out][in][tap], tap 0 the oldest (grouped convolutions: zeros between groups);
  // bias: [out] or empty.
  PackedConv(const Kernels& kernels, const std::vector<float>& weights, const std::vector<float>& bias, int in_channels,
             int out_channels, int taps);

  ConvView view() const noexcept { return packed_ ? packed_->view : ConvView{}; }

 private:
  friend class SharedPack;
  struct Packed {
    std::vector<float> weights, bias;
    ConvView view;
  };

  std::shared_ptr<const Packed> packed_;
};

// The packed convolution that the players of one model share while any of them lives: their weights are then in the
// processor's cache once, and not once for each player. A copy begins empty.
class SharedPack {
 public:
  SharedPack() = default;
  SharedPack(const SharedPack&) noexcept {}
  SharedPack& operator=(const SharedPack&) noexcept { return *this; }

  // What is shared for these kernels and this scale, or else what `make` makes. Any thread may call it.
  template <class Make>
  PackedConv get(const Kernels& kernels, float scale, Make make) const {
    const std::lock_guard guard(mutex_);
    PackedConv conv;
    if (tile_outputs_ == kernels.tile_outputs && scale_ == scale) conv.packed_ = packed_.lock();
    if (conv.packed_) return conv;
    conv = make();
    packed_ = conv.packed_;
    tile_outputs_ = kernels.tile_outputs;
    scale_ = scale;
    return conv;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::weak_ptr<const PackedConv::Packed> packed_;
  mutable int tile_outputs_ = 0;
  mutable float scale_ = 0.0f;
};

}  // namespace reamp
