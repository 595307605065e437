// Holds slim.h to hand-cut models and to the rules of the format for slim values.
#include <cmath>

#include "nam/read.h"
#include "nam/slim.h"
#include "seeds.h"
#include "test.h"

using namespace reamp;

// One layer of `channels`; slimmable when it is the full one.
static std::string small_wavenet(int channels, const std::string& weights) {
  return testing::model_text(
      "WaveNet",
      R"("layers": [)" +
          testing::array_text(R"("head_size": 1, "kernel_size": 2, "dilations": [1],
      "activation": "ReLU", "head_bias": true, "channels": )" +
                              std::to_string(channels) +
                              (channels == 2 ? R"(, "slimmable": {"method": "slice_channels_uniform"})" : "")) +
          R"(], "head_scale": 1)",
      weights);
}

TEST(slim_wavenet_keeps_the_leading_rows_and_columns) {
  const auto full = read_model(small_wavenet(2,
                                             "1, 2,  3, 4, 5, 6, 7, 8, 9, 10,  11, 12,  13, 14,  15, 16, 17, 18,  "
                                             "19, 20,  21, 22,  23,  24"));
  const auto expected = read_model(small_wavenet(1, "1,  3, 4,  11,  13,  15,  19,  21,  23,  24"));
  const SlimChoice choice = choose_size(*full, 0.0);
  const auto cut = cut_to_size(full, choice);
  CHECK_EQUAL(cut->weight_count, expected->weight_count);
  std::vector<ConvSpec> convs, expected_convs;
  for_each_conv(std::get<WaveNetSpec>(cut->net), [&](const ConvSpec& conv) { convs.push_back(conv); });
  for_each_conv(std::get<WaveNetSpec>(expected->net), [&](const ConvSpec& conv) { expected_convs.push_back(conv); });
  CHECK_EQUAL(convs.size(), expected_convs.size());
  for (std::size_t i = 0; i < convs.size(); ++i) {
    CHECK(convs[i].weights == expected_convs[i].weights);
    CHECK(convs[i].bias == expected_convs[i].bias);
    CHECK_EQUAL(convs[i].in_channels, expected_convs[i].in_channels);
    CHECK_EQUAL(convs[i].out_channels, expected_convs[i].out_channels);
  }
  CHECK_EQUAL(std::get<WaveNetSpec>(cut->net).head_scale, 24.0f);
}

TEST(slim_value_chooses_as_the_format_says) {
  const auto container = read_model(testing::container());
  const auto submodel = [&](std::optional<double> slim) { return choose_size(*container, slim)[0]; };
  CHECK_EQUAL(submodel(std::nullopt), 2);
  CHECK_EQUAL(submodel(-1.0), 0);
  CHECK_EQUAL(submodel(0.3299), 0);
  CHECK_EQUAL(submodel(0.33), 1);  // v < max_value, not <=
  CHECK_EQUAL(submodel(0.66), 2);
  CHECK_EQUAL(submodel(1.0), 2);
  CHECK_EQUAL(submodel(NAN), 2);

  const auto wavenet = read_model(testing::slimmable_wavenet());  // 3 and 2 sizes
  CHECK((choose_size(*wavenet, std::nullopt) == SlimChoice{2, 1}));
  CHECK((choose_size(*wavenet, -5.0) == SlimChoice{0, 0}));
  CHECK((choose_size(*wavenet, 0.34) == SlimChoice{1, 0}));
  CHECK((choose_size(*wavenet, 0.5) == SlimChoice{1, 1}));
  CHECK((choose_size(*wavenet, 1e300) == SlimChoice{2, 1}));
  CHECK((choose_size(*wavenet, NAN) == SlimChoice{2, 1}));
  CHECK((slim_breakpoints(*wavenet) == std::vector<double>{1.0 / 3.0, 0.5, 2.0 / 3.0}));
}

TEST(slim_model_of_one_size_stays_as_it_is) {
  const auto spec = read_model(testing::plain_wavenet());
  CHECK(choose_size(*spec, 0.0).empty());
  CHECK(cut_to_size(spec, {}) == spec);
  CHECK(slim_breakpoints(*spec).empty());
}

TEST(slim_wavenet_plays_at_every_size) {
  const auto model = Model::parse(testing::slimmable_wavenet());
  std::vector<float> last;
  for (const double slim : {0.0, 0.34, 0.5, 0.7}) {
    std::vector<float> signal(500, 0.25f);
    model->set_slim(slim);
    model->process(signal, signal);
    for (const float y : signal) CHECK(std::isfinite(y));
    CHECK(signal != last);
    last = signal;
  }
}
