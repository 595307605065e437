// Holds the reader to: every broken file is refused with the path of the field and what is wrong with it.
#include "nam/read.h"
#include "seeds.h"
#include "test.h"

using namespace reamp;

namespace {

const std::string kWaveNet = testing::plain_wavenet();
const std::string kFull = testing::conditioned_wavenet(testing::a2_wavenet());
const std::string kSlimmable = testing::slimmable_wavenet();
const std::string kLstm = testing::lstm();
const std::string kConvNet = testing::convnet(true);
const std::string kLinear = testing::linear(40);
const std::string kContainer = testing::container();

// The text with `from` replaced by `to` where it first stands.
std::string edited(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw testing::Failure("the seed has no " + from);
  return text.replace(at, from.size(), to);
}

struct Broken {
  const std::string& text;
  const char* from;
  const char* to;
  const char* field;
  const char* problem;  // a part of it
};

void check_refused(const std::string& text, const std::string& field, const std::string& problem) {
  try {
    read_model(text);
  } catch (const ModelError& error) {
    CHECK_EQUAL(error.field(), field);
    if (error.problem().find(problem) == std::string::npos) CHECK_EQUAL(error.problem(), problem);
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return;
  }
  throw testing::Failure("not refused: " + field + ": " + problem);
}

void check_all(std::initializer_list<Broken> cases) {
  for (const Broken& broken : cases) try {
      check_refused(edited(broken.text, broken.from, broken.to), broken.field, broken.problem);
    } catch (const testing::Failure& failure) {
      throw testing::Failure(std::string(failure.what()) + " (" + broken.from + " -> " + broken.to + ")");
    }
}

}  // namespace

TEST(read_refuses_what_is_not_json) {
  for (const char* empty : {"", " \n", "\xEF\xBB\xBF"}) check_refused(empty, "", "is empty");
  for (const char* text : {"amp", "this is no model", "[1]", "null", "\x93NUMPY"})
    check_refused(text, "", "is not a NAM model; a .nam file is a JSON object");
  check_refused("\n<!DOCTYPE html>", "", "is a web page, not a model");
  for (const char* sound : {"RIFF", "RF64....WAVE", "fLaC", "FORM....AIFF", "OggS"})
    check_refused(sound, "", "is a sound file, not a model");
  for (const std::size_t size : {kLinear.find('[') + 1, kLinear.find("weights") + 3, kLinear.find("weights")})
    check_refused(kLinear.substr(0, size), "", "is incomplete: the file ends too early");
  check_refused(kWaveNet.substr(0, kWaveNet.find("2, 70")), "", "is incomplete: the file ends too early");
  check_refused("{\"a\": " + std::string(100, '['), "", "nested more than 64 deep");
  check_refused("{\"a\":" + std::string(100000, '['), "", "nested more than 64 deep");
  check_refused("{\"a\": \"\xff\"}", "a", "is damaged: no valid JSON at byte");
  check_refused(edited(kWaveNet, "70", "1e999"), "config.layers[0].dilations[2]", "beyond double precision");
  check_refused(edited(kWaveNet, "70", "NaN"), "config.layers[0].dilations[2]", "is damaged: no valid JSON at byte");
}

TEST(read_tolerates_what_the_official_core_does) {
  read_model("\xef\xbb\xbf" + kWaveNet + " and more");
  read_model(edited(kWaveNet, "\"version\"", "\"version\": 1, \"version\""));  // of equal keys the last counts
  read_model(edited(kWaveNet, "\"kernel_size\": 3", "\"kernel_size\": 3.0"));
  read_model(
      edited(kWaveNet, "\"sample_rate\": 48000", "\"metadata\": null, \"unknown\": [{\"weights\": [\"a\", [1]]}]"));
  read_model(edited(kWaveNet, "0.7.0", "0.7.12"));
  read_model(edited(kContainer, "\"weights\": [], \"sample_rate\"", "\"weights\": [null], \"sample_rate\""));
  CHECK(!read_model(edited(kWaveNet, ": 48000", ": -1.0"))->sample_rate_hz);
  const auto whole = read_model(edited(edited(kSlimmable, "slice_channels_uniform", ""), "slice_channels_uniform", ""));
  CHECK(!std::get<WaveNetSpec>(whole->net).is_slimmable());
  const auto linear = read_model(testing::model_text("Linear", R"("receptive_field": 2, "bias": false)", "true, 0"));
  CHECK((std::get<LinearSpec>(linear->net).taps == std::vector<float>{1.0f, 0.0f}));
}

