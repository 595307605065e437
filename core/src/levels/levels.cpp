// The gain plan: every gain of a rig, from the level of the interface and those of the models.
#include "reamp/levels.h"

#include <stdexcept>

#include "levels/exact_sum.h"

namespace reamp {
namespace {

using Terms = std::vector<GainTerm>;

double sum_db(const Terms& terms) {
  std::vector<double> signed_values;
  for (const GainTerm& term : terms) signed_values.push_back(term.sign * term.value);
  return exact_sum(signed_values);
}

// calibration: none where it is unknown.
GainStep step_of(std::optional<Terms> calibration, double trim_db = 0.0) {
  GainStep step{.trim_db = trim_db};
  if (calibration) {
    step.calibration_db = sum_db(*calibration);
    step.terms = std::move(*calibration);
  } else {
    step.status = StepStatus::kUnknown;
  }
  if (trim_db != 0.0) step.terms.push_back({GainTermKind::kTrim, +1, trim_db});
  step.value_db = sum_db(step.terms);
  return step;
}

std::optional<Terms> input_terms(const SourceLevels& source, const ModelLevels& first) {
  if (!source.full_scale_dbu || !first.input_level_dbu) return std::nullopt;
  Terms terms{{GainTermKind::kInterface, +1, *source.full_scale_dbu},
              {GainTermKind::kModelInput, -1, *first.input_level_dbu}};
  if (source.raised_db != 0.0) terms.push_back({GainTermKind::kInterfaceGain, -1, source.raised_db});
  return terms;
}

std::optional<Terms> between_terms(std::span<const ModelLevels> models, std::size_t next) {
  const auto &from = models[next - 1].output_level_dbu, &to = models[next].input_level_dbu;
  if (!from || !to) return std::nullopt;
  return Terms{{GainTermKind::kModelOutput, +1, *from, next - 1}, {GainTermKind::kModelInput, -1, *to, next}};
}

std::optional<Terms> normalized_terms(const ModelLevels& last, std::size_t index, bool is_calibrated) {
  if (const auto& heard = is_calibrated ? last.heard_calibrated_lufs : last.heard_uncalibrated_lufs)
    return Terms{{GainTermKind::kTargetLufs, +1, kNormalizedLufs}, {GainTermKind::kHeardLoudness, -1, *heard, index}};
  if (last.loudness_db)
    return Terms{{GainTermKind::kTargetDb, +1, kNormalizedDb},
                 {GainTermKind::kStatedLoudness, -1, *last.loudness_db, index}};
  return std::nullopt;
}

std::optional<Terms> calibrated_terms(const ModelLevels& last, std::size_t index, const SourceLevels& source) {
  if (!last.output_level_dbu || !source.full_scale_dbu) return std::nullopt;
  return Terms{{GainTermKind::kModelOutput, +1, *last.output_level_dbu, index},
               {GainTermKind::kInterface, -1, *source.full_scale_dbu}};
}

GainStep output_step(std::span<const ModelLevels> models, const SourceLevels& source, const PlanSettings& settings,
                     bool is_calibrated) {
  const std::size_t last = models.size() - 1;
  if (settings.output_mode == OutputMode::kNormalized)
    return step_of(normalized_terms(models[last], last, is_calibrated), settings.output_trim_db);
  if (settings.output_mode == OutputMode::kCalibrated)
    return step_of(calibrated_terms(models[last], last, source), settings.output_trim_db);
  GainStep raw = step_of(Terms{}, settings.output_trim_db);
  raw.status = StepStatus::kNotWanted;
  return raw;
}

}  // namespace

ModelLevels levels_of(const ModelMetadata& metadata) {
  return {.input_level_dbu = metadata.input_level_dbu,
          .output_level_dbu = metadata.output_level_dbu,
          .loudness_db = metadata.loudness_db};
}

GainPlan plan_gain(std::span<const ModelLevels> models, const SourceLevels& source, const PlanSettings& settings) {
  if (models.empty()) throw std::invalid_argument("a gain plan needs at least one model");
  GainPlan plan;
  plan.input = step_of(input_terms(source, models.front()), settings.input_trim_db);
  for (std::size_t next = 1; next < models.size(); ++next) plan.between.push_back(step_of(between_terms(models, next)));
  plan.output = output_step(models, source, settings, plan.is_calibrated());
  return plan;
}

}  // namespace reamp
