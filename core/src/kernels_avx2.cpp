// The inner loops for avx2.
#include "convolver_kernel.h"
#include "kernels_impl.h"
#include "lstm_kernel.h"

namespace reamp {

extern const Kernels kernels_avx2;
const Kernels kernels_avx2 = {"avx2", kTileOutputs, conv, activate,    layer,       kLanes,
                              lstm,   dot_frames,   fir,  fft_forward, fft_inverse, multiply_spectra};

}  // namespace reamp
