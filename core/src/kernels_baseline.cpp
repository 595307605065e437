// The inner loops for baseline.
#include "kernels_impl.h"
#include "lstm_kernel.h"

namespace reamp {

extern const Kernels kernels_baseline;
const Kernels kernels_baseline = {"baseline", kTileOutputs, conv, activate, layer, kLanes, lstm, dot_frames};

}  // namespace reamp