TEST(read_refuses_a_broken_frame) {
  check_all({
      {kWaveNet, "\"version\"", "\"v\"", "version", "missing"},
      {kWaveNet, "\"architecture\"", "\"a\"", "architecture", "missing"},
      {kWaveNet, "\"config\"", "\"c\"", "config", "missing"},
      {kWaveNet, "\"weights\"", "\"w\"", "weights", "missing"},
      {kContainer, "\"weights\": [], \"sample_rate\"", "\"sample_rate\"", "weights", "missing"},
      {kWaveNet, "\"0.7.0\"", "7", "version", "expected a string, got 7"},
      {kWaveNet, "0.7.0", "0.7", "version", "three numbers"},
      {kWaveNet, "0.7.0", "0.7.0-beta", "version", "three numbers"},
      {kWaveNet, "0.7.0", "0.-7.0", "version", "three numbers"},
      {kWaveNet, "0.7.0", "0.7.99999999999999", "version", "three numbers"},
      {kWaveNet, "0.7.0", "0.4.9", "version", "too old"},
      {kWaveNet, "0.7.0", "0.8.0", "version", "too new"},
      {kWaveNet, "0.7.0", "1.0.0", "version", "too new"},
      {kWaveNet, "WaveNet", "Wavenet", "architecture", "unknown architecture \"Wavenet\""},
      {kWaveNet, "WaveNet", "KnobWaveNet", "architecture", "a model with knobs"},
      {kWaveNet, ": 48000", ": null", "sample_rate", "expected a number, got null"},
      {kWaveNet, ": 48000", ": 1e9", "sample_rate", "at most 1000000 Hz"},
      {kWaveNet, "\"layers\": [", "\"in_channels\": 2, \"layers\": [", "config.layers[0].condition_size", "expected 2"},
      {kWaveNet, "\"head_size\": 1", "\"head_size\": 2", "weights", "expected"},
      {kLinear, "\"bias\"", "\"in_channels\": 2, \"bias\"", "config.in_channels", "only mono"},
      {kLinear, "\"bias\"", "\"out_channels\": 2, \"bias\"", "config.out_channels", "only mono"},
  });
}

TEST(read_refuses_wrong_weights) {
  const std::string lines = "\"receptive_field\": 3, \"bias\": false";
  const auto linear = [&](const char* weights) { return testing::model_text("Linear", lines, weights); };
  check_refused(linear("1, 2"), "weights", "expected 3 numbers, got 2");
  check_refused(linear("1, 2, 3, 4"), "weights", "expected 3 numbers, got 4");
  check_refused(linear("1, null, 3"), "weights[1]", "expected a number, got null");
  check_refused(linear("1, 2, \"3\""), "weights[2]", "expected a number, got \"3\"");
  check_refused(linear("[1, 2, 3]"), "weights[0]", "expected a number, got a list");
  check_refused(linear(R"(1, {"weights": [[{"weights": [[1]]}]]}, 3)"), "weights[1]", "got an object");
  check_refused(linear("1, 1e39, 3"), "weights[1]", "1e+39 is beyond the range of float32");
  check_refused(linear("1, 2, -1e999"), "weights[2]", "beyond double precision");
  check_refused(edited(kLinear, "[", "{\"a\": ["), "", "is incomplete: the file ends too early");
  check_refused(edited(kLinear, "[", "7, \"a\": ["), "weights", "expected a list of numbers, got 7");
  check_all({{kFull, "\"weights\": [", "\"weights\": [1, ", "config.condition_dsp.weights", "numbers, got"},
             {kContainer, "\"weights\": [", "\"weights\": [0, ", "config.submodels[0].model.weights", "numbers, got"},
             {kLstm, "\"weights\": [", "\"weights\": [0, ", "weights", "numbers, got"},
             {kConvNet, "\"weights\": [", "\"weights\": [0, ", "weights", "numbers, got"},
             {kWaveNet, "\"weights\": [", "\"weights\": [0, ", "weights", "numbers, got"}});
  check_refused(linear(""), "weights", "expected 3 numbers, got 0");
}

