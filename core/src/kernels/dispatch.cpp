#include "kernels/dispatch.h"

#include <cstring>
#include <initializer_list>
#include <stdexcept>

#include "kernels/compiler.h"

namespace reamp {

extern const KernelSet kernel_set_baseline;
#if defined(REAMP_AVX)
extern const KernelSet kernel_set_avx2;
extern const KernelSet kernel_set_avx512;
#endif
#if defined(REAMP_NEON)
extern const KernelSet kernel_set_neon;
#endif

const KernelSet* find_kernel_set(const char* name) noexcept {
#if defined(REAMP_AVX)
  const bool runs_avx2 = REAMP_RUNS("avx2") && REAMP_RUNS("fma");
  if (std::strcmp(name, "avx512") == 0) {
    const bool runs = runs_avx2 && REAMP_RUNS("avx512f") && REAMP_RUNS("avx512dq");
    return runs ? &kernel_set_avx512 : nullptr;
  }
  if (std::strcmp(name, "avx2") == 0) return runs_avx2 ? &kernel_set_avx2 : nullptr;
#endif
#if defined(REAMP_NEON)
  if (std::strcmp(name, "neon") == 0) return &kernel_set_neon;  // every 64-bit Arm processor has it
#endif
  return std::strcmp(name, "baseline") == 0 ? &kernel_set_baseline : nullptr;
}

const KernelSet& best_kernel_set() noexcept {
  for (const char* name : {"avx512", "avx2", "neon"})
    if (const KernelSet* set = find_kernel_set(name)) return *set;
  return kernel_set_baseline;
}

const KernelSet& kernel_set_named(const std::optional<std::string>& name) {
  if (!name) return best_kernel_set();
  if (const KernelSet* set = find_kernel_set(name->c_str())) return *set;
  throw std::invalid_argument("this machine does not run the instruction set '" + *name + "'");
}

}  // namespace reamp
