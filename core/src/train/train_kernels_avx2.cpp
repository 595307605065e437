// The inner loops of training for avx2.
#include "train/train_kernels_impl.h"

namespace reamp {

extern const TrainKernels train_kernels_avx2;
const TrainKernels train_kernels_avx2 = {
    forward, backward_activation, backward_conv, weight_gradient, lane_sums_of_rows, save, finish_saving};

}  // namespace reamp
