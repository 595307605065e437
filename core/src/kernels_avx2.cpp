// The inner loops for avx2.
#include "kernels_impl.h"
#include "lstm_kernel.h"

namespace reamp {

extern const Kernels kernels_avx2;
const Kernels kernels_avx2 = {"avx2", kTileOutputs, conv, activate, layer, kLanes, lstm, dot_frames};

}  // namespace reamp
