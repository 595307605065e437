// Linear networks: a convolver for each channel.
#include "nets/linear.h"

#include <algorithm>
#include <stdexcept>

#include "dsp/convolver.h"

namespace reamp {
namespace {

class Linear final : public Net {
 public:
  Linear(const LinearSpec& spec, const Kernels& kernels)
      : bias_(spec.bias),
        receptive_field_(spec.receptive_field),
        in_channels_(spec.in_channels),
        out_channels_(spec.out_channels) {
    for (int c = 0; c < std::min(in_channels_, out_channels_); ++c) convolvers_.emplace_back(spec.taps, kernels);
  }

  void process(const float* in, float* out, int frames) noexcept override {
    for (PartitionedConvolver& convolver : convolvers_) {
      convolver.process(in, out, frames);
      for (int t = 0; t < frames; ++t) out[t] += bias_;
      in += kTileFrames;
      out += kTileFrames;
    }
    for (int c = in_channels_; c < out_channels_; ++c, out += kTileFrames) std::fill_n(out, frames, 0.0f);
  }

  void clear() noexcept override {
    for (PartitionedConvolver& convolver : convolvers_) convolver.clear();
  }

  std::optional<int> receptive_field_frames() const noexcept override { return receptive_field_; }
  std::int64_t macs_per_frame() const noexcept override {
    std::int64_t macs = 0;
    for (const PartitionedConvolver& convolver : convolvers_) macs += convolver.macs_per_frame();
    return macs;
  }
  int in_channels() const noexcept override { return in_channels_; }
  int out_channels() const noexcept override { return out_channels_; }

 private:
  float bias_;
  int receptive_field_, in_channels_, out_channels_;
  std::vector<PartitionedConvolver> convolvers_;
};

}  // namespace

std::unique_ptr<Net> make_linear(const LinearSpec& spec, const Kernels& kernels) {
  if (spec.taps.size() != static_cast<std::size_t>(spec.receptive_field))
    throw std::logic_error("Linear taps do not fit its receptive field");
  return std::make_unique<Linear>(spec, kernels);
}

}  // namespace reamp
