// The inner loops for avx512.
#include "convolver_kernel.h"
#include "kernels_impl.h"
#include "lstm_kernel.h"

namespace reamp {

extern const Kernels kernels_avx512;
const Kernels kernels_avx512 = {"avx512", kTileOutputs, conv, activate,    layer,       kLanes,
                                lstm,     dot_frames,   fir,  fft_forward, fft_inverse, multiply_spectra};

}  // namespace reamp