TEST(read_refuses_impossible_sizes) {
  check_all({
      {kWaveNet, "\"channels\": 3", "\"channels\": 0", "config.layers[0].channels", "from 1 to 1024, got 0"},
      {kWaveNet, "\"channels\": 3", "\"channels\": -3", "config.layers[0].channels", "got -3"},
      {kWaveNet, "\"channels\": 3", "\"channels\": 3.7", "config.layers[0].channels", "got 3.7"},
      {kWaveNet, "\"channels\": 3", "\"channels\": \"3\"", "config.layers[0].channels", "got \"3\""},
      {kWaveNet, "\"channels\": 3", "\"channels\": true", "config.layers[0].channels", "got true"},
      {kWaveNet, "\"channels\": 3", "\"channels\": 1e300", "config.layers[0].channels", "got 1e+300"},
      {kWaveNet, "\"channels\": 3", "\"channels\": 4294967297", "config.layers[0].channels", "got 4294967297"},
      {kWaveNet, "\"kernel_size\": 3", "\"kernel_size\": 0", "config.layers[0].kernel_size", "got 0"},
      {kWaveNet, "[1, 2, 70]", "[1, -2, 70]", "config.layers[0].dilations[1]", "got -2"},
      {kWaveNet, "[1, 2, 70]", "[]", "config.layers[0].dilations", "1 to 256 dilations, got 0"},
      {kWaveNet, "[1, 2, 70]", "7", "config.layers[0].dilations", "expected a list, got 7"},
      {kWaveNet, "\"kernel_size\": 3,\n      \"dilations\": [1, 2, 70]",
       "\"kernel_size\": 4096, \"dilations\": [1048576]", "config.layers", "more than 1 GB"},
      {kWaveNet, "\"kernel_size\": 3,\n      \"dilations\": [1, 2, 70]",
       "\"kernel_size\": 18, \"dilations\": [1048576]", "config.layers", "too long"},
      {kWaveNet, "\"head_size\": 2", "\"head_size\": 1024", "config.layers[1].channels", "expected 1024"},
      {kLstm, "\"num_layers\": 2", "\"num_layers\": -1", "config.num_layers", "got -1"},
      {kLstm, "\"hidden_size\": 5", "\"hidden_size\": 1024", "weights", "expected"},
      {kLstm, "\"num_layers\": 2, \"input_size\": 1, \"hidden_size\": 5",
       "\"num_layers\": 256, \"input_size\": 1, \"hidden_size\": 1024", "config", "more than 1 GB"},
      {kLstm, "\"input_size\": 1", "\"input_size\": 2", "config.input_size", "expected 1 (in_channels), got 2"},
      {kLstm, "\"input_size\": 1", "\"input_size\": 1, \"in_channels\": 2", "config.input_size", "expected 2"},
      {kConvNet, "[1, 2, 90]", "[1, 0, 90]", "config.dilations[1]", "got 0"},
      {kConvNet, "\"groups\": 1", "\"groups\": 0", "config.groups", "got 0"},
      {kConvNet, "\"groups\": 1", "\"groups\": 3", "config.groups", "3 groups do not divide 1 channels"},
      {kLinear, "\"receptive_field\": 40", "\"receptive_field\": 1e9", "config.receptive_field", "got 1e+09"},
      {kLinear, "\"bias\": true", "\"bias\": 1", "config.bias", "expected true or false, got 1"},
      {kLinear, "\"bias\"", "\"implementation\": \"slow\", \"bias\"", "config.implementation", "unknown"},
  });
}

