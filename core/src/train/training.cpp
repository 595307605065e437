// The gradient of a WaveNet, one sequence after the other.
#include "reamp/training.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "kernels.h"

namespace reamp {
namespace {

// Rows of channels over all frames of a sequence.
struct Signal {
  Signal(int channels, int frames)
      : channels(channels), frames(frames), data(static_cast<std::size_t>(channels) * frames) {}
  float* row(int c) { return data.data() + static_cast<std::size_t>(c) * frames; }
  int channels, frames;
  std::vector<float> data;
};

struct Conv {
  int ins, outs, taps, dilation;
  std::size_t weights, bias;  // where they begin
  bool has_bias;
  int past() const { return (taps - 1) * dilation; }
};

// out[first..] += conv(in)
void add_conv(const Conv& conv, const float* w, Signal& in, Signal& out, int first) {
  for (int o = 0; o < conv.outs; ++o) {
    float* to = out.row(o);
    if (conv.has_bias)
      for (int t = first; t < out.frames; ++t) to[t] += w[conv.bias + o];
    for (int i = 0; i < conv.ins; ++i)
      for (int k = 0; k < conv.taps; ++k) {
        const float weight = w[conv.weights + (static_cast<std::size_t>(o) * conv.ins + i) * conv.taps + k];
        const float* from = in.row(i) - (conv.taps - 1 - k) * conv.dilation;
        for (int t = first; t < out.frames; ++t) to[t] += weight * from[t];
      }
  }
}

// d_in += transposed conv(d_out), gradient += d_out x in
void add_conv_gradient(const Conv& conv, const float* w, Signal& in, Signal& d_out, Signal* d_in, int first,
                       double* gradient) {
  for (int o = 0; o < conv.outs; ++o) {
    const float* d = d_out.row(o);
    if (conv.has_bias)
      for (int t = first; t < in.frames; ++t) gradient[conv.bias + o] += d[t];
    for (int i = 0; i < conv.ins; ++i)
      for (int k = 0; k < conv.taps; ++k) {
        const std::size_t n = conv.weights + (static_cast<std::size_t>(o) * conv.ins + i) * conv.taps + k;
        const int back = (conv.taps - 1 - k) * conv.dilation;
        const float* from = in.row(i) - back;
        double sum = 0.0;
        for (int t = first; t < in.frames; ++t) sum += static_cast<double>(d[t]) * from[t];
        gradient[n] += sum;
        if (!d_in) continue;
        float* to = d_in->row(i) - back;
        for (int t = first; t < in.frames; ++t) to[t] += w[n] * d[t];
      }
  }
}

struct Layer {
  Conv conv, mixin, conv1x1;
  int first;  // frame of its output
};

struct Array {
  Conv rechannel, head;
  std::vector<Layer> layers;
  int head_first, out_first;  // first frames of what the head takes and gives
};

// What backward needs of one sequence.
struct Saved {
  std::vector<std::vector<Signal>> y, p;  // of each array and layer; y has one more
  std::vector<Signal> head;
};

}  // namespace

class TrainingNet::Engine {
 public:
  Engine(TrainingShape shape, int batch, int frames)
      : shape(std::move(shape)), batch(batch), frames(frames), saved(static_cast<std::size_t>(batch)) {
    for (const TrainingArray& a : this->shape.arrays) {
      for (std::size_t l = 0; l < a.dilations.size(); ++l) past += (a.kernel_sizes[l] - 1) * a.dilations[l];
      past += a.head_kernel - 1;
    }
    int first = 0, head_first = past;
    for (const TrainingArray& a : this->shape.arrays) head_first -= a.head_kernel - 1;
    for (const TrainingArray& a : this->shape.arrays) {
      Array array{};
      array.rechannel = conv(a.inputs, a.channels, 1, 1, false);
      for (std::size_t l = 0; l < a.dilations.size(); ++l) {
        Layer layer{};
        layer.conv = conv(a.channels, a.channels, a.kernel_sizes[l], a.dilations[l], true);
        layer.mixin = conv(1, a.channels, 1, 1, false);
        layer.conv1x1 = conv(a.channels, a.channels, 1, 1, true);
        layer.first = first += layer.conv.past();
        array.layers.push_back(layer);
      }
      array.head = conv(a.channels, a.outputs, a.head_kernel, 1, a.head_bias);
      array.head_first = head_first;
      array.out_first = head_first += a.head_kernel - 1;
      arrays.push_back(array);
    }
  }

  Conv conv(int ins, int outs, int taps, int dilation, bool bias) {
    Conv c{ins, outs, taps, dilation, weight_count, 0, bias};
    weight_count += static_cast<std::size_t>(ins) * outs * taps;
    c.bias = weight_count;
    if (bias) weight_count += outs;
    return c;
  }

  float activate(float x) const {
    return shape.activation == TrainingActivation::kTanh ? std::tanh(x) : x > 0.0f ? x : 0.01f * x;
  }
  float slope(float p) const {
    return shape.activation == TrainingActivation::kTanh ? 1.0f - p * p : p > 0.0f ? 1.0f : 0.01f;
  }

