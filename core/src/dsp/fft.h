// The transform for fast convolution: 64, 512 or 4096 complex points.
#pragma once

#include "kernels/kernels.h"
#include "kernels/tile.h"

namespace reamp {

// Real signals of 2 * size numbers are folded into `size` complex ones, past + i now, and twisted by
// e^(i pi n / 2 size): products of spectra are then convolutions modulo x^(2 size) + 1 without any extra
// work for bin 0 or for pairs of bins. The wrapped part falls into the first half, which is not used.
class Fft {
 public:
  explicit Fft(int size);

  FftView view() const noexcept { return {size_, twist_.data(), twiddles_.data()}; }

 private:
  int size_;
  AlignedBuffer twist_, twiddles_;
};

}  // namespace reamp
