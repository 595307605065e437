#include "kernels/kernel_set_impl.h"

namespace reamp {

extern const KernelSet kernel_set_avx512;
constinit const KernelSet kernel_set_avx512 = kernel_set("avx512");

}  // namespace reamp
