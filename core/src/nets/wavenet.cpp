// WaveNet: layer arrays, each with a stack of layers and a head on the sum of their activations.
#include <algorithm>

#include "nets/causal_conv.h"
#include "nets/make_net.h"
#include "nets/rows.h"
#include "nets/wavenet_layer.h"

namespace reamp {
namespace {

// One layer array. The head sum is its head's input.
struct Array {
  Array(const WaveNetArraySpec& spec, const Kernels& kernels, float head_scale, bool last)
      : channels(spec.channels),
        rechannel(pack(kernels, spec.rechannel)),
        head(kernels, spec.head, head_scale),
        out(spec.channels) {
    for (const WaveNetLayerSpec& layer : spec.layers)
      layers.push_back(make_wavenet_layer(layer, kernels, last && &layer == &spec.layers.back()));
  }

  int channels;
  PackedConv rechannel;
  std::vector<std::unique_ptr<WaveNetLayer>> layers;
  CausalConv head;
  Tile out;
};

class WaveNet final : public Net {
 public:
  WaveNet(const ModelSpec& model, const WaveNetSpec& spec, const Kernels& kernels)
      : kernels_(kernels),
        post_activation_(spec.post_activation),
        in_channels_(model.in_channels),
        out_channels_(model.out_channels),
        head_width_(spec.arrays.front().head.in_channels) {
    if (spec.condition) {
      condition_net_ = make_net(*spec.condition, kernels);
      condition_ = Tile(condition_net_->out_channels());
    }
    int width = 0;
    for (const WaveNetArraySpec& array : spec.arrays) {
      const bool last = &array == &spec.arrays.back();
      arrays_.emplace_back(array, kernels, last ? spec.head_scale : 1.0f, last);
      width = std::max(width, array.bottleneck);
    }
    scratch_ = Tile(width);
    for (const ConvSpec& conv : spec.post_head) post_head_.emplace_back(kernels, conv);
    for_each_conv(spec, [&](const ConvSpec& conv) {
      past_frames_ += static_cast<int>(conv.past_frames());
      macs_ += conv.macs();
    });
  }

  void process(const float* in, float* out, int frames) noexcept override {
    ConstRows x{in, kTileFrames}, condition = x;
    if (condition_net_) {
      condition_net_->process(in, condition_.data(), frames);
      condition = as_const(rows_of(condition_));
    }
    zero_rows(arrays_.front().head.input(), head_width_, frames);
    for (std::size_t i = 0; i < arrays_.size(); ++i) {
      Array& array = arrays_[i];
      run_layers(array, x, condition, frames, /*last=*/i + 1 == arrays_.size());
      array.head.process(i + 1 < arrays_.size() ? arrays_[i + 1].head.input() : head_output(0, out), frames);
      x = as_const(rows_of(array.out));
    }
    for (std::size_t i = 0; i < post_head_.size(); ++i) {
      CausalConv& conv = post_head_[i];
      kernels_.activate(post_activation_.view(), conv.input(), conv.view().in_channels, frames);
      conv.process(head_output(i + 1, out), frames);
    }
  }

  void clear() noexcept override {
    if (condition_net_) condition_net_->clear();
    for (Array& array : arrays_) {
      for (auto& layer : array.layers) layer->clear();
      array.head.clear();
    }
    for (CausalConv& conv : post_head_) conv.clear();
  }

  std::optional<int> receptive_field_frames() const noexcept override {
    const auto condition = condition_net_ ? condition_net_->receptive_field_frames() : 1;
    return condition ? std::optional(past_frames_ + *condition) : std::nullopt;
  }

  std::int64_t macs_per_frame() const noexcept override {
    return macs_ + (condition_net_ ? condition_net_->macs_per_frame() : 0);
  }

  int in_channels() const noexcept override { return in_channels_; }
  int out_channels() const noexcept override { return out_channels_; }

 private:
  // The place for the input of convolution `i` of the post-stack head, or for the output. [audio thread]
  Rows head_output(std::size_t i, float* out) noexcept {
    return i < post_head_.size() ? post_head_[i].input() : Rows{out, kTileFrames};
  }

  // last: the output of the last layer of the last array is not read. [audio thread]
  void run_layers(Array& array, ConstRows x, ConstRows condition, int frames, bool last) noexcept {
    kernels_.conv(array.rechannel.view(), &x.data, x.stride, array.layers.front()->input(), frames,
                  /*accumulate=*/false);
    LayerJob job{condition, rows_of(scratch_), array.head.input(), {}, frames};
    for (std::size_t i = 0; i < array.layers.size(); ++i) {
      const bool has_next = i + 1 < array.layers.size();
      job.out = has_next ? array.layers[i + 1]->input() : last ? Rows{nullptr, 0} : rows_of(array.out);
      array.layers[i]->process(job);
    }
  }

  const Kernels& kernels_;
  const ActivationSpec post_activation_;
  const int in_channels_, out_channels_, head_width_;
  int past_frames_ = 0;
  std::int64_t macs_ = 0;
  std::unique_ptr<Net> condition_net_;  // null: the input is the condition
  Tile condition_;
  std::vector<Array> arrays_;
  Tile scratch_;
  std::vector<CausalConv> post_head_;
};

}  // namespace

std::unique_ptr<Net> make_wavenet(const ModelSpec& spec, const Kernels& kernels) {
  return std::make_unique<WaveNet>(spec, std::get<WaveNetSpec>(spec.net), kernels);
}

}  // namespace reamp
