// The gain plan for Python, which puts it into words.
#include "reamp/levels.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/vector.h>

#include "binding.h"

void bind_levels(nb::module_& m) {
  m.attr("NORMALIZED_LUFS") = reamp::kNormalizedLufs;
  m.attr("NORMALIZED_DB") = reamp::kNormalizedDb;
  m.attr("MAX_GAIN_DB") = reamp::kMaxGainDb;

  nb::enum_<reamp::OutputMode>(m, "OutputMode", "See core/include/reamp/levels.h.")
      .value("RAW", reamp::OutputMode::kRaw)
      .value("NORMALIZED", reamp::OutputMode::kNormalized)
      .value("CALIBRATED", reamp::OutputMode::kCalibrated);
  nb::enum_<reamp::GainTermKind>(m, "GainTermKind", "The meaning of a number in a gain.")
      .value("INTERFACE", reamp::GainTermKind::kInterface)
      .value("INTERFACE_GAIN", reamp::GainTermKind::kInterfaceGain)
      .value("MODEL_INPUT", reamp::GainTermKind::kModelInput)
      .value("MODEL_OUTPUT", reamp::GainTermKind::kModelOutput)
      .value("TARGET_LUFS", reamp::GainTermKind::kTargetLufs)
      .value("HEARD_LOUDNESS", reamp::GainTermKind::kHeardLoudness)
      .value("TARGET_DB", reamp::GainTermKind::kTargetDb)
      .value("STATED_LOUDNESS", reamp::GainTermKind::kStatedLoudness)
      .value("TRIM", reamp::GainTermKind::kTrim);
  nb::enum_<reamp::StepStatus>(m, "StepStatus", "Whether a gain was applied, or why not.")
      .value("APPLIED", reamp::StepStatus::kApplied)
      .value("UNKNOWN", reamp::StepStatus::kUnknown)
      .value("NOT_WANTED", reamp::StepStatus::kNotWanted);

  using Level = std::optional<double>;
  nb::class_<reamp::ModelLevels>(m, "ModelLevels", "The levels that a model was captured at; None is unknown.")
      .def(
          "__init__",
          [](reamp::ModelLevels* self, Level input_dbu, Level output_dbu, Level loudness_db, Level calibrated_lufs,
             Level uncalibrated_lufs) {
            new (self) reamp::ModelLevels{input_dbu, output_dbu, loudness_db, calibrated_lufs, uncalibrated_lufs};
          },
          nb::kw_only(), "input_level_dbu"_a.none(), "output_level_dbu"_a.none(), "loudness_db"_a.none(),
          "heard_calibrated_lufs"_a.none(), "heard_uncalibrated_lufs"_a.none());
  nb::class_<reamp::GainTerm>(m, "GainTerm", "One number in a gain; `model` is the index of the model it belongs to.")
      .def_ro("kind", &reamp::GainTerm::kind)
      .def_ro("sign", &reamp::GainTerm::sign)
      .def_ro("value", &reamp::GainTerm::value)
      .def_ro("model", &reamp::GainTerm::model);
  nb::class_<reamp::GainStep>(m, "GainStep", "A gain: the calibration and the trim.")
      .def_ro("calibration_db", &reamp::GainStep::calibration_db)
      .def_ro("trim_db", &reamp::GainStep::trim_db)
      .def_ro("value_db", &reamp::GainStep::value_db)
      .def_ro("terms", &reamp::GainStep::terms)
      .def_ro("status", &reamp::GainStep::status);
  nb::class_<reamp::GainPlan>(m, "GainPlan", "Every gain of a rig.")
      .def_ro("input", &reamp::GainPlan::input)
      .def_ro("between", &reamp::GainPlan::between)
      .def_ro("output", &reamp::GainPlan::output)
      .def_prop_ro("is_calibrated", &reamp::GainPlan::is_calibrated);

  m.def(
      "plan_gain",
      [](const std::vector<reamp::ModelLevels>& models, Level full_scale_dbu, double raised_db, reamp::OutputMode mode,
         double input_trim_db, double output_trim_db) {
        return reamp::plan_gain(models, {full_scale_dbu, raised_db}, {mode, input_trim_db, output_trim_db});
      },
      "models"_a, nb::kw_only(), "full_scale_dbu"_a.none(), "raised_db"_a, "output_mode"_a, "input_trim_db"_a,
      "output_trim_db"_a, "Return every gain of a rig; reamp.plan.gain puts it into words.");
}