TEST(read_refuses_what_takes_long_to_settle) {
  // 256 blocks of one channel and two taps: 256 * (2 + 10) + 11 a frame, for 1 + 256 * dilation frames.
  const auto many_blocks = [](int dilation) {
    std::string dilations;
    for (int i = 0; i < 256; ++i) dilations += (i ? ", " : "") + std::to_string(dilation);
    return testing::with_weights(
        "ConvNet", R"("channels": 1, "batchnorm": false, "activation": "Tanh", "dilations": [)" + dilations + "]");
  };
  CHECK_EQUAL(read_model(many_blocks(12670))->prewarm_frames, 3243521);  // 0.99998e10
  check_refused(many_blocks(12671), "config", "more than 1e10 multiplications");
  const std::string deep = testing::with_weights("LSTM", R"("num_layers": 256, "input_size": 1, "hidden_size": 1)");
  CHECK_EQUAL(read_model(deep)->prewarm_frames, 24000);
  check_refused(edited(deep, "48000", "192000"), "config", "more than 1e10 multiplications");
}

TEST(read_refuses_wavenets_that_do_not_fit_together) {
  check_all({
      {kWaveNet, "\"layers\": [", "\"layers\": [], \"l\": [", "config.layers", "1 to 64 layer arrays, got 0"},
      {kWaveNet, "\"input_size\": 1", "\"input_size\": 2", "config.layers[0].input_size", "expected 1 (in_channels)"},
      {kWaveNet, "\"input_size\": 3", "\"input_size\": 2", "config.layers[1].input_size",
       "expected 3 (channels of the array before)"},
      {kWaveNet, "\"condition_size\": 1", "\"condition_size\": 2", "config.layers[0].condition_size", "expected 1"},
      {kWaveNet, "\"head_size\": 2", "\"head_size\": 3", "config.layers[1].channels",
       "expected 3 (head outputs of the array before), got 2"},
      {kWaveNet, "\"channels\": 2", "\"channels\": 2, \"bottleneck\": 3", "config.layers[1].bottleneck",
       "expected 2 (head outputs of the array before), got 3"},
      {kWaveNet, "\"kernel_size\": 3", "\"kernel_size\": 3, \"kernel_sizes\": [3, 3, 3]",
       "config.layers[0].kernel_sizes", "exclude each other"},
      {kFull, "[6, 15, 1]", "[6, 15]", "config.condition_dsp.config.layers[0].kernel_sizes",
       "each of 3 dilations, got 2"},
      {kWaveNet, "\"Tanh\"", "\"GELU\"", "config.layers[0].activation", "unknown activation \"GELU\""},
      {kWaveNet, "\"Tanh\"", "[\"Tanh\"]", "config.layers[0].activation", "each of 3"},
      {kFull, "\"SiLU\"", "{\"slope\": 1}", "config.condition_dsp.config.layers[0].activation[1].type", "missing"},
      {kFull, "[0.1, 0.2]", "[]", "config.layers[0].activation[0].negative_slopes", "1 to 1024 slopes, got 0"},
      {kFull, "[0.1, 0.2]", "[0.1, 1e200]", "config.layers[0].activation[0].negative_slopes[1]", "float32"},
      {kFull, "\"blended\"", "\"mixed\"", "config.layers[0].gating_mode[0]", "none, gated or blended"},
      {kFull, "[\"blended\", \"gated\", \"none\"]", "\"gated\"", "config.layers[0].secondary_activation", "got a list"},
      {kWaveNet, "\"gated\": false", "\"gated\": 0", "config.layers[0].gated", "expected true or false"},
      {kFull, "\"groups_input\": 2", "\"groups_input\": 3", "config.layers[0].groups_input", "do not divide 4"},
      {kFull, "{\"active\": true, \"shift\"", "true, \"x\": {\"shift\"", "config.layers[0].conv_pre_film", "an object"},
      {kFull, "{\"active\": true, \"shift\"", "null, \"x\": {\"shift\"", "config.layers[0].conv_pre_film", "an object"},
      {kFull, "\"layer1x1\": {\"active\": true, \"groups\": 2}", "\"layer1x1\": {\"active\": false, \"groups\": 1}",
       "config.layers[0].layer1x1.active", "bottleneck differs"},
      {kFull, "\"layer1x1\": {\"active\": true, \"groups\": 2}", "\"layer1x1\": {\"active\": true}",
       "config.layers[0].layer1x1.groups", "missing"},
      {kFull, "\"head1x1\": {\"active\": true, \"out_channels\": 3",
       "\"head1x1\": {\"active\": false, \"out_channels\": 3", "config.layers[0].head1x1_post_film", "not active"},
      {kFull, "\"kernel_sizes\": [3, 2]", "\"kernel_sizes\": []", "config.head.kernel_sizes", "1 to 256"},
      {kFull, "\"kernel_sizes\": [3, 2]", "\"kernel_sizes\": [3, 2], \"in_channels\": 3", "config.head.in_channels",
       "expected 2 (outputs of the last array)"},
      {kWaveNet, "\"head_scale\": 0.02", "\"head_scale\": null", "config.head_scale", "expected a number"},
      {kWaveNet, "\"head_bias\": false", "\"head_bia\": false", "config.layers[0].head_bias", "missing"},
  });
}

