// A WaveNet and its gradient as plain loops in double over whole sequences: what the training kernels are held to.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "reamp/training.h"

namespace reamp::testing {

class PlainTraining {
 public:
  PlainTraining(const TrainingShape& shape, int frames) : shape_(shape), total_(frames) {
    for (const TrainingArray& array : shape.arrays) {
      for (std::size_t l = 0; l < array.dilations.size(); ++l)
        layers_past_ += (array.kernel_sizes[l] - 1) * array.dilations[l];
      heads_past_ += array.head_kernel - 1;
    }
    total_ += layers_past_ + heads_past_;
  }

  int past_frames() const { return layers_past_ + heads_past_; }

  // The output for x, past_frames + frames, and the gradient of sum(out * d_out), added to `gradient`, which is made
  // as long as there are weights.
  std::vector<double> run(const std::vector<float>& weights, const float* x, const float* d_out,
                          std::vector<double>& gradient) {
    weights_ = &weights;
    in_ = Signal(1, Frames(x, x + total_));
    arrays_.clear();
    next_ = 0;
    forward();
    gradient.resize(next_);
    backward(d_out, gradient);
    std::vector<double> out = arrays_.back().result[0];
    out.erase(out.begin(), out.begin() + past_frames());
    for (double& y : out) y *= shape_.head_scale;
    return out;
  }

 private:
  using Frames = std::vector<double>;
  using Signal = std::vector<Frames>;  // of each channel, all frames

  struct Conv {
    std::size_t first;
    int ins, outs, taps, dilation;
    bool has_bias;
    std::size_t at(int o, int i, int k) const { return first + (static_cast<std::size_t>(o) * ins + i) * taps + k; }
    std::size_t bias(int o) const { return at(outs, 0, 0) + o; }
    int back(int k) const { return (taps - 1 - k) * dilation; }
  };
  struct Layer {
    Conv conv, mixin, conv1x1;
    int first;  // frame of its output
    Signal y, p;
  };
  struct Array {
    Conv rechannel, head;
    std::vector<Layer> layers;
    int first, head_first, out_first;
    Signal sum, out, result;
  };

  Signal silence(int channels) const { return Signal(static_cast<std::size_t>(channels), Frames(total_)); }

  Conv conv(int ins, int outs, int taps, int dilation, bool has_bias) {
    const Conv made{next_, ins, outs, taps, dilation, has_bias};
    next_ = made.bias(has_bias ? outs : 0);
    return made;
  }

  // out += conv(in), from frame `first` on
  void add(const Conv& c, const Signal& in, Signal& out, int first) const {
    for (int o = 0; o < c.outs; ++o)
      for (int t = first; t < total_; ++t) {
        double sum = c.has_bias ? (*weights_)[c.bias(o)] : 0.0;
        for (int i = 0; i < c.ins; ++i)
          for (int k = 0; k < c.taps; ++k) sum += (*weights_)[c.at(o, i, k)] * double{in[i][t - c.back(k)]};
        out[o][t] += sum;
      }
  }

  // What add() passes back: to its input, and to the gradient.
  void add_gradient(const Conv& c, const Signal& in, const Signal& d_out, Signal& d_in, int first,
                    std::vector<double>& gradient) const {
    for (int o = 0; o < c.outs; ++o)
      for (int t = first; t < total_; ++t) {
        if (c.has_bias) gradient[c.bias(o)] += d_out[o][t];
        for (int i = 0; i < c.ins; ++i)
          for (int k = 0; k < c.taps; ++k) {
            gradient[c.at(o, i, k)] += d_out[o][t] * in[i][t - c.back(k)];
            d_in[i][t - c.back(k)] += d_out[o][t] * (*weights_)[c.at(o, i, k)];
          }
      }
  }

  double activated(double z) const {
    return shape_.activation == TrainingActivation::kTanh ? std::tanh(z) : z > 0.0 ? z : 0.01 * z;
  }
  double slope(double p) const {
    return shape_.activation == TrainingActivation::kTanh ? 1.0 - p * p : p > 0.0 ? 1.0 : 0.01;
  }

  void forward() {
    int first = 0, head_first = layers_past_;
    Signal y = in_, head;
    for (const TrainingArray& a : shape_.arrays) {
      Array array{conv(a.inputs, a.channels, 1, 1, false),
                  {},
                  {},
                  first,
                  head_first,
                  head_first + a.head_kernel - 1,
                  head.empty() ? silence(a.channels) : head,
                  {},
                  silence(a.outputs)};
      Signal next = silence(a.channels);
      add(array.rechannel, y, next, first);
      for (std::size_t l = 0; l < a.dilations.size(); ++l) {
        Layer layer{conv(a.channels, a.channels, a.kernel_sizes[l], a.dilations[l], true),
                    conv(1, a.channels, 1, 1, false),
                    conv(a.channels, a.channels, 1, 1, true),
                    first += (a.kernel_sizes[l] - 1) * a.dilations[l],
                    next,
                    silence(a.channels)};
        add(layer.conv, layer.y, layer.p, first);
        add(layer.mixin, in_, layer.p, first);
        for (int c = 0; c < a.channels; ++c)
          for (int t = first; t < total_; ++t) {
            layer.p[c][t] = activated(layer.p[c][t]);
            if (t >= head_first) array.sum[c][t] += layer.p[c][t];
          }
        add(layer.conv1x1, layer.p, next, first);
        array.layers.push_back(layer);
      }
      array.head = conv(a.channels, a.outputs, a.head_kernel, 1, a.head_bias);
      add(array.head, array.sum, array.result, array.out_first);
      head_first = array.out_first;
      array.out = y = next;
      head = array.result;
      arrays_.push_back(array);
    }
  }

  void backward(const float* d_out, std::vector<double>& gradient) const {
    Signal d_head = silence(1), d_y = silence(shape_.arrays.back().channels);
    for (int t = past_frames(); t < total_; ++t) d_head[0][t] = double{shape_.head_scale} * d_out[t - past_frames()];
    for (std::size_t a = arrays_.size(); a-- > 0;) {
      const Array& array = arrays_[a];
      Signal d_sum = silence(array.rechannel.outs);
      add_gradient(array.head, array.sum, d_head, d_sum, array.out_first, gradient);
      for (std::size_t l = array.layers.size(); l-- > 0;) {
        const Layer& layer = array.layers[l];
        Signal d_z = d_sum, unheard = silence(1);
        if (a + 1 < arrays_.size() || l + 1 < array.layers.size())
          add_gradient(layer.conv1x1, layer.p, d_y, d_z, layer.first, gradient);
        for (int c = 0; c < layer.conv.outs; ++c)
          for (int t = layer.first; t < total_; ++t) d_z[c][t] *= slope(layer.p[c][t]);
        add_gradient(layer.mixin, in_, d_z, unheard, layer.first, gradient);
        add_gradient(layer.conv, layer.y, d_z, d_y, layer.first, gradient);
      }
      Signal d_in = silence(array.rechannel.ins);
      add_gradient(array.rechannel, a > 0 ? arrays_[a - 1].out : in_, d_y, d_in, array.first, gradient);
      d_y = d_in;
      d_head = d_sum;
    }
  }

  const TrainingShape shape_;
  int total_, layers_past_ = 0, heads_past_ = 0;
  const std::vector<float>* weights_ = nullptr;
  std::size_t next_ = 0;
  Signal in_;
  std::vector<Array> arrays_;
};

}  // namespace reamp::testing
