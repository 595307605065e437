// One layer of a WaveNet: the plain kind, in one fused pass.
#include "nets/wavenet_layer.h"

#include "nets/causal_conv.h"

namespace reamp {
namespace {

class PlainLayer final : public WaveNetLayer {
 public:
  PlainLayer(const WaveNetLayerSpec& spec, const Kernels& kernels)
      : kernels_(&kernels), conv_(kernels, spec.conv), mixin_(pack(kernels, spec.mixin)), activation_(spec.activation) {
    if (spec.layer1x1) layer1x1_ = pack(kernels, *spec.layer1x1);
    view_ = {conv_.view(), mixin_.view(), layer1x1_.view(), activation_.view()};
  }

  Rows input() noexcept override { return conv_.input(); }

  void process(const LayerJob& job) noexcept override {
    kernels_->layer(
        view_, {conv_.window(job.frames), conv_.stride(), job.condition, job.scratch, job.head, job.out, job.frames});
    conv_.advance(job.frames);
  }

  void clear() noexcept override { conv_.clear(); }

 private:
  const Kernels* kernels_;
  CausalConv conv_;
  PackedConv mixin_, layer1x1_;
  ActivationSpec activation_;
  LayerView view_;
};

bool is_plain(const WaveNetLayerSpec& spec, bool last) {
  for (const FilmSlot& slot : kFilmSlots)
    if (spec.*slot.film && slot.film != &WaveNetLayerSpec::layer1x1_post_film) return false;
  // layer1x1_post_film acts in blended layers only, see wavenet_full_layer.cpp.
  return spec.gating == Gating::kNone && !spec.head1x1 && (spec.layer1x1 || last);
}

}  // namespace

std::unique_ptr<WaveNetLayer> make_wavenet_layer(const WaveNetLayerSpec& spec, const Kernels& kernels, bool last) {
  if (is_plain(spec, last)) return std::make_unique<PlainLayer>(spec, kernels);
  return make_full_wavenet_layer(spec, kernels);
}

}  // namespace reamp
