// ConvNet: convolutions of two taps, one after the other.
#include "nets/causal_conv.h"
#include "nets/make_net.h"
#include "nets/rows.h"

namespace reamp {
namespace {

class ConvNet final : public Net {
 public:
  ConvNet(const ConvNetSpec& spec, const Kernels& kernels)
      : kernels_(kernels),
        activation_(spec.activation),
        in_channels_(spec.blocks.front().in_channels),
        channels_(spec.head.in_channels),
        head_(kernels, spec.head),
        macs_(spec.head.macs()) {
    for (const ConvSpec& block : spec.blocks) {
      blocks_.emplace_back(kernels, block);
      past_frames_ += static_cast<int>(block.past_frames());
      macs_ += block.macs();
    }
  }

  void process(const float* in, float* out, int frames) noexcept override {
    copy_rows(blocks_.front().input(), {in, kTileFrames}, in_channels_, frames);
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const Rows next = i + 1 < blocks_.size() ? blocks_[i + 1].input() : head_.input();
      blocks_[i].process(next, frames);
      kernels_.activate(activation_.view(), next, channels_, frames);
    }
    head_.process({out, kTileFrames}, frames);
  }

  void clear() noexcept override {
    for (CausalConv& block : blocks_) block.clear();
    head_.clear();
  }

  std::optional<int> receptive_field_frames() const noexcept override { return past_frames_ + 1; }
  std::int64_t macs_per_frame() const noexcept override { return macs_; }
  int in_channels() const noexcept override { return in_channels_; }
  int out_channels() const noexcept override { return head_.view().out_channels; }

 private:
  const Kernels& kernels_;
  const ActivationSpec activation_;
  const int in_channels_, channels_;
  std::vector<CausalConv> blocks_;
  CausalConv head_;
  int past_frames_ = 0;
  std::int64_t macs_;
};

}  // namespace

std::unique_ptr<Net> make_convnet(const ModelSpec& spec, const Kernels& kernels) {
  return std::make_unique<ConvNet>(std::get<ConvNetSpec>(spec.net), kernels);
}

}  // namespace reamp
