// The inner loops for baseline.
#include "kernels_impl.h"

namespace reamp {

extern const Kernels kernels_baseline;
const Kernels kernels_baseline = {"baseline", kTileOutputs, conv, activate, layer};

}  // namespace reamp
