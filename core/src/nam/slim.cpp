// The sizes of a slimmable model, and cutting a network to one of them.
#include "nam/slim.h"

#include <algorithm>
#include <cmath>

namespace reamp {
namespace {

int choose_submodel(const ContainerSpec& container, std::optional<double> slim) {
  const int last = static_cast<int>(container.submodels.size()) - 1;
  if (!slim) return last;
  int index = 0;
  while (index < last && !(*slim < container.submodels[static_cast<std::size_t>(index)].max_value)) ++index;
  return index;
}

// The index of the size to cut an array to; 0 when there is no choice.
int choose_channels(const WaveNetArraySpec& array, std::optional<double> slim) {
  const int count = static_cast<int>(array.allowed_channels.size());
  if (count == 0) return 0;
  const double index = std::floor(slim.value_or(1.0) * count);
  return index < count ? std::max(0, static_cast<int>(std::max(index, 0.0))) : count - 1;
}

// Keeps only the first outputs and inputs.
void cut(ConvSpec& conv, int in_channels, int out_channels) {
  std::vector<float> kept;
  kept.reserve(static_cast<std::size_t>(out_channels) * in_channels * conv.taps);
  for (int out = 0; out < out_channels; ++out) {
    const float* row = conv.weights.data() + static_cast<std::size_t>(out) * conv.in_channels * conv.taps;
    kept.insert(kept.end(), row, row + static_cast<std::size_t>(in_channels) * conv.taps);
  }
  conv.weights = std::move(kept);
  if (conv.has_bias) conv.bias.resize(static_cast<std::size_t>(out_channels));
  conv.in_channels = in_channels;
  conv.out_channels = out_channels;
}

// Like the official core, cuts scales and shifts as one list: the shifts of a cut film are the scales that
// follow those it keeps.
void cut(std::optional<FilmSpec>& film, int dimension) {
  if (film) cut(film->conv, film->conv.in_channels, (film->shift ? 2 : 1) * dimension);
}

void cut(WaveNetLayerSpec& layer, int channels, int bottleneck) {
  const int width = (layer.gating == Gating::kNone ? 1 : 2) * bottleneck;
  cut(layer.conv, channels, width);
  cut(layer.mixin, layer.mixin.in_channels, width);
  if (layer.layer1x1) cut(*layer.layer1x1, bottleneck, channels);
  if (layer.head1x1) cut(*layer.head1x1, bottleneck, layer.head1x1->out_channels);
  cut(layer.conv_pre_film, channels);
  for (auto* film : {&layer.conv_post_film, &layer.input_mixin_post_film, &layer.activation_pre_film})
    cut(*film, width);
  cut(layer.activation_post_film, bottleneck);
  cut(layer.layer1x1_post_film, channels);
}

// in_channels: of the array before; head_channels: of the array after. The outermost channels stay.
void cut(WaveNetArraySpec& array, int channels, int in_channels, int head_channels) {
  const bool has_layer1x1 = array.layers.front().layer1x1.has_value();
  const int bottleneck = has_layer1x1 ? std::max(1, array.bottleneck * channels / array.channels) : channels;
  cut(array.rechannel, in_channels, channels);
  for (WaveNetLayerSpec& layer : array.layers) cut(layer, channels, bottleneck);
  const bool has_head1x1 = array.layers.front().head1x1.has_value();
  cut(array.head, has_head1x1 ? array.head.in_channels : bottleneck, head_channels);
  array.channels = channels;
  array.bottleneck = bottleneck;
  array.allowed_channels.clear();
}

std::int64_t weight_count(const WaveNetSpec& net) {
  std::int64_t count = 1 + (net.condition ? net.condition->weight_count : 0);
  for_each_conv(net, [&](const ConvSpec& conv) { count += conv.weight_count(); });
  return count;
}

SharedSpec cut_wavenet(const ModelSpec& full, const SlimChoice& choice) {
  auto spec = std::make_shared<ModelSpec>(full);
  auto& net = std::get<WaveNetSpec>(spec->net);
  std::vector<int> channels;
  for (std::size_t i = 0; i < net.arrays.size(); ++i) {
    const WaveNetArraySpec& array = net.arrays[i];
    const bool fixed = array.allowed_channels.empty();
    channels.push_back(fixed ? array.channels : array.allowed_channels[static_cast<std::size_t>(choice[i])]);
  }
  for (std::size_t i = 0; i < net.arrays.size(); ++i) {
    WaveNetArraySpec& array = net.arrays[i];
    cut(array, channels[i], i > 0 ? channels[i - 1] : array.rechannel.in_channels,
        i + 1 < channels.size() ? channels[i + 1] : array.head.out_channels);
  }
  spec->weight_count = weight_count(net);
  return spec;
}

}  // namespace

std::vector<double> slim_breakpoints(const ModelSpec& spec) {
  std::vector<double> points;
  if (const auto* container = std::get_if<ContainerSpec>(&spec.net)) {
    for (const auto& submodel : container->submodels) points.push_back(submodel.max_value);
    points.pop_back();
  } else if (const auto* net = std::get_if<WaveNetSpec>(&spec.net)) {
    for (const WaveNetArraySpec& array : net->arrays)
      for (std::size_t i = 1; i < array.allowed_channels.size(); ++i)
        points.push_back(static_cast<double>(i) / static_cast<double>(array.allowed_channels.size()));
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
  }
  return points;
}

SlimChoice choose_size(const ModelSpec& spec, std::optional<double> slim) {
  if (const auto* container = std::get_if<ContainerSpec>(&spec.net)) return {choose_submodel(*container, slim)};
  SlimChoice choice;
  if (const auto* net = std::get_if<WaveNetSpec>(&spec.net); net && net->is_slimmable())
    for (const WaveNetArraySpec& array : net->arrays) choice.push_back(choose_channels(array, slim));
  return choice;
}

SharedSpec cut_to_size(const SharedSpec& spec, const SlimChoice& choice) {
  if (choice.empty()) return spec;
  if (const auto* container = std::get_if<ContainerSpec>(&spec->net))
    return container->submodels[static_cast<std::size_t>(choice[0])].model;
  return cut_wavenet(*spec, choice);
}

}  // namespace reamp
