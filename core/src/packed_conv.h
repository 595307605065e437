// Weights of a convolution in the order the kernels read them.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels.h"

namespace reamp {

// Owns one packed convolution. `view` stays valid while this lives and when it is moved.
class PackedConv {
 public:
  PackedConv() = default;

  // weights: dense [out][in][tap], tap 0 the oldest (grouped convolutions: zeros between groups);
  // bias: [out] or empty.
  PackedConv(const Kernels& kernels, const std::vector<float>& weights, const std::vector<float>& bias, int in_channels,
             int out_channels, int taps);

  ConvView view() const noexcept;
  int in_channels() const noexcept { return in_channels_; }
  int out_channels() const noexcept { return out_channels_; }
  int taps() const noexcept { return taps_; }

 private:
  std::vector<float> weights_;
  std::vector<float> bias_;
  int in_channels_ = 0, out_channels_ = 0, taps_ = 0;
};

// Size of output group `group` when `outputs` are split into near-equal groups of at most `limit`.
constexpr int group_count(int outputs, int limit) { return (outputs + limit - 1) / limit; }
constexpr int group_size(int outputs, int limit, int group) {
  const int groups = group_count(outputs, limit);
  return outputs / groups + (group < outputs % groups ? 1 : 0);
}

}  // namespace reamp
