// Weights of a convolution in the order the kernels read them.
#pragma once

#include <vector>

#include "kernels/kernels.h"

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

 private:
  std::vector<float> weights_;
  std::vector<float> bias_;
  int in_channels_ = 0, out_channels_ = 0, taps_ = 0;
};

}  // namespace reamp
