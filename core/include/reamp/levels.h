// The gain plan: every gain of a rig, from the level of the interface and those of the models, in dBu at full scale.
//
//   const reamp::SourceLevels source{.full_scale_dbu = 12.2, .raised_db = 5};
//   const std::vector levels{reamp::levels_of(model->info().metadata)};
//   const reamp::GainPlan plan = reamp::plan_gain(levels, source, {.output_mode = reamp::OutputMode::kCalibrated});
//   const reamp::RigModel played[] = {{model.get(), plan.input.applied_calibration_db()}};
//   rig.set_models(played, plan.output.applied_calibration_db());
//
// No level is guessed: an unknown level adds no gain, and the step that needs it has the status kUnknown.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "reamp/model.h"

namespace reamp {

inline constexpr double kNormalizedLufs = -24.0;  // loudness of a typical guitar at the normalized output
inline constexpr double kNormalizedDb = -18.0;    // the same by the file's stated loudness, if none was measured
inline constexpr double kMaxGainDb = 200.0;       // a gain beyond it, up or down, comes from a wrong level

// Where the guitar comes from.
struct SourceLevels {
  std::optional<double> full_scale_dbu{};  // maximum input level of the interface at its lowest gain; none: unknown
  double raised_db = 0.0;                  // the gain above the interface's lowest
};

// The levels that a model was captured at; no value is unknown.
struct ModelLevels {
  std::optional<double> input_level_dbu{}, output_level_dbu{};
  std::optional<double> loudness_db{};  // as stated in the file
  // Loudness of a typical guitar after all models up to this one, with and without calibration of the input.
  std::optional<double> heard_calibrated_lufs{}, heard_uncalibrated_lufs{};
};

ModelLevels levels_of(const ModelMetadata& metadata);

// kRaw: the model's output as it is. kNormalized: every model equally loud. kCalibrated: the gear's own output level,
// as the interface would record it at its lowest gain.
enum class OutputMode { kRaw, kNormalized, kCalibrated };

struct PlanSettings {
  OutputMode output_mode = OutputMode::kNormalized;
  double input_trim_db = 0.0, output_trim_db = 0.0;  // added by the player, to taste
};

// The meaning of a number in a gain.
enum class GainTermKind {
  kInterface,       // dBu
  kInterfaceGain,   // dB above the lowest
  kModelInput,      // dBu
  kModelOutput,     // dBu
  kTargetLufs,      // kNormalizedLufs, minus:
  kHeardLoudness,   // LUFS
  kTargetDb,        // kNormalizedDb, minus:
  kStatedLoudness,  // dB
  kTrim             // dB
};

struct GainTerm {
  GainTermKind kind;
  int sign;  // +1 or -1
  double value;
  std::size_t model = 0;  // index of the model that the level belongs to
};

// kUnknown: a level is unknown. kNotWanted: the raw output has no calibration. In both cases only the trim applies.
enum class StepStatus { kApplied, kUnknown, kNotWanted };

// A gain of two parts: the calibration, fixed by the levels, is set with the model; the trim is a knob (RigSettings).
struct GainStep {
  std::optional<double> calibration_db{};  // none: a level is unknown
  double trim_db = 0.0;
  double value_db = 0.0;          // the sum of all terms, rounded once
  std::vector<GainTerm> terms{};  // of both parts; the trim last, unless it is 0
  StepStatus status = StepStatus::kApplied;

  double applied_calibration_db() const noexcept { return calibration_db.value_or(0.0); }
};

struct GainPlan {
  GainStep input;
  std::vector<GainStep> between;  // one less than models
  GainStep output;

  // The first model gets the level that the real gear would have got, before the trim.
  bool is_calibrated() const noexcept { return input.status == StepStatus::kApplied; }
};

// Throws std::invalid_argument without a model.
GainPlan plan_gain(std::span<const ModelLevels> models, const SourceLevels& source, const PlanSettings& settings = {});

}  // namespace reamp
