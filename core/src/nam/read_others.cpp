// The .nam reader: ConvNet, LSTM, Linear and SlimmableContainer.
#include <algorithm>
#include <cmath>

#include "nam/read_parts.h"

namespace reamp {
namespace {

// Folds batch normalisation, a factor and an offset for each channel, into the convolution before it.
void fold_batchnorm(const Field& weights, WeightCursor& cursor, ConvSpec& conv) {
  const auto mean = cursor.take(conv.out_channels), variance = cursor.take(conv.out_channels);
  const auto gamma = cursor.take(conv.out_channels), beta = cursor.take(conv.out_channels);
  const double epsilon = cursor.take_one();
  conv.has_bias = true;
  conv.bias.resize(static_cast<std::size_t>(conv.out_channels));
  const std::size_t row = static_cast<std::size_t>(conv.in_channels) * conv.taps;
  for (std::size_t c = 0; c < conv.bias.size(); ++c) {
    const double spread = epsilon + variance[c];
    if (!(spread > 0.0)) weights.fail("expected a batch normalisation variance above 0, got " + number_text(spread));
    const double factor = gamma[c] / std::sqrt(spread);
    conv.bias[c] = static_cast<float>(beta[c] - factor * mean[c]);
    bool finite = std::isfinite(conv.bias[c]);
    for (std::size_t i = c * row; i < (c + 1) * row; ++i) {
      conv.weights[i] = static_cast<float>(factor * conv.weights[i]);
      finite = finite && std::isfinite(conv.weights[i]);
    }
    if (!finite) weights.fail("batch normalisation makes weights beyond the range of float32");
  }
}

}  // namespace

void read_convnet(const Field& model, Reading& reading, ModelSpec& spec) {
  const Field config = model.at("config");
  const int channels = config.at("channels").integer(1, kMaxChannels);
  const bool batchnorm = config.at("batchnorm").boolean();
  spec.in_channels = integer_or(config, "in_channels", 1, kMaxChannels, 1);
  spec.out_channels = integer_or(config, "out_channels", 1, kMaxChannels, 1);

  ConvNetSpec net;
  net.activation = read_activation(config.at("activation"));
  const Field dilations = config.at("dilations");
  const auto dilation_items = dilations.items();
  if (dilation_items.empty() || dilation_items.size() > kMaxLayers)
    dilations.fail("expected 1 to 256 dilations, got " + std::to_string(dilation_items.size()));
  std::int64_t expected = 0, past_frames = 0;
  for (const Field& dilation : dilation_items) {
    const int inputs = net.blocks.empty() ? spec.in_channels : channels;
    ConvSpec block = grouped_conv(inputs, channels, config.find("groups"), !batchnorm);
    block.taps = 2;
    block.dilation = dilation.integer(1, kMaxDilation);
    past_frames += block.past_frames();
    expected += block.weight_count() + (batchnorm ? 4 * channels + 1 : 0);
    spec.frame_cost += block.cost();
    reading.memory.spend(dilation, block);
    net.blocks.push_back(std::move(block));
  }
  if (past_frames >= kMaxReceptiveField) dilations.fail("their sum is " + std::to_string(past_frames) + " frames");
  net.head = grouped_conv(channels, spec.out_channels, std::nullopt, true);
  expected += net.head.weight_count();
  spec.frame_cost += net.head.cost();
  reading.memory.spend(config, net.head);

  const Field weights = model.at("weights");
  WeightCursor cursor(weights, expected);
  for (ConvSpec& block : net.blocks) {
    cursor.fill(block);
    if (batchnorm) fold_batchnorm(weights, cursor, block);
  }
  cursor.fill(net.head);
  spec.weight_count = expected;
  spec.prewarm_frames = static_cast<int>(1 + past_frames);
  spec.net = std::move(net);
}

void read_lstm(const Field& model, Reading& reading, ModelSpec& spec) {
  const Field config = model.at("config");
  LstmSpec net;
  net.num_layers = config.at("num_layers").integer(0, kMaxLayers);
  net.input_size = config.at("input_size").integer(1, kMaxChannels);
  net.hidden_size = config.at("hidden_size").integer(1, kMaxChannels);
  spec.in_channels = integer_or(config, "in_channels", 1, kMaxChannels, 1);
  spec.out_channels = integer_or(config, "out_channels", 1, kMaxChannels, 1);
  net.out_channels = spec.out_channels;
  if (net.input_size != spec.in_channels)
    config.at("input_size")
        .fail("expected " + std::to_string(spec.in_channels) + " (in_channels), got " + std::to_string(net.input_size));
  const std::int64_t expected = weight_count(net);
  reading.memory.spend(config, 16 * expected);
  net.weights = WeightCursor(model.at("weights"), expected).take(expected);
  spec.weight_count = expected;
  spec.frame_cost = frame_cost(net);
  spec.prewarm_frames = spec.sample_rate_hz ? std::max(1, static_cast<int>(0.5 * *spec.sample_rate_hz)) : 1;
  spec.net = std::move(net);
}

void read_linear(const Field& model, Reading& reading, ModelSpec& spec) {
  const Field config = model.at("config");
  LinearSpec net;
  net.receptive_field = config.at("receptive_field").integer(1, kMaxReceptiveField);
  const bool has_bias = config.at("bias").boolean();
  if (const auto implementation = config.find("implementation")) {
    std::string name = implementation->text();
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const char* const known[] = {"auto", "direct", "legacy", "old", "fft", "partitioned_fft", "partitioned-fft"};
    if (std::none_of(std::begin(known), std::end(known), [&](const char* k) { return name == k; }))
      implementation->fail("unknown implementation " + in_quotes(name));
  }
  net.in_channels = spec.in_channels = integer_or(config, "in_channels", 1, kMaxChannels, 1);
  net.out_channels = spec.out_channels = integer_or(config, "out_channels", 1, kMaxChannels, 1);
  const std::int64_t expected = net.receptive_field + (has_bias ? 1 : 0);
  reading.memory.spend(config, 64 * expected * std::min(net.in_channels, net.out_channels));
  WeightCursor cursor(model.at("weights"), expected);
  net.taps = cursor.take(net.receptive_field);
  net.bias = has_bias ? cursor.take_one() : 0.0f;
  spec.weight_count = expected;
  spec.frame_cost = expected * std::min(net.in_channels, net.out_channels);
  spec.net = std::move(net);
}

void read_container(const Field& model, Reading& reading, ModelSpec& spec) {
  const Field submodels = model.at("config").at("submodels");
  ContainerSpec net;
  double previous = -INFINITY;
  for (const Field& item : submodels.items()) {
    const Field max_value = item.at("max_value");
    if (!(max_value.number() > previous)) max_value.fail("expected more than the submodel before has");
    previous = max_value.number();
    const Field submodel = item.at("model");
    SharedSpec inner = read_nested(submodel, reading);
    if (inner->in_channels != 1 || inner->out_channels != 1)
      submodel.at("config").fail("expected 1 input and 1 output channel, got " + std::to_string(inner->in_channels) +
                                 " and " + std::to_string(inner->out_channels));
    const auto rate = inner->sample_rate_hz;
    if (rate && spec.sample_rate_hz && *rate != *spec.sample_rate_hz)
      submodel.at("sample_rate")
          .fail("expected " + number_text(*spec.sample_rate_hz) + " (the container's), got " + number_text(*rate));
    net.submodels.push_back({previous, std::move(inner)});
  }
  if (net.submodels.empty()) submodels.fail("expected at least one submodel");
  if (previous < 1.0) submodels.fail("expected the last max_value to be at least 1, got " + number_text(previous));
  const ModelSpec& full = *net.submodels.back().model;
  spec.weight_count = full.weight_count;
  spec.prewarm_frames = full.prewarm_frames;
  spec.frame_cost = full.frame_cost;
  spec.net = std::move(net);
}

}  // namespace reamp
