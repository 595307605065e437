// The .nam reader: WaveNet, how its layer arrays fit each other, the condition and the weights.
#include "nam/read_parts.h"
#include "reamp/error.h"

namespace reamp {
namespace {

void expect_width(const Field& field, const char* key, int width, int expected, const char* whose) {
  if (width != expected)
    field.at(key).fail("expected " + std::to_string(expected) + " (" + whose + "), got " + std::to_string(width));
}

SharedSpec read_condition(const Field& config, Reading& reading, const ModelSpec& outer) {
  const auto field = config.find_value("condition_dsp");
  if (!field) return nullptr;
  SharedSpec condition = read_nested(*field, reading);
  if (condition->sample_rate_hz != outer.sample_rate_hz) {
    const auto text = [](const std::optional<double>& rate) { return rate ? number_text(*rate) : "none"; };
    throw ModelError(
        field->path() + ".sample_rate",
        "expected " + text(outer.sample_rate_hz) + " (the outer model's), got " + text(condition->sample_rate_hz));
  }
  if (condition->in_channels != outer.in_channels)
    field->at("config").fail("expected " + std::to_string(outer.in_channels) +
                             " input channels (the outer model's), got " + std::to_string(condition->in_channels));
  return condition;
}

// Compares the widths of one array with those before it.
void check_couplings(const Field& field, const WaveNetArraySpec& array, const WaveNetArraySpec* before,
                     const ModelSpec& spec, const ModelSpec* condition) {
  const int condition_size = array.layers.front().mixin.in_channels;
  expect_width(field, "condition_size", condition_size, condition ? condition->out_channels : spec.in_channels,
               condition ? "outputs of condition_dsp" : "in_channels");
  expect_width(field, "input_size", array.rechannel.in_channels, before ? before->channels : spec.in_channels,
               before ? "channels of the array before" : "in_channels");
  if (!before) return;
  const int head = before->head.out_channels;
  expect_width(field, "channels", array.channels, head, "head outputs of the array before");
  if (array.head.in_channels != head)
    field.at(array.layers.front().head1x1 ? "head1x1" : "bottleneck")
        .fail("expected " + std::to_string(head) + " (head outputs of the array before), got " +
              std::to_string(array.head.in_channels));
}

void read_post_head(const Field& config, WaveNetSpec& net, ModelSpec& spec) {
  int width = net.arrays.back().head.out_channels;
  spec.out_channels = width;
  const auto head = config.find_value("head");
  if (!head) return;
  if (const auto in_channels = head->find("in_channels"))
    expect_width(*head, "in_channels", in_channels->integer(1, kMaxChannels), width, "outputs of the last array");
  const int channels = head->at("channels").integer(1, kMaxChannels);
  spec.out_channels = head->at("out_channels").integer(1, kMaxChannels);
  net.post_activation = read_activation(head->at("activation"));
  const Field sizes = head->at("kernel_sizes");
  const auto items = sizes.items();
  if (items.empty() || items.size() > kMaxLayers)
    sizes.fail("expected 1 to 256 entries, got " + std::to_string(items.size()));
  for (std::size_t i = 0; i < items.size(); ++i) {
    ConvSpec conv{.in_channels = width, .taps = items[i].integer(1, kMaxTaps), .has_bias = true};
    conv.out_channels = width = i + 1 == items.size() ? spec.out_channels : channels;
    net.post_head.push_back(std::move(conv));
  }
}

// Refuses options of the whole model with which channels cannot be cut off.
void check_slimmable(const Field& config, const std::vector<Field>& fields, const WaveNetSpec& net) {
  if (!net.post_head.empty()) config.at("head").fail("expected none in a slimmable model");
  for_each_conv(net, [&](const ConvSpec& conv) {
    if (conv.groups > 1) config.at("layers").fail("expected no groups in a slimmable model");
  });
  for (std::size_t i = 0; i < net.arrays.size(); ++i) {
    const WaveNetArraySpec& array = net.arrays[i];
    if (array.head.taps != 1) fields[i].at("head").at("kernel_size").fail("expected 1 in a slimmable model");
    // Cut to c channels, the head sum must have a width of c, like the head of the array before.
    if (i > 0 && !array.allowed_channels.empty() && array.layers.front().head1x1)
      fields[i].at("head1x1").fail("expected none behind the first array of a slimmable model");
  }
}

}  // namespace

void read_wavenet(const Field& model, Reading& reading, ModelSpec& spec) {
  const Field config = model.at("config");
  WaveNetSpec net;
  spec.in_channels = integer_or(config, "in_channels", 1, kMaxChannels, 1);
  net.condition = read_condition(config, reading, spec);
  const Field layers = config.at("layers");
  const auto fields = layers.items();
  if (fields.empty() || fields.size() > kMaxArrays)
    layers.fail("expected 1 to 64 layer arrays, got " + std::to_string(fields.size()));
  net.arrays.reserve(fields.size());
  for (const Field& field : fields) {
    const WaveNetArraySpec* before = net.arrays.empty() ? nullptr : &net.arrays.back();
    net.arrays.push_back(read_wavenet_array(field));
    check_couplings(field, net.arrays.back(), before, spec, net.condition.get());
  }
  read_post_head(config, net, spec);
  if (net.is_slimmable()) check_slimmable(config, fields, net);
  config.at("head_scale").number();  // required, but the last weight is used instead

  std::int64_t expected = 1, past_frames = 0;
  for_each_conv(net, [&](const ConvSpec& conv) {
    expected += conv.weight_count();
    past_frames += conv.past_frames();
    spec.frame_cost += conv.cost();
    reading.memory.spend(layers, conv);
  });
  if (net.condition) past_frames += net.condition->prewarm_frames - 1;
  if (past_frames >= kMaxReceptiveField)
    layers.fail("a receptive field of " + std::to_string(past_frames) + " frames is too long");

  WeightCursor cursor(model.at("weights"), expected);
  for_each_conv(net, [&](ConvSpec& conv) { cursor.fill(conv); });
  net.head_scale = cursor.take_one();
  spec.weight_count = expected;
  spec.prewarm_frames = static_cast<int>(1 + past_frames);
  if (net.condition) {
    spec.weight_count += net.condition->weight_count;
    spec.frame_cost += net.condition->frame_cost;
  }
  spec.net = std::move(net);
}

}  // namespace reamp
