// Which inner loops this machine runs.
#include <cstring>
#include <initializer_list>

#include "kernels.h"

namespace reamp {

extern const Kernels kernels_baseline;
#if defined(__x86_64__)
extern const Kernels kernels_avx2;
extern const Kernels kernels_avx512;
#endif

const Kernels* find_kernels(const char* name) noexcept {
#if defined(__x86_64__)
  if (std::strcmp(name, "avx512") == 0) {
    const bool runs = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return runs ? &kernels_avx512 : nullptr;
  }
  if (std::strcmp(name, "avx2") == 0)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &kernels_avx2 : nullptr;
#endif
  return std::strcmp(name, "baseline") == 0 ? &kernels_baseline : nullptr;
}

const Kernels& best_kernels() noexcept {
  for (const char* name : {"avx512", "avx2"})
    if (const Kernels* kernels = find_kernels(name)) return *kernels;
  return kernels_baseline;
}

}  // namespace reamp
