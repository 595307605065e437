// Holds ConvNets to numbers worked out frame by frame.
#include <algorithm>
#include <cmath>

#include "nets.h"
#include "test.h"

using namespace reamp;

TEST(convnet_plays_what_the_formula_says) {
  // Two blocks (oldest tap, current tap, bias), then head and its bias.
  const auto model = Model::parse(
      testing::model_text("ConvNet", R"("channels": 1, "dilations": [2, 70], "batchnorm": false, "activation": "ReLU")",
                          "0.5, 1, 0.1,  -0.25, 2, 0.2,  3, -1"));
  const std::vector<float> in = testing::noise(400, 1.0f, 1);
  std::vector<float> out(in.size()), first(in.size());
  model->process(in, out);
  for (std::size_t t = 0; t < in.size(); ++t) {
    first[t] = std::max(0.0f, 0.5f * (t < 2 ? 0.0f : in[t - 2]) + in[t] + 0.1f);
    const float past = t < 70 ? 0.1f : first[t - 70];  // silence has left the first bias there
    const float second = std::max(0.0f, -0.25f * past + 2 * first[t] + 0.2f);
    CHECK(std::abs(out[t] - (3 * second - 1)) < 1e-5f);
  }
  CHECK_EQUAL(model->info().receptive_field_frames.value(), 73);
  CHECK_EQUAL(model->info().macs_per_frame, 5);
}
