#include "kernels/kernel_set_impl.h"

namespace reamp {

extern const KernelSet kernel_set_neon;
constinit const KernelSet kernel_set_neon = kernel_set("neon");

}  // namespace reamp
