// A model as read from its file: checked, complete, free of JSON. Networks are built from these.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "kernels/kernels.h"
#include "nets/linear.h"
#include "nets/lstm.h"
#include "nets/packed_conv.h"
#include "reamp/model.h"

namespace reamp {

struct ModelSpec;
using SharedSpec = std::shared_ptr<const ModelSpec>;

struct ActivationSpec {
  ActivationKind kind = ActivationKind::kTanh;
  std::vector<float> slopes;
  float min_value = -1.0f, max_value = 1.0f, min_slope = 0.01f, max_slope = 0.01f;

  ActivationView view() const noexcept {
    return {kind, slopes.data(), static_cast<int>(slopes.size()), min_value, max_value, min_slope, max_slope};
  }
};

// A causal convolution; a 1x1 has a single tap.
struct ConvSpec {
  int in_channels = 1, out_channels = 1, taps = 1, dilation = 1, groups = 1;
  bool has_bias = false;
  std::vector<float> weights = {};  // [out][in][tap], tap 0 the oldest; zeros between groups
  std::vector<float> bias = {};     // [out] or empty
  SharedPack pack = {};

  std::int64_t past_frames() const noexcept { return std::int64_t{1} * dilation * (taps - 1); }
  std::int64_t macs() const noexcept { return dense_macs() / groups; }
  std::int64_t dense_macs() const noexcept { return std::int64_t{1} * out_channels * in_channels * taps; }
  std::int64_t weight_count() const noexcept { return macs() + (has_bias ? out_channels : 0); }  // in the file
  // Multiply-adds per frame, including zeros between groups, plus ten to store, activate and add up an output.
  std::int64_t cost() const noexcept { return dense_macs() + 10 * out_channels; }
};

// Scales (and shifts) a signal by the output of a 1x1 on the condition: scales first, then shifts.
struct FilmSpec {
  ConvSpec conv;
  bool shift = true;
};

enum class Gating { kNone, kGated, kBlended };

struct WaveNetLayerSpec {
  ConvSpec conv;   // channels -> bottleneck, or twice that when gated or blended
  ConvSpec mixin;  // condition -> the same
  ActivationSpec activation;
  Gating gating = Gating::kNone;
  ActivationSpec secondary;  // of the gate
  std::optional<ConvSpec> layer1x1, head1x1;
  std::optional<FilmSpec> conv_pre_film, conv_post_film, input_mixin_pre_film, input_mixin_post_film,
      activation_pre_film, activation_post_film, layer1x1_post_film, head1x1_post_film;
};

struct FilmSlot {
  const char* key;
  std::optional<FilmSpec> WaveNetLayerSpec::* film;
};
inline constexpr FilmSlot kFilmSlots[] = {
    // in the order of the file
    {"conv_pre_film", &WaveNetLayerSpec::conv_pre_film},
    {"conv_post_film", &WaveNetLayerSpec::conv_post_film},
    {"input_mixin_pre_film", &WaveNetLayerSpec::input_mixin_pre_film},
    {"input_mixin_post_film", &WaveNetLayerSpec::input_mixin_post_film},
    {"activation_pre_film", &WaveNetLayerSpec::activation_pre_film},
    {"activation_post_film", &WaveNetLayerSpec::activation_post_film},
    {"layer1x1_post_film", &WaveNetLayerSpec::layer1x1_post_film},
    {"head1x1_post_film", &WaveNetLayerSpec::head1x1_post_film},
};

struct WaveNetArraySpec {
  int channels = 1, bottleneck = 1;
  ConvSpec rechannel;
  std::vector<WaveNetLayerSpec> layers;
  ConvSpec head;
  std::vector<int> allowed_channels;  // sizes it can be cut to, ascending; empty: only the full one
};

struct WaveNetSpec {
  std::vector<WaveNetArraySpec> arrays;
  ActivationSpec post_activation;
  std::vector<ConvSpec> post_head;  // each after post_activation
  float head_scale = 1.0f;
  SharedSpec condition;  // null: the input is the condition

  bool is_slimmable() const noexcept {
    for (const WaveNetArraySpec& array : arrays)
      if (!array.allowed_channels.empty()) return true;
    return false;
  }
};

// Calls f(conv) for every convolution of the network in the order of the file. The head scale follows them.
template <class Spec, class Function>
void for_each_conv(Spec& spec, Function f) {
  for (auto& array : spec.arrays) {
    f(array.rechannel);
    for (auto& layer : array.layers) {
      f(layer.conv);
      f(layer.mixin);
      if (layer.layer1x1) f(*layer.layer1x1);
      if (layer.head1x1) f(*layer.head1x1);
      for (const FilmSlot& slot : kFilmSlots)
        if (auto& film = layer.*slot.film) f(film->conv);
    }
    f(array.head);
  }
  for (auto& conv : spec.post_head) f(conv);
}

struct ConvNetSpec {
  std::vector<ConvSpec> blocks;  // batch normalisation already in their weights
  ActivationSpec activation;
  ConvSpec head;
};

struct ContainerSpec {
  struct Submodel {
    double max_value;  // plays for slim values below it
    SharedSpec model;
  };
  std::vector<Submodel> submodels;  // the last is the full size
};

struct ModelSpec {
  std::string architecture;
  std::string version;
  std::optional<double> sample_rate_hz;
  int in_channels = 1, out_channels = 1;
  std::int64_t weight_count = 0;  // in the file, with those of the networks inside
  int prewarm_frames = 0;         // frames of silence that settle it, as in the official core
  std::int64_t frame_cost = 0;    // multiply-adds per frame
  ModelMetadata metadata;         // of the outermost model; those inside have none
  std::variant<WaveNetSpec, ConvNetSpec, LstmSpec, LinearSpec, ContainerSpec> net;
};

}  // namespace reamp
