// Linear networks: the bias and the channels; test_convolver.cpp has the rest.
#include <stdexcept>

#include "nets.h"
#include "nets/linear.h"
#include "test.h"

using namespace reamp;

TEST(linear_adds_its_bias_to_the_taps) {
  const auto net = make_linear({3, {0.5f, 0.25f, -1.0f}, 0.125f, 1, 1}, best_kernel_set().infer);
  const auto out = testing::play(*net, {{1.0f, 0.0f, 0.0f, 2.0f, 0.0f}})[0];
  const std::vector<float> expected = {0.625f, 0.375f, -0.875f, 1.125f, 0.625f};
  CHECK(out == expected);
  CHECK_EQUAL(net->receptive_field_frames().value(), 3);
}

TEST(linear_plays_each_channel_by_itself) {
  const auto taps = testing::noise(300, 0.2f, 1), left = testing::noise(900, 1.0f, 2),
             right = testing::noise(900, 1.0f, 3);
  testing::for_each_instruction_set([&](const Kernels& kernels) {
    const auto mono = make_linear({300, taps, 0.5f, 1, 1}, kernels);
    const auto left_alone = testing::play(*mono, {left})[0];
    mono->clear();
    const auto right_alone = testing::play(*mono, {right})[0];

    const auto wide = testing::play(*make_linear({300, taps, 0.5f, 2, 3}, kernels), {left, right}, 5);
    CHECK(wide[0] == left_alone);
    CHECK(wide[1] == right_alone);
    CHECK(wide[2] == std::vector<float>(900, 0.0f));
    const auto narrow = testing::play(*make_linear({300, taps, 0.5f, 2, 1}, kernels), {left, right});
    CHECK(narrow[0] == left_alone);
  });
}

TEST(linear_refuses_a_wrong_number_of_taps) {
  bool refused = false;
  try {
    make_linear({4, {1.0f}, 0.0f, 1, 1}, best_kernel_set().infer);
  } catch (const std::logic_error&) {
    refused = true;
  }
  CHECK(refused);
}
