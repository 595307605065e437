// The inner loops of the spectral loss for avx2.
#include "train/spectrum_kernels_impl.h"

namespace reamp {

extern const SpectrumKernels spectrum_kernels_avx2;
const SpectrumKernels spectrum_kernels_avx2 = {magnitudes, distance, derive};

}  // namespace reamp
