#include "kernels/kernel_set_impl.h"

namespace reamp {

extern const KernelSet kernel_set_avx2;
constinit const KernelSet kernel_set_avx2 = kernel_set("avx2");

}  // namespace reamp
