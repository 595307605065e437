// LSTM networks: any number of layers, hidden units, inputs and outputs.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/kernels.h"
#include "nets/net.h"

namespace reamp {

struct LstmSpec {
  int input_size, hidden_size, num_layers, out_channels;
  std::vector<float> weights;  // as the file has them
};

// The number of weights that a file with these sizes must have.
std::int64_t weight_count(const LstmSpec& spec) noexcept;

// Multiply-adds per frame, including the padding of hidden units; an activation counts as ten.
std::int64_t frame_cost(const LstmSpec& spec) noexcept;

// Throws std::logic_error when the number of weights does not fit the sizes.
std::unique_ptr<Net> make_lstm(const LstmSpec& spec, const Kernels& kernels);

}  // namespace reamp
