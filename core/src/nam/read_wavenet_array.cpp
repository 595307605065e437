// The .nam reader: one layer array of a WaveNet, its shapes and activations.
#include <string_view>

#include "nam/read_parts.h"

namespace reamp {
namespace {

// The items of a list that must have one entry for each layer.
std::vector<Field> per_layer(const Field& field, std::size_t layer_count) {
  auto items = field.items();
  if (items.size() != layer_count)
    field.fail("expected one entry for each of " + std::to_string(layer_count) + " dilations, got " +
               std::to_string(items.size()));
  return items;
}

// One value for all layers, or a list with one for each.
std::vector<Field> shared_or_per_layer(const Field& field, std::size_t layer_count) {
  return field.is_list() ? per_layer(field, layer_count) : std::vector<Field>(layer_count, field);
}

std::vector<int> read_kernel_sizes(const Field& array, std::size_t layer_count) {
  const auto list = array.find("kernel_sizes");
  if (list && array.find("kernel_size")) list->fail("kernel_size and kernel_sizes exclude each other");
  if (!list) return std::vector<int>(layer_count, array.at("kernel_size").integer(1, kMaxTaps));
  std::vector<int> sizes;
  for (const Field& item : per_layer(*list, layer_count)) sizes.push_back(item.integer(1, kMaxTaps));
  return sizes;
}

Gating read_gating(const Field& field) {
  const std::string_view name = field.text();
  if (name == "none") return Gating::kNone;
  if (name == "gated") return Gating::kGated;
  if (name == "blended") return Gating::kBlended;
  field.fail("expected none, gated or blended, got " + in_quotes(name));
}

// Sets the gating and the gate's activation of all layers.
void read_gates(const Field& array, std::vector<WaveNetLayerSpec>& layers) {
  ActivationSpec sigmoid;
  sigmoid.kind = ActivationKind::kSigmoid;
  for (WaveNetLayerSpec& layer : layers) layer.secondary = sigmoid;
  const auto mode = array.find_value("gating_mode");
  if (!mode) {
    const auto gated = array.find_value("gated");
    if (gated && gated->boolean())
      for (WaveNetLayerSpec& layer : layers) layer.gating = Gating::kGated;
    return;
  }
  const auto modes = shared_or_per_layer(*mode, layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) layers[i].gating = read_gating(modes[i]);

  const auto secondary = array.find_value("secondary_activation");
  if (!secondary) return;
  if (secondary->is_list() && !mode->is_list())
    secondary->fail("expected one activation, because gating_mode is one, got a list");
  const auto secondaries = shared_or_per_layer(*secondary, layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i)
    if (layers[i].gating != Gating::kNone) layers[i].secondary = read_activation(secondaries[i]);
}

// A 1x1 from the bottleneck that `field` may switch on.
std::optional<ConvSpec> read_1x1(const std::optional<Field>& field, int bottleneck, int out_channels) {
  if (!field || !field->at("active").boolean()) return std::nullopt;
  return grouped_conv(bottleneck, out_channels, field->at("groups"), true);
}

std::optional<FilmSpec> read_film(const Field& array, const char* key, int condition_size, int dimension) {
  const auto field = array.find(key);
  if (!field || field->is_false() || !boolean_or(*field, "active", true)) return std::nullopt;
  const bool shift = boolean_or(*field, "shift", true);
  return FilmSpec{grouped_conv(condition_size, (shift ? 2 : 1) * dimension, field->find("groups"), true), shift};
}

// The width of the signal that the film at the slot acts on; 0: there is no such signal.
int film_dimension(const WaveNetArraySpec& array, const WaveNetLayerSpec& layer, const FilmSlot& slot) {
  using Layer = WaveNetLayerSpec;
  if (slot.film == &Layer::conv_pre_film) return array.channels;
  if (slot.film == &Layer::input_mixin_pre_film) return layer.mixin.in_channels;
  if (slot.film == &Layer::activation_post_film) return array.bottleneck;
  if (slot.film == &Layer::layer1x1_post_film) return layer.layer1x1 ? array.channels : 0;
  if (slot.film == &Layer::head1x1_post_film) return layer.head1x1 ? layer.head1x1->out_channels : 0;
  return layer.conv.out_channels;
}

void read_films(const Field& field, const WaveNetArraySpec& array, WaveNetLayerSpec& layer) {
  for (const FilmSlot& slot : kFilmSlots) {
    const int dimension = film_dimension(array, layer, slot);
    layer.*slot.film = read_film(field, slot.key, layer.mixin.in_channels, dimension);
    if (dimension == 0 && layer.*slot.film)
      field.at(slot.key).fail("there is nothing for it to act on: the 1x1 before it is not active");
  }
}

ConvSpec read_head(const Field& array, int in_channels) {
  ConvSpec conv{.in_channels = in_channels};
  if (const auto head = array.find_value("head")) {
    conv.out_channels = head->at("out_channels").integer(1, kMaxChannels);
    conv.taps = head->at("kernel_size").integer(1, kMaxTaps);
    conv.has_bias = head->at("bias").boolean();
    conv.dilation = integer_or(*head, "head_dilation", 1, kMaxDilation, 1);
  } else {
    conv.out_channels = array.at("head_size").integer(1, kMaxChannels);
    conv.has_bias = array.at("head_bias").boolean();
  }
  return conv;
}

// The sizes a slimmable array can be cut to; none when it is not slimmable.
std::vector<int> read_allowed_channels(const Field& array, int channels) {
  const auto slimmable = array.find_value("slimmable");
  if (!slimmable) return {};
  const Field method = slimmable->at("method");
  if (method.text().empty()) return {};
  if (method.text() != "slice_channels_uniform") method.fail("unknown method " + in_quotes(method.text()));
  std::vector<int> allowed;
  const auto kwargs = slimmable->find("kwargs");
  const auto list = kwargs ? kwargs->find("allowed_channels") : std::nullopt;
  if (!list) {
    for (int c = 1; c <= channels; ++c) allowed.push_back(c);
    return allowed;
  }
  for (const Field& item : list->items()) {
    const int c = item.integer(1, channels);
    if (!allowed.empty() && c <= allowed.back()) item.fail("expected more than the entry before");
    allowed.push_back(c);
  }
  if (allowed.empty() || allowed.back() != channels)
    list->fail("expected the last entry to be " + std::to_string(channels) + " (channels)");
  return allowed;
}

}  // namespace

WaveNetArraySpec read_wavenet_array(const Field& field) {
  WaveNetArraySpec array;
  const int condition_size = field.at("condition_size").integer(1, kMaxChannels);
  array.channels = field.at("channels").integer(1, kMaxChannels);
  array.bottleneck = integer_or(field, "bottleneck", 1, kMaxChannels, array.channels);
  array.rechannel.in_channels = field.at("input_size").integer(1, kMaxChannels);
  array.rechannel.out_channels = array.channels;

  const Field dilations = field.at("dilations");
  const auto dilation_items = dilations.items();
  if (dilation_items.empty() || dilation_items.size() > kMaxLayers)
    dilations.fail("expected 1 to 256 dilations, got " + std::to_string(dilation_items.size()));
  array.layers.resize(dilation_items.size());
  const auto kernel_sizes = read_kernel_sizes(field, array.layers.size());
  const auto activations = shared_or_per_layer(field.at("activation"), array.layers.size());
  read_gates(field, array.layers);
  const auto layer1x1 = field.find_value("layer1x1"), head1x1 = field.find_value("head1x1");
  if (layer1x1 && !layer1x1->at("active").boolean() && array.bottleneck != array.channels)
    layer1x1->at("active").fail("expected true, because bottleneck differs from channels");
  int head_width = array.bottleneck;
  if (head1x1 && head1x1->at("active").boolean()) head_width = head1x1->at("out_channels").integer(1, kMaxChannels);

  for (std::size_t i = 0; i < array.layers.size(); ++i) {
    WaveNetLayerSpec& layer = array.layers[i];
    const int width = (layer.gating == Gating::kNone ? 1 : 2) * array.bottleneck;
    layer.conv = grouped_conv(array.channels, width, field.find("groups_input"), true);
    layer.conv.taps = kernel_sizes[i];
    layer.conv.dilation = dilation_items[i].integer(1, kMaxDilation);
    layer.mixin = grouped_conv(condition_size, width, field.find("groups_input_mixin"), false);
    layer.activation = read_activation(activations[i]);
    layer.layer1x1 = layer1x1
                         ? read_1x1(layer1x1, array.bottleneck, array.channels)
                         : ConvSpec{.in_channels = array.bottleneck, .out_channels = array.channels, .has_bias = true};
    layer.head1x1 = read_1x1(head1x1, array.bottleneck, head_width);
    read_films(field, array, layer);
  }
  array.head = read_head(field, head_width);
  array.allowed_channels = read_allowed_channels(field, array.channels);
  return array;
}

}  // namespace reamp
