// Which inner loops of training go with those of inference.
#include <cstring>

#include "train/train_kernels.h"

namespace reamp {

extern const TrainKernels train_kernels_baseline;
#if defined(__x86_64__)
extern const TrainKernels train_kernels_avx2;
extern const TrainKernels train_kernels_avx512;
#endif

const TrainKernels& train_kernels(const Kernels& kernels) noexcept {
#if defined(__x86_64__)
  if (std::strcmp(kernels.name, "avx512") == 0) return train_kernels_avx512;
  if (std::strcmp(kernels.name, "avx2") == 0) return train_kernels_avx2;
#endif
  return train_kernels_baseline;
}

}  // namespace reamp
