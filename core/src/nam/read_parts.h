// The parts of the .nam reader, each for one architecture.
#pragma once

#include <cstdint>

#include "nam/field.h"
#include "nam/spec.h"

namespace reamp {

// What a file may ask for. Real models stay below a thousandth of it.
inline constexpr int kMaxChannels = 1024;
inline constexpr int kMaxLayers = 256;
inline constexpr int kMaxArrays = 64;
inline constexpr int kMaxTaps = 4096;
inline constexpr int kMaxDilation = 1 << 20;
inline constexpr int kMaxReceptiveField = 1 << 24;
inline constexpr int kMaxNesting = 8;

// Counts the memory that a file's networks will take, before any of it is allocated.
class MemoryBudget {
 public:
  // Throws at the field once more than 1 GB is asked for.
  void spend(const Field& field, std::int64_t bytes);

  // For a convolution: its weights, here and in the network, and its past.
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

// Reads a complete model object; the outermost one or one inside it.
SharedSpec read_nested(const Field& model, Reading& reading);

// Each fills in what its architecture determines: net, channels, weight_count, prewarm_frames, frame_cost.
void read_wavenet(const Field& model, Reading& reading, ModelSpec& spec);
void read_convnet(const Field& model, Reading& reading, ModelSpec& spec);
void read_lstm(const Field& model, Reading& reading, ModelSpec& spec);
void read_linear(const Field& model, Reading& reading, ModelSpec& spec);
void read_container(const Field& model, Reading& reading, ModelSpec& spec);

// Throws at a level or a loudness that is no number: the sound depends on it. Whatever else is not understood is none.
ModelMetadata read_metadata(const Field& model);

// One layer array without its weights; its widths are not yet held against its neighbours'.
WaveNetArraySpec read_wavenet_array(const Field& array);

ActivationSpec read_activation(const Field& field);

// A convolution without its weights. `groups`: the field that says so, none for 1.
ConvSpec grouped_conv(int in_channels, int out_channels, const std::optional<Field>& groups, bool has_bias);

int integer_or(const Field& object, const char* key, int low, int high, int otherwise);
bool boolean_or(const Field& object, const char* key, bool otherwise);

}  // namespace reamp
