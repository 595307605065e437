// The inner loops of training for baseline.
#include "train/train_kernels_impl.h"

namespace reamp {

extern const TrainKernels train_kernels_baseline;
const TrainKernels train_kernels_baseline = {
    forward, backward_activation, backward_conv, weight_gradient, lane_sums_of_rows, save, finish_saving};

}  // namespace reamp
