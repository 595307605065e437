// Weights of a convolution in the order the kernels read them.
#include "nets/packed_conv.h"

#include <cstddef>

namespace reamp {

PackedConv::PackedConv(const Kernels& kernels, const std::vector<float>& weights, const std::vector<float>& bias,
                       int in_channels, int out_channels, int taps) {
  const auto packed = std::make_shared<Packed>();
  packed->bias = bias;
  packed->bias.resize(static_cast<std::size_t>(out_channels), 0.0f);
  packed->weights.reserve(weights.size());
  const int groups = group_count(out_channels, kernels.tile_outputs);
  int first = 0;
  for (int group = 0; group < groups; ++group) {
    const int size = group_size(out_channels, groups, group);
    for (int tap = 0; tap < taps; ++tap)
      for (int in = 0; in < in_channels; ++in)
        for (int out = first; out < first + size; ++out)
          packed->weights.push_back(weights[(static_cast<std::size_t>(out) * in_channels + in) * taps + tap]);
    first += size;
  }
  packed->view = {packed->weights.data(), packed->bias.data(), in_channels, out_channels, taps};
  packed_ = packed;
}

}  // namespace reamp