TEST(read_refuses_broken_models_inside_models) {
  check_all({
      {kFull, "48000", "44100", "config.condition_dsp.sample_rate", "expected 48000 (the outer model's), got 44100"},
      {kFull, "\"version\": \"0.7.0\"", "\"version\": \"0.4.0\"", "version", "too old"},
      {kFull, "{\"version\": \"0.7.0\", \"architecture\": \"WaveNet\", \"config\": {\"layers\"",
       "{\"architecture\": \"WaveNet\", \"config\": {\"layers\"", "config.condition_dsp.version", "missing"},
      {kFull, "\"condition_dsp\": {", "\"condition_dsp\": 7, \"x\": {", "config.condition_dsp", "expected an object"},
      {kContainer, "\"submodels\": [", "\"submodels\": [], \"x\": [", "config.submodels", "at least one"},
      {kContainer, "0.66", "0.33", "config.submodels[1].max_value", "more than the submodel before"},
      {kContainer, "\"max_value\": 1.0", "\"max_value\": 0.9", "config.submodels", "at least 1, got 0.9"},
      {kContainer, "\"max_value\": 0.33", "\"max_value\": null", "config.submodels[0].max_value", "a number"},
      {kContainer, "48000", "44100", "config.submodels[0].model.sample_rate", "expected 48000 (the container's)"},
      {kContainer, "\"input_size\": 1", "\"out_channels\": 2, \"input_size\": 1", "config.submodels[0].model.weights",
       "expected"},
  });
  std::string nested = testing::linear(1);
  for (int i = 0; i < 8; ++i)
    nested =
        testing::model_text("SlimmableContainer", "\"submodels\": [{\"max_value\": 1, \"model\": " + nested + "}]", "");
  std::string path = "config.submodels[0].model";
  for (int i = 1; i < 8; ++i) path += ".config.submodels[0].model";
  check_refused(nested, path, "more than 8 models in each other");
}

TEST(read_refuses_what_cannot_be_cut) {
  check_all({
      {kSlimmable, "slice_channels_uniform", "other", "config.layers[0].slimmable.method", "unknown method"},
      {kSlimmable, "[2, 3, 6]", "[3, 2, 6]", "config.layers[0].slimmable.kwargs.allowed_channels[1]", "more than"},
      {kSlimmable, "[2, 3, 6]", "[2, 3]", "config.layers[0].slimmable.kwargs.allowed_channels", "to be 6 (channels)"},
      {kSlimmable, "[2, 3, 6]", "[]", "config.layers[0].slimmable.kwargs.allowed_channels", "to be 6 (channels)"},
      {kSlimmable, "\"head_scale\"",
       "\"head\": {\"channels\": 1, \"out_channels\": 1, \"kernel_sizes\": [1], "
       "\"activation\": \"ReLU\"}, \"head_scale\"",
       "config.head", "expected none in a slimmable model"},
      {kSlimmable, "\"head_size\": 4", "\"groups_input\": 3, \"head_size\": 4", "config.layers", "no groups"},
      {kSlimmable, "\"head_size\": 4, ", "\"head\": {\"out_channels\": 4, \"kernel_size\": 2, \"bias\": false}, ",
       "config.layers[0].head.kernel_size", "expected 1 in a slimmable model"},
  });
}

