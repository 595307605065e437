// The inner loops for baseline.
#include "convolver_kernel.h"
#include "kernels_impl.h"
#include "lstm_kernel.h"

namespace reamp {

extern const Kernels kernels_baseline;
const Kernels kernels_baseline = {"baseline", kTileOutputs, conv, activate,    layer,       kLanes,
                                  lstm,       dot_frames,   fir,  fft_forward, fft_inverse, multiply_spectra};

}  // namespace reamp
