// The players of a model share packed weights; other kernels, another scale and a copied specification do not.
#include "nets.h"
#include "nets/causal_conv.h"
#include "nets/packed_conv.h"
#include "test.h"

using namespace reamp;

TEST(packed_conv_is_shared_by_the_players_of_a_model) {
  const Kernels& kernels = best_kernel_set().infer;
  const ConvSpec spec{.in_channels = 3, .out_channels = 5, .taps = 2, .weights = testing::noise(30, 1.0f, 1)};
  const PackedConv one = pack(kernels, spec);
  const PackedConv other = pack(kernels, spec), scaled = pack(kernels, spec, 2.0f);
  CHECK(one.view().weights == other.view().weights);
  CHECK(one.view().weights != scaled.view().weights);
  CHECK_EQUAL(scaled.view().weights[7], 2.0f * one.view().weights[7]);
  const ConvSpec copy = spec;
  CHECK(pack(kernels, copy).view().weights != one.view().weights);
}

TEST(packed_conv_lives_as_long_as_a_player) {
  const Kernels& kernels = best_kernel_set().infer;
  const ConvSpec spec{.in_channels = 1, .out_channels = 1, .taps = 4, .weights = {1.0f, 2.0f, 3.0f, 4.0f}};
  const float* weights = nullptr;
  PackedConv last;
  {
    const PackedConv first = pack(kernels, spec);
    weights = first.view().weights;
    last = pack(kernels, spec);
  }
  CHECK(last.view().weights == weights);
  CHECK_EQUAL(last.view().weights[3], 4.0f);
}
