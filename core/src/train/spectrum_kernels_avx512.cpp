// The inner loops of the spectral loss for avx512.
#include "train/spectrum_kernels_impl.h"

namespace reamp {

extern const SpectrumKernels spectrum_kernels_avx512;
const SpectrumKernels spectrum_kernels_avx512 = {magnitudes, distance, derive};

}  // namespace reamp
