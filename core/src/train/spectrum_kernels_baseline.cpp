// The inner loops of the spectral loss for baseline.
#include "train/spectrum_kernels_impl.h"

namespace reamp {

extern const SpectrumKernels spectrum_kernels_baseline;
const SpectrumKernels spectrum_kernels_baseline = {magnitudes, distance, derive};

}  // namespace reamp
