// The .nam reader: the common part of all architectures.
#include "nam/read.h"

#include <algorithm>
#include <charconv>

#include "kernels/tile.h"
#include "nam/read_parts.h"
#include "reamp/error.h"

namespace reamp {
namespace {

constexpr std::int64_t kMaxBytes = std::int64_t{1} << 30;
constexpr double kMaxSampleRateHz = 1e6;
constexpr double kMaxSettlingCost = 1e10;  // about 3 s on one core; A1 standard takes 1e8

// "0.5.4": three numbers, 0.5.0 up to 0.7 (patches such as 0.7.1 must be readable as 0.7.0).
void check_version(const Field& field) {
  const std::string& text = field.text();
  int parts[3] = {};
  const char* next = text.data();
  const char* const end = next + text.size();
  for (int i = 0; i < 3; ++i) {
    const bool separated = i == 0 || (next != end && *next++ == '.');
    const auto [rest, error] = std::from_chars(next, end, parts[i]);
    if (!separated || next == end || *next == '-' || error != std::errc())
      field.fail("expected three numbers like 0.5.4, got " + in_quotes(text));
    next = rest;
  }
  if (next != end) field.fail("expected three numbers like 0.5.4, got " + in_quotes(text));
  if (parts[0] == 0 && parts[1] < 5) field.fail(text + " is too old; 0.5.0 to 0.7 can be played");
  if (parts[0] > 0 || parts[1] > 7) field.fail(text + " is too new; 0.5.0 to 0.7 can be played");
}

// The rate in Hz; none when the file has none or, as the official core writes it, -1.
std::optional<double> read_sample_rate(const Field& model) {
  const auto field = model.find("sample_rate");
  if (!field) return std::nullopt;
  const double rate = field->number();
  if (rate > kMaxSampleRateHz) field->fail("expected at most 1000000 Hz, got " + number_text(rate));
  if (rate <= 0.0) return std::nullopt;
  return rate;
}

void read_network(const Field& model, Reading& reading, ModelSpec& spec) {
  const Field architecture = model.at("architecture");
  spec.architecture = architecture.text();
  if (spec.architecture == "WaveNet") return read_wavenet(model, reading, spec);
  if (spec.architecture == "LSTM") return read_lstm(model, reading, spec);
  if (spec.architecture == "ConvNet") return read_convnet(model, reading, spec);
  if (spec.architecture == "Linear") return read_linear(model, reading, spec);
  if (spec.architecture == "SlimmableContainer") return read_container(model, reading, spec);
  architecture.fail("unknown architecture " + in_quotes(spec.architecture) +
                    "; expected WaveNet, LSTM, ConvNet, Linear or SlimmableContainer");
}

}  // namespace

void MemoryBudget::spend(const Field& field, std::int64_t bytes) {
  bytes_ += bytes;
  if (bytes_ > kMaxBytes) field.fail("too large: the model would take more than 1 GB of memory");
}

void MemoryBudget::spend(const Field& field, const ConvSpec& conv) {
  const std::int64_t past = std::int64_t{1} * conv.in_channels * (conv.past_frames() + 8 * kTileFrames);
  spend(field, static_cast<std::int64_t>(sizeof(float)) * (2 * (conv.dense_macs() + conv.out_channels) + past));
}

WeightCursor::WeightCursor(const Field& weights, std::int64_t expected) : next_(weights.weights().data()) {
  const auto count = static_cast<std::int64_t>(weights.weights().size());
  if (count != expected)
    weights.fail("expected " + std::to_string(expected) + " numbers, got " + std::to_string(count));
}

std::vector<float> WeightCursor::take(std::int64_t count) {
  const float* first = next_;
  next_ += count;
  return {first, next_};
}

float WeightCursor::take_one() { return *next_++; }

void WeightCursor::fill(ConvSpec& conv) {
  const int ins = conv.in_channels / conv.groups, outs = conv.out_channels / conv.groups;
  conv.weights.assign(static_cast<std::size_t>(conv.dense_macs()), 0.0f);
  for (int out = 0; out < conv.out_channels; ++out) {
    const std::size_t first_in = static_cast<std::size_t>(out / outs) * ins;
    float* row = conv.weights.data() + (static_cast<std::size_t>(out) * conv.in_channels + first_in) * conv.taps;
    std::copy_n(next_, ins * conv.taps, row);
    next_ += ins * conv.taps;
  }
  if (conv.has_bias) conv.bias = take(conv.out_channels);
}

ConvSpec grouped_conv(int in_channels, int out_channels, const std::optional<Field>& groups, bool has_bias) {
  ConvSpec conv{.in_channels = in_channels, .out_channels = out_channels, .has_bias = has_bias};
  if (!groups) return conv;
  conv.groups = groups->integer(1, kMaxChannels);
  for (const int channels : {in_channels, out_channels})
    if (channels % conv.groups != 0)
      groups->fail(std::to_string(conv.groups) + " groups do not divide " + std::to_string(channels) + " channels");
  return conv;
}

int integer_or(const Field& object, const char* key, int low, int high, int otherwise) {
  const auto field = object.find(key);
  return field ? field->integer(low, high) : otherwise;
}

bool boolean_or(const Field& object, const char* key, bool otherwise) {
  const auto field = object.find(key);
  return field ? field->boolean() : otherwise;
}

namespace {

std::shared_ptr<ModelSpec> read_object(const Field& model, Reading& reading) {
  if (reading.nesting >= kMaxNesting) model.fail("more than " + std::to_string(kMaxNesting) + " models in each other");
  ++reading.nesting;
  auto spec = std::make_shared<ModelSpec>();
  const Field version = model.at("version");
  const auto architecture = model.find("architecture");
  if (architecture && architecture->is_text() && architecture->text() == "KnobWaveNet")
    architecture->fail("is a model with knobs; write a setting of it as a plain model with `reamp bake`");
  check_version(version);
  spec->version = version.text();
  spec->sample_rate_hz = read_sample_rate(model);
  model.at("weights");
  read_network(model, reading, *spec);
  if (static_cast<double>(spec->frame_cost) * spec->prewarm_frames > kMaxSettlingCost)
    model.at("config").fail("too large to play: settling it takes more than 1e10 multiplications");
  --reading.nesting;
  return spec;
}

}  // namespace

SharedSpec read_nested(const Field& model, Reading& reading) { return read_object(model, reading); }

SharedSpec read_model(std::string_view text) {
  const Json json = parse_json(text);
  const Field model(json);
  Reading reading;
  auto spec = read_object(model, reading);
  spec->metadata = read_metadata(model);
  for (const auto& [key, channels] :
       {std::pair{"in_channels", spec->in_channels}, {"out_channels", spec->out_channels}})
    if (channels != 1)
      throw ModelError(std::string("config.") + key, "expected 1, got " + std::to_string(channels) +
                                                         ": only mono models can be played by themselves");
  return spec;
}

}  // namespace reamp
