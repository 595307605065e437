// LSTM networks: weights packed for the kernels, states, and the head.
#include "nets/lstm.h"

#include <algorithm>
#include <stdexcept>

namespace reamp {
namespace {

constexpr int kGates = 4;

// Reads the flat weights of a file in turn; the caller has checked that there are enough.
class WeightReader {
 public:
  explicit WeightReader(const float* next) : next_(next) {}
  float operator()() noexcept { return *next_++; }

 private:
  const float* next_;
};

// The position of a hidden unit's gate in a row of packed weights: groups of `lanes` units, the last of 8 if
// that is enough, and in each group the gates one after the other.
int packed_row(int unit, int gate, int padded, int lanes) {
  const int group = unit / lanes * lanes;
  const int width = std::min(lanes, padded - group);
  return kGates * group + gate * width + unit - group;
}

struct Layer {
  // Hidden units are padded with zeros, which stay zero, and so are the inputs from another layer's units.
  Layer(int inputs_, bool first, int hidden, const Kernels& kernels, WeightReader& read)
      : inputs(inputs_),
        padded(round_up(hidden, std::min(kernels.lanes, 8))),
        input_columns(first ? inputs : padded),
        bias(static_cast<std::size_t>(kGates) * padded),
        weights(static_cast<std::size_t>(kGates) * padded * (input_columns + padded)),
        initial_h(padded),
        initial_c(padded),
        h(static_cast<std::size_t>(padded) * (kTileFrames + 1)),
        c(padded) {
    // Kernels compute sigmoid(z) = (1 + tanh(z / 2)) / 2, and halving here is exact. Gates: i, f, g, o.
    const auto scale = [](int gate) { return gate == 2 ? 1.0f : 0.5f; };
    const auto row = [&](int gate, int unit) { return packed_row(unit, gate, padded, kernels.lanes); };
    for (int gate = 0; gate < kGates; ++gate)
      for (int unit = 0; unit < hidden; ++unit)
        for (int i = 0; i < inputs + hidden; ++i) {
          const std::size_t column = i < inputs ? i : input_columns + i - inputs;
          weights[column * kGates * padded + row(gate, unit)] = scale(gate) * read();
        }
    for (int gate = 0; gate < kGates; ++gate)
      for (int unit = 0; unit < hidden; ++unit) bias[row(gate, unit)] = scale(gate) * read();
    for (int unit = 0; unit < hidden; ++unit) initial_h[unit] = read();
    for (int unit = 0; unit < hidden; ++unit) initial_c[unit] = read();
  }

  void clear() noexcept {
    std::copy_n(initial_h.data(), padded, h.data());
    std::copy_n(initial_c.data(), padded, c.data());
  }

  int inputs, padded, input_columns;
  AlignedBuffer bias, weights, initial_h, initial_c;
  AlignedBuffer h;  // [frame][unit]: the state before the tile, then after each of its frames
  AlignedBuffer c;
};

class Lstm final : public Net {
 public:
  Lstm(const LstmSpec& spec, const Kernels& kernels)
      : kernels_(kernels), inputs_(spec.input_size), hidden_(spec.hidden_size), outputs_(spec.out_channels) {
    WeightReader read(spec.weights.data());
    for (int l = 0; l < spec.num_layers; ++l)
      layers_.emplace_back(l == 0 ? inputs_ : hidden_, l == 0, hidden_, kernels, read);
    const int padded = layers_.back().padded;
    head_ = AlignedBuffer(static_cast<std::size_t>(outputs_) * padded);
    for (int o = 0; o < outputs_; ++o)
      for (int unit = 0; unit < hidden_; ++unit) head_[static_cast<std::size_t>(o) * padded + unit] = read();
    for (int o = 0; o < outputs_; ++o) head_bias_.push_back(read());
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      Layer& layer = layers_[l];
      LstmLayerView view{layer.bias.data(), layer.weights.data(), layer.input_columns, layer.padded, nullptr, 1,
                         kTileFrames,       layer.h.data(),       layer.c.data()};
      if (l > 0) {
        view.in = layers_[l - 1].h.data() + padded;
        view.frame_step = padded;
        view.input_step = 1;
      }
      views_.push_back(view);
    }
    clear();
  }

