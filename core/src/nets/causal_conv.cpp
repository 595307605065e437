// A convolution that remembers the past of its input.
#include "nets/causal_conv.h"

namespace reamp {
namespace {

std::vector<float> scaled(std::vector<float> values, float scale) {
  for (float& v : values) v *= scale;
  return values;
}

}  // namespace

PackedConv pack(const Kernels& kernels, const ConvSpec& spec, float scale) {
  return spec.pack.get(kernels, scale, [&] {
    return PackedConv(kernels, scaled(spec.weights, scale), scaled(spec.bias, scale), spec.in_channels,
                      spec.out_channels, spec.taps);
  });
}

CausalConv::CausalConv(const Kernels& kernels, const ConvSpec& spec, float scale)
    : kernels_(&kernels),
      conv_(pack(kernels, spec, scale)),
      dilation_(spec.dilation),
      past_frames_(static_cast<int>(spec.past_frames())),
      history_(spec.in_channels, past_frames_),
      windows_(static_cast<std::size_t>(spec.taps)) {}

}  // namespace reamp
