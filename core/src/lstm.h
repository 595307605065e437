// LSTM networks: any number of layers, hidden units, inputs and outputs.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "kernels.h"
#include "net.h"

namespace reamp {

struct LstmSpec {
  int input_size, hidden_size, num_layers, out_channels;
  std::vector<float> weights;  // as the file has them
};

// sample_rate_hz: what prewarm_frames() counts half a second of; unknown: one frame.
// Throws std::logic_error when the number of weights does not fit the sizes.
std::unique_ptr<Net> make_lstm(const LstmSpec& spec, std::optional<double> sample_rate_hz, const Kernels& kernels);

}  // namespace reamp
