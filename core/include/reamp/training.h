// Output and gradient of a WaveNet on a CPU: forward keeps the activations that backward needs.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reamp {

// One layer array without gates; the input of the network is the condition, one channel.
struct TrainingArray {
  int inputs, channels, outputs;             // outputs: of the head
  std::vector<int> kernel_sizes, dilations;  // of each layer
  int head_kernel = 1;
  bool head_bias = false;
};

enum class TrainingActivation { kTanh, kLeakyReLU };  // LeakyReLU with a slope of 0.01

// The first array has one input, the last one output; otherwise an array's inputs are the channels of the array
// before, its outputs the channels of the array after. head_scale multiplies the output.
struct TrainingShape {
  std::vector<TrainingArray> arrays;
  TrainingActivation activation = TrainingActivation::kTanh;
  float head_scale = 1.0f;
};

// Row b of a batch begins at data + b * stride.
struct TrainingRows {
  const float* data;
  std::ptrdiff_t stride;
};

// Trains on batches of a fixed size: sequences of past_frames() + frames, of which the last `frames` count.
// Weights are flat, in the order of the .nam format without its head scale.
class TrainingNet {
 public:
  // Allocates everything. threads: at most this many, each of which takes whole sequences. instruction_set:
  // baseline, avx2, avx512, or none for the best that this machine supports. Throws std::invalid_argument.
  TrainingNet(TrainingShape shape, int batch, int frames, int threads,
              const std::optional<std::string>& instruction_set = std::nullopt);
  ~TrainingNet();

  std::size_t weight_count() const noexcept;
  int past_frames() const noexcept;
  int batch() const noexcept;
  int frames() const noexcept;
  const char* instruction_set() const noexcept;

  // The memory in use, most of it for activations that forward keeps for backward.
  std::size_t saved_bytes() const noexcept;

  // out: [batch][frames].
  void forward(std::span<const float> weights, TrainingRows x, std::span<float> out);

  // Overwrites `gradient` with that of sum(out * d_out) for the weights; the bits do not depend on the number of
  // threads. Weights and x must be those of the last forward. The 1x1 of the very last layer, whose output is not
  // used, gets zeros.
  void backward(std::span<const float> weights, TrainingRows x, std::span<const float> d_out,
                std::span<float> gradient);

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace reamp
