// Small .nam files, one for each thing a model can be made of, with weights from a fixed sequence.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "reamp/model.h"

namespace reamp::testing {

// A fixed sequence of numbers, the same on every machine.
class Sequence {
 public:
  explicit Sequence(std::uint64_t seed) : state_(seed * 2654435761u + 88172645463325252u) {}

  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  int below(std::size_t limit) { return static_cast<int>(next() % limit); }
  float uniform(float low, float high) { return low + (high - low) * static_cast<float>(next() % 10000) / 10000.0f; }

 private:
  std::uint64_t state_;
};

inline std::string model_text(const std::string& architecture, const std::string& config, const std::string& weights) {
  return R"({"version": "0.7.0", "architecture": ")" + architecture + R"(", "config": {)" + config +
         R"(}, "weights": [)" + weights + R"(], "sample_rate": 48000})";
}

// As many weights as the reader asks for.
inline std::string with_weights(const std::string& architecture, const std::string& config) {
  long count = 0;
  try {
    Model::parse(model_text(architecture, config, ""));
  } catch (const ModelError& error) {
    if (error.field() != "weights") throw;
    count = std::stol(error.problem().substr(std::string("expected ").size()));
  }
  Sequence sequence(7);
  std::string weights;
  for (long i = 0; i < count; ++i)  // above 0 too for what must be: the variance of a batch normalisation
    weights += (i ? ", " : "") + std::to_string(sequence.uniform(architecture == "ConvNet" ? 0.05f : -0.4f, 0.5f));
  return model_text(architecture, config, weights);
}

inline std::string array_text(const std::string& rest) {
  return R"({"input_size": 1, "condition_size": 1, )" + rest + "}";
}

inline std::string plain_wavenet() {
  return with_weights("WaveNet", R"("layers": [)" + array_text(R"("head_size": 2, "channels": 3, "kernel_size": 3,
      "dilations": [1, 2, 70], "activation": "Tanh", "gated": false, "head_bias": false)") +
                                     R"(, {"input_size": 3, "condition_size": 1, "head_size": 1, "channels": 2,
      "kernel_size": 2, "dilations": [8, 300], "activation": "Sigmoid", "gated": true, "head_bias": true}],
      "head": null, "head_scale": 0.02)");
}

inline std::string a2_wavenet() {
  return with_weights("WaveNet", R"("layers": [)" + array_text(R"("channels": 3, "bottleneck": 3,
      "kernel_sizes": [6, 15, 1], "dilations": [7, 1, 41],
      "activation": [{"type": "LeakyReLU", "negative_slope": 0.01}, "SiLU", "Hardswish"],
      "gating_mode": ["none", "none", "none"], "secondary_activation": [null, null, null],
      "layer1x1": {"active": true, "groups": 1}, "head1x1": {"active": false, "out_channels": 1, "groups": 1},
      "head": {"out_channels": 1, "kernel_size": 16, "bias": true, "head_dilation": 2}, "slimmable": null)") +
                                     R"(], "head_scale": 0.01)");
}

// Everything a layer can carry.
inline std::string full_layers(int inputs, int condition) {
  std::string films;
  for (const char* name : {"conv_pre_film", "conv_post_film", "input_mixin_pre_film", "input_mixin_post_film",
                           "activation_pre_film", "activation_post_film", "layer1x1_post_film", "head1x1_post_film"})
    films += std::string(", \"") + name + R"(": {"active": true, "shift": )" + (films.size() % 2 ? "true}" : "false}");
  return R"("in_channels": )" + std::to_string(inputs) + R"(, "layers": [{"input_size": )" + std::to_string(inputs) +
         R"(, "condition_size": )" + std::to_string(condition) + R"(, "channels": 4, "bottleneck": 2, "kernel_size": 2,
      "dilations": [1, 3, 100], "activation": [{"type": "PReLU", "negative_slopes": [0.1, 0.2]}, "Softsign",
      {"type": "LeakyHardtanh", "min_val": -0.5, "max_slope": 0.1}], "gating_mode": ["blended", "gated", "none"],
      "secondary_activation": ["Sigmoid", "Fasttanh", null], "groups_input": 2, "groups_input_mixin": 1,
      "layer1x1": {"active": true, "groups": 2}, "head1x1": {"active": true, "out_channels": 3, "groups": 1},
      "head_size": 2, "head_bias": true)" +
         films + R"(}], "head": {"channels": 3, "out_channels": 1, "kernel_sizes": [3, 2], "activation": "ReLU"},
      "head_scale": 0.5)";
}

inline std::string lstm() { return with_weights("LSTM", R"("num_layers": 2, "input_size": 1, "hidden_size": 5)"); }

inline std::string conditioned_wavenet(const std::string& condition) {
  return with_weights("WaveNet", R"("condition_dsp": )" + condition + ", " + full_layers(1, 1));
}

inline std::string slimmable_wavenet() {
  const char* slimmable = R"("slimmable": {"method": "slice_channels_uniform", "kwargs": {"allowed_channels": )";
  return with_weights("WaveNet", R"("layers": [)" +
                                     array_text(R"("head_size": 4, "channels": 6, "bottleneck": 3,
      "kernel_size": 3, "dilations": [1, 2], "activation": "ReLU", "gating_mode": "gated", "head_bias": false,
      "conv_post_film": {"shift": true}, )" + std::string(slimmable) +
                                                "[2, 3, 6]}}") +
                                     R"(, {"input_size": 6, "condition_size": 1, "head_size": 1, "channels": 4,
      "kernel_size": 2, "dilations": [4], "activation": "Tanh", "head_bias": true, )" +
                                     slimmable + R"([1, 4]}}}], "head_scale": 1)");
}

inline std::string convnet(bool batchnorm) {
  return with_weights("ConvNet", std::string(R"("channels": 4, "dilations": [1, 2, 90], "activation": "Tanh", )") +
                                     R"("groups": 1, "batchnorm": )" + (batchnorm ? "true" : "false"));
}

inline std::string linear(int receptive_field) {
  return with_weights("Linear", R"("bias": true, "receptive_field": )" + std::to_string(receptive_field));
}

inline std::string container() {
  return model_text("SlimmableContainer",
                    R"("submodels": [{"max_value": 0.33, "model": )" + lstm() + R"(}, {"max_value": 0.66, "model": )" +
                        a2_wavenet() + R"(}, {"max_value": 1.0, "model": )" + plain_wavenet() + "}]",
                    "");
}

inline std::vector<std::pair<std::string, std::string>> seeds() {
  return {{"plain WaveNet", plain_wavenet()},
          {"A2 WaveNet", a2_wavenet()},
          {"WaveNet conditioned by an LSTM", conditioned_wavenet(lstm())},
          {"WaveNet conditioned by a WaveNet", conditioned_wavenet(a2_wavenet())},
          {"slimmable WaveNet", slimmable_wavenet()},
          {"LSTM", lstm()},
          {"ConvNet", convnet(false)},
          {"ConvNet with batchnorm", convnet(true)},
          {"short Linear", linear(40)},
          {"long Linear", linear(700)},
          {"container", container()}};
}

}  // namespace reamp::testing
