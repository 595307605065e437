// The gain plan: the sums of the levels, and nothing guessed where one is unknown.
#include <algorithm>
#include <cmath>

#include "levels/exact_sum.h"
#include "reamp/levels.h"
#include "seeds.h"
#include "test.h"

using namespace reamp;

namespace {

const SourceLevels kTurnedUp{.full_scale_dbu = 12.2, .raised_db = 5.0};
const ModelLevels kAmp{.input_level_dbu = 15.0, .output_level_dbu = 9.0, .loudness_db = -20.0};

}  // namespace

TEST(plan_is_the_articles_example) {
  const GainPlan plan = plan_gain({{kAmp}}, kTurnedUp);
  CHECK(plan.is_calibrated());
  CHECK(std::abs(plan.input.value_db - -7.8) < 1e-12);
  CHECK(plan.input.calibration_db == plan.input.value_db);
  CHECK_EQUAL(plan.input.terms.size(), 3u);
  CHECK_EQUAL(plan.output.value_db, 2.0);  // -18 + 20
}

TEST(plan_keeps_the_trims_apart) {
  const GainPlan plan = plan_gain({{kAmp}}, kTurnedUp, {.input_trim_db = -3.0, .output_trim_db = 1.0});
  CHECK(plan.input.calibration_db == plan_gain({{kAmp}}, kTurnedUp).input.value_db);
  CHECK_EQUAL(plan.input.trim_db, -3.0);
  CHECK(std::abs(plan.input.value_db - -10.8) < 1e-12);
  CHECK(plan.input.terms.back().kind == GainTermKind::kTrim);
  CHECK_EQUAL(plan.output.value_db, 3.0);
}

TEST(plan_adds_no_gain_for_an_unknown_level) {
  for (const auto& [source, model] : {std::pair{SourceLevels{}, kAmp}, {kTurnedUp, ModelLevels{}}}) {
    const GainPlan plan = plan_gain({{model}}, source, {OutputMode::kCalibrated, -3.0, 0.0});
    CHECK(!plan.is_calibrated());
    CHECK(plan.input.status == StepStatus::kUnknown && plan.output.status == StepStatus::kUnknown);
    CHECK(!plan.input.calibration_db && plan.input.applied_calibration_db() == 0.0);
    CHECK_EQUAL(plan.input.value_db, -3.0);
    CHECK_EQUAL(plan.output.value_db, 0.0);
  }
}

TEST(plan_connects_each_output_to_the_next_input) {
  const ModelLevels pedal{.input_level_dbu = 10.0, .output_level_dbu = 4.0}, unknown{};
  const ModelLevels models[] = {pedal, kAmp, unknown};
  const GainPlan plan = plan_gain(models, kTurnedUp);
  CHECK_EQUAL(plan.between.size(), 2u);
  CHECK_EQUAL(plan.between[0].value_db, 4.0 - 15.0);
  CHECK_EQUAL(plan.between[0].terms[1].model, 1u);
  CHECK(plan.between[1].status == StepStatus::kUnknown);
  CHECK(plan.output.status == StepStatus::kUnknown);
}

TEST(plan_has_three_outputs) {
  ModelLevels amp = kAmp;
  CHECK_EQUAL(*plan_gain({{amp}}, kTurnedUp, {OutputMode::kCalibrated}).output.calibration_db, 9.0 - 12.2);
  const GainStep raw = plan_gain({{amp}}, kTurnedUp, {OutputMode::kRaw}).output;
  CHECK(raw.status == StepStatus::kNotWanted && raw.calibration_db == 0.0 && raw.terms.empty());
  amp.heard_calibrated_lufs = -30.0;
  amp.heard_uncalibrated_lufs = -31.0;
  CHECK_EQUAL(plan_gain({{amp}}, kTurnedUp).output.value_db, 6.0);  // what was measured comes before the file
  CHECK_EQUAL(plan_gain({{amp}}, {}).output.value_db, 7.0);
}

TEST(plan_of_a_file_has_its_levels) {
  ModelMetadata said;
  said.input_level_dbu = 3.0;
  said.loudness_db = -10.0;
  const ModelLevels levels = levels_of(said);
  CHECK(levels.input_level_dbu == 3.0 && !levels.output_level_dbu && levels.loudness_db == -10.0);
}

TEST(exact_sum_rounds_once_and_knows_no_order) {
  CHECK_EQUAL(exact_sum({}), 0.0);
  CHECK_EQUAL(exact_sum(std::vector{1e100, 1.0, -1e100, 1e-30}), 1.0);
  CHECK_EQUAL(exact_sum(std::vector{0.1, 0.1, 0.1, -0.3}), 2.7755575615628914e-17);
  CHECK_EQUAL(exact_sum(std::vector{1.0, 0x1p-53, 0x1p-106}), 1.0 + 0x1p-52);  // above the middle
  CHECK_EQUAL(exact_sum(std::vector{1.0, 0x1p-53, -0x1p-106}), 1.0);           // below it
  testing::Sequence sequence(5);
  for (int i = 0; i < 1000; ++i) {
    std::vector<double> numbers;
    for (int k = 0; k < 4; ++k) numbers.push_back(std::ldexp(sequence.uniform(-1.0f, 1.0f), sequence.below(100)));
    const double sum = exact_sum(numbers);
    std::sort(numbers.begin(), numbers.end());
    CHECK_EQUAL(exact_sum(numbers), sum);
  }
}
