// Holds WaveNets to numbers worked out frame by frame, and their fused layers to the step-by-step ones.
#include <algorithm>
#include <cmath>

#include "nam/read.h"
#include "nets.h"
#include "nets/rows.h"
#include "nets/wavenet_layer.h"
#include "test.h"

using namespace reamp;

TEST(wavenet_of_one_layer_plays_what_the_formula_says) {
  // rechannel; conv: oldest tap, current tap, bias; mix-in; layer 1x1 and bias; head, head bias; scale
  const auto model = Model::parse(
      testing::model_text("WaveNet",
                          R"("layers": [)" + testing::array_text(R"("channels": 1, "kernel_size": 2, "dilations": [3],
          "activation": "ReLU", "head_size": 1, "head_bias": true)") +
                              R"(], "head_scale": 9)",
                          "2,  0.5, -1, 0.25,  0.75,  7, 7,  3, 0.125,  0.5"));
  const std::vector<float> in = testing::noise(300, 1.0f, 1);
  std::vector<float> out(in.size());
  model->process(in, out);
  for (std::size_t t = 0; t < in.size(); ++t) {
    const float y = 2 * in[t], past = t < 3 ? 0.0f : 2 * in[t - 3];
    const float p = std::max(0.0f, 0.5f * past - y + 0.25f + 0.75f * in[t]);
    CHECK(std::abs(out[t] - 0.5f * (3 * p + 0.125f)) < 1e-6f);
  }
}

// Plays both kinds of the same layer and compares what they add to the head and give to the next.
static void check_fused(const WaveNetLayerSpec& spec, const Kernels& kernels) {
  const int channels = spec.conv.in_channels, width = spec.conv.out_channels;
  const auto fused = make_wavenet_layer(spec, kernels, /*last=*/false);
  const auto stepwise = make_full_wavenet_layer(spec, kernels);
  Tile condition(1), scratch(width), heads[2] = {Tile(width), Tile(width)}, outs[2] = {Tile(channels), Tile(channels)};
  testing::Sequence sequence(5);
  for (int tile = 0; tile < 20; ++tile) {
    const int frames = 1 + sequence.below(kTileFrames);
    for (int t = 0; t < frames; ++t) {
      condition.row(0)[t] = sequence.uniform(-1, 1);
      for (int c = 0; c < channels; ++c)
        row(fused->input(), c)[t] = row(stepwise->input(), c)[t] = sequence.uniform(-1, 1);
    }
    WaveNetLayer* layers[] = {fused.get(), stepwise.get()};
    for (int i = 0; i < 2; ++i) {
      heads[i].clear();
      layers[i]->process({as_const(rows_of(condition)), rows_of(scratch), rows_of(heads[i]), rows_of(outs[i]), frames});
    }
    for (int t = 0; t < frames; ++t) {
      for (int c = 0; c < width; ++c) CHECK(std::abs(heads[0].row(c)[t] - heads[1].row(c)[t]) < 1e-5f);
      for (int c = 0; c < channels; ++c) CHECK(std::abs(outs[0].row(c)[t] - outs[1].row(c)[t]) < 1e-5f);
    }
  }
}

TEST(wavenet_fused_layer_equals_the_steps) {
  for (const std::string& text : {testing::plain_wavenet(), testing::a2_wavenet()}) {
    const SharedSpec spec = read_model(text);
    testing::for_each_instruction_set([&](const Kernels& kernels) {
      for (const WaveNetLayerSpec& layer : std::get<WaveNetSpec>(spec->net).arrays[0].layers)
        check_fused(layer, kernels);
    });
  }
}

TEST(wavenet_film_behind_layer1x1_acts_in_blended_layers_only) {
  // As the official core has it: in other layers the weights of the film change nothing.
  const auto play_with =
      [](const char* gating, float film_weight) {
        const auto model =
            Model::parse(testing::model_text(
                "WaveNet",
                R"("layers": [)" + testing::array_text(R"("channels": 1, "kernel_size": 1, "dilations": [1, 1],
            "activation": "Tanh", "head_size": 1, "head_bias": false, "layer1x1_post_film": {"shift": false},
            "gating_mode": ")" + std::string(gating) + "\"") +
                    R"(], "head_scale": 1)",
                "1, " +
                    [&] {
                      std::string layer =
                          std::string(gating) == "none" ? "0.5, 0, 0.5, " : "0.5, 0.5, 0, 0, 0.5, 0.5, ";
                      layer += "1, 0, " + std::to_string(film_weight) + ", 1, ";
                      return layer + layer;
                    }() +
                    "1, 1"));
        std::vector<float> signal = testing::noise(50, 1.0f, 2);
        model->process(signal, signal);
        return signal;
      };
  CHECK(play_with("none", 0.5f) == play_with("none", -0.5f));
  CHECK(play_with("gated", 0.5f) == play_with("gated", -0.5f));
  CHECK(play_with("blended", 0.5f) != play_with("blended", -0.5f));
}
