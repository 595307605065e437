#include "kernels/kernel_set_impl.h"

namespace reamp {

extern const KernelSet kernel_set_baseline;
constinit const KernelSet kernel_set_baseline = kernel_set("baseline");

}  // namespace reamp
