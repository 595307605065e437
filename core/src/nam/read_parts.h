// The parts of the .nam reader, one for each architecture.
#pragma once

#include <cstdint>

#include "nam/field.h"
#include "nam/spec.h"

namespace reamp {

// Limits of a file. Real models stay below a thousandth of them.
inline constexpr int kMaxChannels = 1024;
inline constexpr int kMaxLayers = 256;
inline constexpr int kMaxArrays = 64;
inline constexpr int kMaxTaps = 4096;
inline constexpr int kMaxDilation = 1 << 20;
inline constexpr int kMaxReceptiveField = 1 << 24;
inline constexpr int kMaxNesting = 8;

// Counts the memory of a file's networks before any of it is allocated.
class MemoryBudget {
 public:
  // Throws with the path of the field when the sum exceeds 1 GB.
  void spend(const Field& field, std::int64_t bytes);

  // Counts a convolution: its weights, here and in the network, and its history.
  void spend(const Field& field, const ConvSpec& conv);

 private:
  std::int64_t bytes_ = 0;
};

struct Reading {
  MemoryBudget memory;
  int nesting = 0;
};

// Takes the weights of one network in the order of its file.
class WeightCursor {
 public:
  // Throws unless the field holds `expected` numbers.
  WeightCursor(const Field& weights, std::int64_t expected);

  std::vector<float> take(std::int64_t count);
  float take_one();
  void fill(ConvSpec& conv);

 private:
  const float* next_;
};

// Reads a complete model object, the outermost or a nested one.
SharedSpec read_nested(const Field& model, Reading& reading);

// Each fills in the fields of its architecture: net, channels, weight_count, prewarm_frames, frame_cost.
void read_wavenet(const Field& model, Reading& reading, ModelSpec& spec);
void read_convnet(const Field& model, Reading& reading, ModelSpec& spec);
void read_lstm(const Field& model, Reading& reading, ModelSpec& spec);
void read_linear(const Field& model, Reading& reading, ModelSpec& spec);
void read_container(const Field& model, Reading& reading, ModelSpec& spec);

// Throws for a level or a loudness that is not a number, because the sound depends on it. Any other field of the wrong
// type has no value.
ModelMetadata read_metadata(const Field& model);

// One layer array without its weights; its widths are not yet compared with its neighbours'.
WaveNetArraySpec read_wavenet_array(const Field& array);

ActivationSpec read_activation(const Field& field);

// A convolution without its weights. `groups`: the field with the number of groups; none for 1.
ConvSpec grouped_conv(int in_channels, int out_channels, const std::optional<Field>& groups, bool has_bias);

int integer_or(const Field& object, const char* key, int low, int high, int otherwise);
bool boolean_or(const Field& object, const char* key, bool otherwise);

}  // namespace reamp