TEST(read_takes_batch_normalisation_into_the_weights) {
  const auto spec = read_model(
      testing::model_text("ConvNet", R"("channels": 1, "dilations": [1], "batchnorm": true, "activation": "ReLU")",
                          "1, 2,  0.5, 3, 4, 5, 1,  1, 0"));
  const ConvSpec& block = std::get<ConvNetSpec>(spec->net).blocks[0];
  CHECK((block.weights == std::vector<float>{2.0f, 4.0f}));  // gamma / sqrt(eps + var) = 4 / sqrt(1 + 3)
  CHECK((block.bias == std::vector<float>{4.0f}));           // 5 - 2 * 0.5
  check_refused(
      testing::model_text("ConvNet", R"("channels": 1, "dilations": [1], "batchnorm": true, "activation": "ReLU")",
                          "1, 2,  0.5, -3, 4, 5, 1,  1, 0"),
      "weights", "variance above 0, got -2");
}

TEST(read_spreads_groups_over_a_dense_convolution) {
  const auto spec = read_model(testing::model_text(
      "ConvNet", R"("channels": 2, "groups": 1, "dilations": [1], "batchnorm": false, "activation": "ReLU")",
      "1, 2, 3, 4,  5, 6,  7, 8,  9"));
  CHECK((std::get<ConvNetSpec>(spec->net).blocks[0].weights == std::vector<float>{1, 2, 3, 4}));
  const auto full = read_model(testing::conditioned_wavenet(testing::lstm()));
  const ConvSpec& conv = std::get<WaveNetSpec>(full->net).arrays[0].layers[0].conv;  // 4 -> 4 in 2 groups of 2 taps
  for (int out = 0; out < 4; ++out)
    for (int in = 0; in < 4; ++in)
      for (int tap = 0; tap < 2; ++tap)
        CHECK_EQUAL(conv.weights[static_cast<std::size_t>((out * 4 + in) * 2 + tap)] != 0.0f, out / 2 == in / 2);
}

TEST(read_keeps_what_a_file_says_of_gear_and_levels) {
  const auto with = [](const std::string& metadata) {
    return read_model(edited(kLinear, "\"weights\"", "\"metadata\": " + metadata + ", \"weights\""))->metadata;
  };
  const ModelMetadata said = with(R"({"name": "Twin", "modeled_by": "me", "gear_type": "amp", "gear_make": "F",
      "gear_model": "65", "tone_type": "clean", "loudness": -18.5, "input_level_dbu": 12, "output_level_dbu": 3.5,
      "level_estimate": {"output_level_dbu": 3.5}, "training": {"input_levels": {"peak_dbfs": -0.3}}})");
  CHECK_EQUAL(*said.name + *said.modeled_by + *said.gear_make + *said.gear_model, "TwinmeF65");
  CHECK_EQUAL(*said.gear_type + *said.tone_type, "ampclean");
  CHECK_EQUAL(*said.loudness_db, -18.5);
  CHECK_EQUAL(*said.input_level_dbu, 12.0);
  CHECK_EQUAL(*said.output_level_dbu, 3.5);
  CHECK(!said.is_input_level_estimated && said.is_output_level_estimated);
  CHECK_EQUAL(*said.trained_peak_dbfs, -0.3);

  const ModelMetadata odd = with(R"({"name": 5, "gear_type": ["amp"], "loudness": null, "level_estimate": 3})");
  CHECK(!odd.name && !odd.gear_type && !odd.loudness_db && !odd.is_input_level_estimated);
  CHECK(!with("null").input_level_dbu && !with("7").input_level_dbu);
}

TEST(read_takes_the_levels_of_the_outermost_model_only) {
  const std::string inside =
      edited(kContainer, "\"weights\"", R"("metadata": {"input_level_dbu": "x"}, "weights")");  // of a submodel
  CHECK(!read_model(inside)->metadata.input_level_dbu);
}
