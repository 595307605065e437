// Weights in the kernels' order, and gradients back in the file's.
#include <numeric>

#include "kernels/dispatch.h"
#include "test.h"
#include "train/train_weights.h"

using namespace reamp;

namespace {

const WeightSpan kConv{5, 3, 11, 2, true};  // wider than a register tile, after five other weights

std::vector<float> counting(std::size_t count) {
  std::vector<float> weights(count);
  std::iota(weights.begin(), weights.end(), 0.0f);
  return weights;
}

// check(weight of the view, out, in, tap) for each, in the order of the kernels.
template <class Check>
void for_each_weight(const Kernels& kernels, const ConvView& view, Check check) {
  const float* weight = view.weights;
  const int groups = group_count(view.out_channels, kernels.tile_outputs);
  for (int group = 0, first = 0; group < groups; ++group) {
    const int size = group_size(view.out_channels, groups, group);
    for (int tap = 0; tap < view.taps; ++tap)
      for (int in = 0; in < view.in_channels; ++in)
        for (int out = first; out < first + size; ++out) check(*weight++, out, in, tap);
    first += size;
  }
}

}  // namespace

TEST(train_weights_are_packed_as_the_kernels_read_them) {
  const Kernels& kernels = best_kernel_set().infer;
  PackedWeights packed(kernels);
  const PackedSpan plain = packed.add(kConv, -2.0f), transposed = packed.add_transposed(kConv);
  packed.allocate();
  packed.fill(counting(kConv.end()));
  for_each_weight(kernels, packed.view(plain), [](float weight, int out, int in, int tap) {
    CHECK_EQUAL(weight, -2.0f * static_cast<float>(kConv.at(out, in, tap)));
  });
  for_each_weight(kernels, packed.view(transposed), [](float weight, int out, int in, int tap) {
    CHECK_EQUAL(weight, static_cast<float>(kConv.at(in, out, tap)));
  });
  for (int out = 0; out < kConv.outs; ++out)
    CHECK_EQUAL(packed.view(plain).bias[out], -2.0f * static_cast<float>(kConv.bias() + out));
  for (int out = 0; out < kConv.ins; ++out) CHECK_EQUAL(packed.view(transposed).bias[out], 0.0f);
}

TEST(train_gradients_are_summed_over_lanes_and_sequences) {
  Gradients gradients;
  const GradientSpan span = gradients.add(kConv);
  gradients.allocate(2);
  for (int b = 0; b < 2; ++b) {
    gradients.of(b)[span.at(10, 2, 1)] = 1.5f;
    for (int lane = 0; lane < kGradientLanes; ++lane) gradients.of(b)[span.bias() + 3 * kGradientLanes + lane] = 0.25f;
  }
  std::vector<float> sum(kConv.end() + 1, 9.0f);
  gradients.collect(sum);
  std::vector<float> expected(sum.size(), 0.0f);
  expected[kConv.at(10, 2, 1)] = 3.0f;
  expected[kConv.bias() + 3] = 2 * kGradientLanes * 0.25f;
  CHECK(sum == expected);
  gradients.clear(0);
  gradients.clear(1);
  gradients.collect(sum);
  CHECK(sum == std::vector<float>(sum.size(), 0.0f));
}
