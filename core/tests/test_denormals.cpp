// Holds denormals.h to: none inside the scope, the thread as it was after it; and every processor to its use.
#include <algorithm>
#include <cmath>

#include "nets.h"
#include "reamp/offline_rig.h"
#include "test.h"
#include "threads/denormals.h"

using namespace reamp;

TEST(denormals_are_zero_inside_the_scope_only) {
  volatile float tiny = 1e-40f;
  volatile float one = 1.0f;
  CHECK(tiny * one != 0.0f);
  {
    const NoDenormals no_denormals;
    volatile const float product = tiny * one;
    CHECK(product == 0.0f);
  }
  CHECK(tiny * one != 0.0f);
}

// A sound that dies away into silence, through all the denormals on its way, which cost most.
static std::vector<float> dying_sound() {
  auto signal = testing::noise(3000, 1.0f, 7);
  for (std::size_t t = 0; t < signal.size(); ++t) signal[t] *= static_cast<float>(std::exp2(-0.06 * t));
  return signal;
}

static bool any_denormal(const std::vector<float>& signal) {
  for (const float x : signal)
    if (std::fpclassify(x) == FP_SUBNORMAL) return true;
  return false;
}

TEST(denormals_never_come_out_of_a_processor) {
  const auto in = dying_sound();
  CHECK(any_denormal(in));  // or the test would show nothing
  const auto play = [&](auto& processor) {
    std::vector<float> out(in.size());
    processor.process(in, out);
    return out;
  };
  // Without biases, so that the output dies away with the input.
  const std::string wavenet = testing::model_text(
      "WaveNet",
      R"("layers": [)" + testing::array_text(R"("channels": 1, "kernel_size": 2, "dilations": [3], "activation": "ReLU",
         "head_size": 1, "head_bias": true)") +
          R"(], "head_scale": 1)",
      "1,  0.5, 1, 0,  0.75,  1, 0,  1, 0,  1");
  const std::string convnet = testing::model_text(
      "ConvNet", R"("channels": 1, "dilations": [2], "batchnorm": false, "activation": "ReLU")", "0.5, 1, 0,  1, 0");
  const std::string lstm = testing::model_text("LSTM", R"("num_layers": 1, "input_size": 1, "hidden_size": 1)",
                                               "0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0");
  const std::string linear = testing::model_text("Linear", R"("receptive_field": 2, "bias": false)", "0.75, 0.5");
  for (const std::string& text : {wavenet, convnet, lstm, linear})
    testing::for_each_instruction_set([&](const KernelSet& kernels) {
      const auto model = Model::parse(text, kernels.name);
      const auto out = play(*model);
      CHECK(*std::max_element(out.begin(), out.end()) > 0.01f);
      CHECK(!any_denormal(out));
    });
  const auto taps = testing::noise(700, 0.1f, 8);
  const RigParts parts{
      .settings = {.gate = true, .tone = {.bass = 7.0}}, .models = {}, .cabinet_left = taps, .cabinet_right = {}};
  OfflineRig rig(48000, parts, 1);
  std::vector<float> out(in.size());
  rig.process(in, out, {});
  CHECK(!any_denormal(out));
}
