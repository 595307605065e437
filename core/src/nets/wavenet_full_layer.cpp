// One layer of a WaveNet with all options: gates, FiLM, head 1x1, step by step.
#include <optional>

#include "nets/causal_conv.h"
#include "nets/film.h"
#include "nets/wavenet_layer.h"

namespace reamp {
namespace {

std::optional<Film> make_film(const Kernels& kernels, const std::optional<FilmSpec>& spec) {
  return spec ? std::optional<Film>(std::in_place, kernels, *spec) : std::nullopt;
}

std::optional<PackedConv> make_1x1(const Kernels& kernels, const std::optional<ConvSpec>& spec) {
  return spec ? std::optional<PackedConv>(pack(kernels, *spec)) : std::nullopt;
}

class FullLayer final : public WaveNetLayer {
 public:
  FullLayer(const WaveNetLayerSpec& spec, const Kernels& kernels)
      : kernels_(kernels),
        channels_(spec.conv.in_channels),
        width_(spec.conv.out_channels),
        bottleneck_(spec.gating == Gating::kNone ? width_ : width_ / 2),
        condition_size_(spec.mixin.in_channels),
        head_width_(spec.head1x1 ? spec.head1x1->out_channels : bottleneck_),
        gating_(spec.gating),
        activation_(spec.activation),
        secondary_(spec.secondary),
        conv_(kernels, spec.conv),
        mixin_(pack(kernels, spec.mixin)),
        layer1x1_(make_1x1(kernels, spec.layer1x1)),
        head1x1_(make_1x1(kernels, spec.head1x1)),
        conv_pre_film_(make_film(kernels, spec.conv_pre_film)),
        conv_post_film_(make_film(kernels, spec.conv_post_film)),
        input_mixin_pre_film_(make_film(kernels, spec.input_mixin_pre_film)),
        input_mixin_post_film_(make_film(kernels, spec.input_mixin_post_film)),
        activation_pre_film_(make_film(kernels, spec.activation_pre_film)),
        activation_post_film_(make_film(kernels, spec.activation_post_film)),
        layer1x1_post_film_(make_film(kernels, spec.layer1x1_post_film)),
        head1x1_post_film_(make_film(kernels, spec.head1x1_post_film)),
        residual_(channels_),
        z_(width_),
        mixed_(width_),
        raw_(bottleneck_),
        condition_(condition_size_),
        head_(head_width_),
        out_(channels_) {}

  // The residual: with conv_pre_film it differs from what the convolution remembers.
  Rows input() noexcept override { return conv_pre_film_ ? rows_of(residual_) : conv_.input(); }

  void process(const LayerJob& job) noexcept override {
    const ConstRows y = as_const(input());
    if (conv_pre_film_) {
      copy_rows(conv_.input(), y, channels_, job.frames);
      conv_pre_film_->process(conv_.input(), job.condition, job.frames);
    }
    const Rows z = rows_of(z_);
    kernels_.conv(conv_.view(), conv_.window(job.frames), conv_.stride(), z, job.frames, /*accumulate=*/false);
    film(conv_post_film_, z, job);
    mix_in(z, job);
    film(activation_pre_film_, z, job);
    activate(z, job.frames);  // leaves its result in the first bottleneck rows
    film(activation_post_film_, z, job);
    add_to_head(as_const(z), job);
    if (job.out.data) write_out(as_const(z), y, job);
    conv_.advance(job.frames);
  }

  void clear() noexcept override { conv_.clear(); }

 private:
  static void film(std::optional<Film>& film, Rows x, const LayerJob& job) noexcept {
    if (film) film->process(x, job.condition, job.frames);
  }

  // z += mixin(condition) [audio thread]
  void mix_in(Rows z, const LayerJob& job) noexcept {
    ConstRows condition = job.condition;
    if (input_mixin_pre_film_) {
      copy_rows(rows_of(condition_), condition, condition_size_, job.frames);
      film(input_mixin_pre_film_, rows_of(condition_), job);
      condition = as_const(rows_of(condition_));
    }
    const Rows mixed = rows_of(mixed_);
    const Rows out = input_mixin_post_film_ ? mixed : z;
    kernels_.conv(mixin_.view(), &condition.data, condition.stride, out, job.frames,
                  /*accumulate=*/!input_mixin_post_film_);
    if (!input_mixin_post_film_) return;
    film(input_mixin_post_film_, mixed, job);
    add_rows(z, as_const(mixed), width_, job.frames);
  }

  void activate(Rows z, int frames) noexcept {
    if (gating_ == Gating::kBlended) copy_rows(rows_of(raw_), as_const(z), bottleneck_, frames);
    kernels_.activate(activation_.view(), z, bottleneck_, frames);
    if (gating_ == Gating::kNone) return;
    const Rows gate = rows_from(z, bottleneck_);
    kernels_.activate(secondary_.view(), gate, bottleneck_, frames);
    if (gating_ == Gating::kGated)
      multiply_rows(z, as_const(gate), bottleneck_, frames);
    else
      blend_rows(z, as_const(gate), as_const(rows_of(raw_)), bottleneck_, frames);
  }

  void add_to_head(ConstRows p, const LayerJob& job) noexcept {
    if (!head1x1_) return add_rows(job.head, p, head_width_, job.frames);
    const Rows head = rows_of(head_);
    kernels_.conv(head1x1_->view(), &p.data, p.stride, head, job.frames, /*accumulate=*/false);
    film(head1x1_post_film_, head, job);
    add_rows(job.head, as_const(head), head_width_, job.frames);
  }

  void write_out(ConstRows p, ConstRows y, const LayerJob& job) noexcept {
    copy_rows(job.out, y, channels_, job.frames);
    if (!layer1x1_) return;
    const Rows out = rows_of(out_);
    kernels_.conv(layer1x1_->view(), &p.data, p.stride, out, job.frames, /*accumulate=*/false);
    // The official core applies this film in blended layers only, its trainer in all; like other players,
    // this one follows the core.
    if (gating_ == Gating::kBlended) film(layer1x1_post_film_, out, job);
    add_rows(job.out, as_const(out), channels_, job.frames);
  }

  const Kernels& kernels_;
  const int channels_, width_, bottleneck_, condition_size_, head_width_;
  const Gating gating_;
  const ActivationSpec activation_, secondary_;
  CausalConv conv_;
  PackedConv mixin_;
  std::optional<PackedConv> layer1x1_, head1x1_;
  std::optional<Film> conv_pre_film_, conv_post_film_, input_mixin_pre_film_, input_mixin_post_film_,
      activation_pre_film_, activation_post_film_, layer1x1_post_film_, head1x1_post_film_;
  Tile residual_, z_, mixed_, raw_, condition_, head_, out_;
};

}  // namespace

std::unique_ptr<WaveNetLayer> make_full_wavenet_layer(const WaveNetLayerSpec& spec, const Kernels& kernels) {
  return std::make_unique<FullLayer>(spec, kernels);
}

}  // namespace reamp
