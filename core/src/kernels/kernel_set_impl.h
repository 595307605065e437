// All inner loops, compiled once by each isa_<name>.cpp for its instruction set.
#pragma once

#include "kernels/convolver_kernel.h"
#include "kernels/kernel_set.h"
#include "kernels/kernels_impl.h"
#include "kernels/lstm_kernel.h"
#include "kernels/spectrum_kernels_impl.h"
#include "kernels/train_kernels_impl.h"

namespace reamp {
namespace {

constexpr KernelSet kernel_set(const char* name) {
  return {
      name,
      {kTileOutputs, conv, activate, layer, kLanes, lstm, dot_frames, fir, fft_forward, fft_inverse, multiply_spectra},
      {forward, backward_activation, backward_conv, weight_gradient, lane_sums_of_rows, save, finish_saving},
      {magnitudes, distance, derive}};
}

}  // namespace
}  // namespace reamp
