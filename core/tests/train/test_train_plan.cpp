// Which tiles of a sequence each layer works on.
#include "kernels/dispatch.h"
#include "test.h"
#include "train/train_plan.h"

using namespace reamp;

TEST(train_plan_begins_each_layer_where_it_is_first_heard) {
  // 4 tiles of output but for 32 frames; the layers look back 1 and 2 tiles, the head 15 frames: 17 less than 7.
  const int frames = 4 * kTrainFrames - 32;
  const TrainingArray array{1, 2, 1, {2, 3}, {kTrainFrames, kTrainFrames}, 16, true};
  const TrainPlan plan({{array}, TrainingActivation::kTanh, 1.0f}, frames, best_kernel_set().infer);
  CHECK_EQUAL(plan.past_frames, 3 * kTrainFrames + 15);
  CHECK_EQUAL(plan.tiles, 7);
  CHECK_EQUAL(plan.padding, 17);
  const ArrayPlan& only = plan.arrays.front();
  CHECK_EQUAL(only.first_tile, 0);
  CHECK_EQUAL(only.layers[0].first_tile, 1);
  CHECK_EQUAL(only.layers[1].first_tile, 3);
  CHECK_EQUAL(only.head_tile, 3);
  CHECK_EQUAL(only.head_out_tile, 3);
  CHECK_EQUAL(only.active_layers(0), 0);
  CHECK_EQUAL(only.active_layers(2), 1);
  CHECK_EQUAL(only.active_layers(6), 2);
  CHECK(only.layers[0].has_out && !only.layers[1].has_out);
  // rechannel 2; layers 2 * (conv, bias, mix-in, 1x1 and bias); head 32 and bias
  CHECK_EQUAL(plan.weight_count, std::size_t{2 + (8 + 2 + 2 + 6) + (12 + 2 + 2 + 6) + 33});
  // 6 + 4 tiles of the layers, 7 of what goes on, 4 of the head
  CHECK_EQUAL(plan.saved_floats, std::size_t{21 * 2 * kTrainFrames});
}