  void process(const float* in, float* out, int frames) noexcept override {
    views_.front().in = in;
    kernels_.lstm(views_.data(), static_cast<int>(views_.size()), frames);
    const Layer& last = layers_.back();
    for (int o = 0; o < outputs_; ++o)
      kernels_.dot_frames(last.h.data() + last.padded, last.padded, head_.data() + o * last.padded, head_bias_[o],
                          out + o * kTileFrames, frames);
    for (Layer& layer : layers_) std::copy_n(layer.h.data() + frames * layer.padded, layer.padded, layer.h.data());
  }

  void clear() noexcept override {
    for (Layer& layer : layers_) layer.clear();
  }

  std::optional<int> receptive_field_frames() const noexcept override { return std::nullopt; }
  std::int64_t macs_per_frame() const noexcept override {
    std::int64_t macs = static_cast<std::int64_t>(outputs_) * hidden_;
    for (const Layer& layer : layers_) macs += static_cast<std::int64_t>(kGates) * hidden_ * (layer.inputs + hidden_);
    return macs;
  }
  int in_channels() const noexcept override { return inputs_; }
  int out_channels() const noexcept override { return outputs_; }

 private:
  const Kernels& kernels_;
  int inputs_, hidden_, outputs_;
  std::vector<Layer> layers_;
  std::vector<LstmLayerView> views_;
  AlignedBuffer head_;  // [output][unit], padded
  std::vector<float> head_bias_;
};

// An LSTM without layers returns its input.
class PassThrough final : public Net {
 public:
  PassThrough(int inputs, int outputs) : inputs_(inputs), outputs_(outputs) {}

  void process(const float* in, float* out, int frames) noexcept override {
    for (int o = 0; o < outputs_; ++o) {
      if (o < inputs_)
        std::copy_n(in + o * kTileFrames, frames, out + o * kTileFrames);
      else
        std::fill_n(out + o * kTileFrames, frames, 0.0f);
    }
  }
  void clear() noexcept override {}
  std::optional<int> receptive_field_frames() const noexcept override { return 1; }
  std::int64_t macs_per_frame() const noexcept override { return 0; }
  int in_channels() const noexcept override { return inputs_; }
  int out_channels() const noexcept override { return outputs_; }

 private:
  int inputs_, outputs_;
};

}  // namespace

std::int64_t weight_count(const LstmSpec& spec) noexcept {
  const std::int64_t h = spec.hidden_size;
  std::int64_t count = spec.out_channels * (h + 1);
  for (int l = 0; l < spec.num_layers; ++l) {
    const std::int64_t inputs = l == 0 ? spec.input_size : h;
    count += kGates * h * (inputs + h + 1) + 2 * h;  // gates with their biases, h0, c0
  }
  return count;
}

std::int64_t frame_cost(const LstmSpec& spec) noexcept {
  const std::int64_t units = round_up(spec.hidden_size, 8);
  std::int64_t cost = spec.out_channels * units;
  for (int l = 0; l < spec.num_layers; ++l) {
    const std::int64_t inputs = l == 0 ? spec.input_size : units;
    cost += units * (kGates * (inputs + units) + 50);  // 50: activations of four gates and the cell
  }
  return cost;
}

std::unique_ptr<Net> make_lstm(const LstmSpec& spec, const Kernels& kernels) {
  if (static_cast<std::int64_t>(spec.weights.size()) != weight_count(spec))
    throw std::logic_error("LSTM weights do not fit its sizes");
  if (spec.num_layers == 0) return std::make_unique<PassThrough>(spec.input_size, spec.out_channels);
  return std::make_unique<Lstm>(spec, kernels);
}

}  // namespace reamp
