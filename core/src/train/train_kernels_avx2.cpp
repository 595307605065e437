// The inner loops of training for avx2.
#include "train/train_kernels_impl.h"

namespace reamp {

extern const TrainKernels train_kernels_avx2;
const TrainKernels train_kernels_avx2 = {forward,  backward_activation, backward_conv, weight_gradient,
                                         row_sums, finish_saving};

}  // namespace reamp
