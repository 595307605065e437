// The inner loops for avx512.
#include "kernels_impl.h"
#include "lstm_kernel.h"

namespace reamp {

extern const Kernels kernels_avx512;
const Kernels kernels_avx512 = {"avx512", kTileOutputs, conv, activate, layer, kLanes, lstm, dot_frames};

}  // namespace reamp
