// Linear networks: one impulse response.
#pragma once

#include <memory>
#include <vector>

#include "kernels/kernels.h"
#include "nets/net.h"

namespace reamp {

// y[t] = bias + sum(taps[n] * x[t - n]) on each channel; outputs without an input are silent.
struct LinearSpec {
  int receptive_field;
  std::vector<float> taps;  // [receptive_field], taps[0] of the current frame
  float bias;
  int in_channels, out_channels;
};

// Throws std::logic_error when the number of taps is not the receptive field.
std::unique_ptr<Net> make_linear(const LinearSpec& spec, const Kernels& kernels);

}  // namespace reamp
