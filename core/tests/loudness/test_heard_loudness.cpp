// How loud a guitar is behind a gain: that gain louder.
#include <cmath>
#include <stdexcept>

#include "reamp/loudness.h"
#include "seeds.h"
#include "test.h"

using namespace reamp;

namespace {

std::unique_ptr<Model> gain_of(const char* weight) {
  return Model::parse(testing::model_text("Linear", R"("receptive_field": 1, "bias": false)", weight));
}

}  // namespace

TEST(loudness_of_the_guitar_clip_is_what_it_says) {
  for (const int rate_hz : {8000, 44100, 48000, 192000}) {
    const auto clip = guitar_clip(rate_hz);
    CHECK_EQUAL(clip.size(), static_cast<std::size_t>(rate_hz / 4));
    CHECK(std::abs(ungated_lufs(clip, rate_hz) - kGuitarLufs) < 1e-4);
  }
}

TEST(loudness_behind_a_gain_is_that_gain_louder) {
  const auto half = gain_of("0.5"), silent = gain_of("0");
  const Model* const one[] = {half.get()};
  const Model* const two[] = {half.get(), half.get()};
  const ModelLevels unknown, known{.input_level_dbu = 15.0, .output_level_dbu = 12.0};
  const double half_db = 20.0 * std::log10(0.5);
  const HeardLoudness first = heard_loudness(one, {&unknown, 1});
  CHECK(!first.calibrated_lufs && std::abs(first.uncalibrated_lufs.value() - kGuitarLufs - half_db) < 1e-4);
  const ModelLevels both[] = {known, known};
  const HeardLoudness second = heard_loudness(two, both, guitar_clip(48000));
  CHECK(std::abs(second.uncalibrated_lufs.value() - kGuitarLufs - 2 * half_db + 3.0) < 1e-4);
  CHECK(std::abs(second.calibrated_lufs.value() - kGuitarLufs - 2 * half_db + 6.0) < 1e-4);
  const Model* const none[] = {silent.get()};
  CHECK(!heard_loudness(none, {&known, 1}).uncalibrated_lufs);
  try {
    heard_loudness({}, {});
    CHECK(false);
  } catch (const std::invalid_argument&) {
  }
}