  void forward(const float* w, const float* x, float* out, Saved& s) const {
    const int total = past + frames;
    Signal in(1, total);
    std::copy_n(x, total, in.row(0));
    s = Saved{};
    for (std::size_t a = 0; a < arrays.size(); ++a) {
      const Array& array = arrays[a];
      const int channels = array.rechannel.outs;
      s.y.emplace_back();
      s.p.emplace_back();
      s.y[a].emplace_back(channels, total);
      add_conv(array.rechannel, w, a ? s.y[a - 1].back() : in, s.y[a][0],
               array.layers[0].first - array.layers[0].conv.past());
      if (a == 0) s.head.emplace_back(channels, total);
      for (const Layer& layer : array.layers) {
        Signal p(channels, total);
        Signal& y = s.y[a].back();
        add_conv(layer.conv, w, y, p, layer.first);
        add_conv(layer.mixin, w, in, p, layer.first);
        for (int c = 0; c < channels; ++c)
          for (int t = layer.first; t < total; ++t) {
            p.row(c)[t] = activate(p.row(c)[t]);
            if (t >= array.head_first) s.head[a].row(c)[t] += p.row(c)[t];
          }
        Signal next = y;
        add_conv(layer.conv1x1, w, p, next, layer.first);
        s.p[a].push_back(std::move(p));
        s.y[a].push_back(std::move(next));
      }
      Signal result(array.head.outs, total);
      add_conv(array.head, w, s.head[a], result, array.out_first);
      s.head.push_back(std::move(result));
    }
    for (int t = 0; t < frames; ++t) out[t] = shape.head_scale * s.head.back().row(0)[past + t];
  }

  void backward(const float* w, const float* x, const float* d_out, Saved& s, double* gradient) const {
    const int total = past + frames;
    Signal in(1, total);
    std::copy_n(x, total, in.row(0));
    Signal d_head(1, total), d_y(arrays.back().rechannel.outs, total);
    for (int t = 0; t < frames; ++t) d_head.row(0)[past + t] = shape.head_scale * d_out[t];
    for (std::size_t a = arrays.size(); a-- > 0;) {
      const Array& array = arrays[a];
      const int channels = array.rechannel.outs;
      Signal d_sum(channels, total);
      add_conv_gradient(array.head, w, s.head[a], d_head, &d_sum, array.out_first, gradient);
      for (std::size_t l = array.layers.size(); l-- > 0;) {
        const Layer& layer = array.layers[l];
        Signal d_p = d_sum;
        if (a + 1 < arrays.size() || l + 1 < array.layers.size())
          add_conv_gradient(layer.conv1x1, w, s.p[a][l], d_y, &d_p, layer.first, gradient);
        for (int c = 0; c < channels; ++c)
          for (int t = layer.first; t < total; ++t) d_p.row(c)[t] *= slope(s.p[a][l].row(c)[t]);
        add_conv_gradient(layer.mixin, w, in, d_p, nullptr, layer.first, gradient);
        add_conv_gradient(layer.conv, w, s.y[a][l], d_p, &d_y, layer.first, gradient);
      }
      const int first = array.layers[0].first - array.layers[0].conv.past();
      Signal d_in(array.rechannel.ins, total);
      add_conv_gradient(array.rechannel, w, a ? s.y[a - 1].back() : in, d_y, a ? &d_in : nullptr, first, gradient);
      d_y = std::move(d_in);
      d_head = std::move(d_sum);
    }
  }

  TrainingShape shape;
  int batch, frames, past = 0;
  std::size_t weight_count = 0;
  std::vector<Array> arrays;
  std::vector<Saved> saved;
};

TrainingNet::TrainingNet(TrainingShape shape, int batch, int frames, int,
                         const std::optional<std::string>& instruction_set)
    : engine_(std::make_unique<Engine>(std::move(shape), batch, frames)) {
  if (instruction_set && !find_kernels(instruction_set->c_str()))
    throw std::invalid_argument("this machine cannot run " + *instruction_set);
}
TrainingNet::~TrainingNet() = default;

std::size_t TrainingNet::weight_count() const noexcept { return engine_->weight_count; }
int TrainingNet::past_frames() const noexcept { return engine_->past; }
int TrainingNet::batch() const noexcept { return engine_->batch; }
int TrainingNet::frames() const noexcept { return engine_->frames; }
const char* TrainingNet::instruction_set() const noexcept { return "baseline"; }
std::size_t TrainingNet::saved_bytes() const noexcept { return 0; }

void TrainingNet::forward(std::span<const float> weights, TrainingRows x, std::span<float> out) {
  for (int b = 0; b < engine_->batch; ++b)
    engine_->forward(weights.data(), x.data + b * x.stride, out.data() + static_cast<std::size_t>(b) * engine_->frames,
                     engine_->saved[static_cast<std::size_t>(b)]);
}

void TrainingNet::backward(std::span<const float> weights, TrainingRows x, std::span<const float> d_out,
                           std::span<float> gradient) {
  std::vector<double> sum(engine_->weight_count);
  for (int b = 0; b < engine_->batch; ++b)
    engine_->backward(weights.data(), x.data + b * x.stride,
                      d_out.data() + static_cast<std::size_t>(b) * engine_->frames,
                      engine_->saved[static_cast<std::size_t>(b)], sum.data());
  std::copy(sum.begin(), sum.end(), gradient.begin());
}

}  // namespace reamp
