// FiLM: scales and shifts a signal by the condition.
#pragma once

#include "nets/causal_conv.h"
#include "nets/rows.h"

namespace reamp {

class Film {
 public:
  Film(const Kernels& kernels, const FilmSpec& spec)
      : kernels_(&kernels),
        conv_(pack(kernels, spec.conv)),
        shift_(spec.shift),
        channels_(spec.conv.out_channels / (spec.shift ? 2 : 1)),
        factors_(spec.conv.out_channels) {}

  // x = x * scale (+ shift) [audio thread]
  void process(Rows x, ConstRows condition, int frames) noexcept {
    const Rows factors = rows_of(factors_);
    kernels_->conv(conv_.view(), &condition.data, condition.stride, factors, frames, /*accumulate=*/false);
    multiply_rows(x, as_const(factors), channels_, frames);
    if (shift_) add_rows(x, as_const(rows_from(factors, channels_)), channels_, frames);
  }

 private:
  const Kernels* kernels_;
  PackedConv conv_;
  bool shift_;
  int channels_;
  Tile factors_;  // scales, then shifts
};

}  // namespace reamp
