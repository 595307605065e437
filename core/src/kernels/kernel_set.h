// All inner loops for one instruction set. Plain data and pointers, as in kernels.h.
#pragma once

#include "kernels/kernels.h"
#include "kernels/spectrum_kernels.h"
#include "kernels/train_kernels.h"

namespace reamp {

struct KernelSet {
  const char* name;
  Kernels infer;
  TrainKernels train;
  SpectrumKernels spectrum;
};

}  // namespace reamp
