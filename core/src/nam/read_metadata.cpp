// The .nam reader: metadata about gear and levels.
#include <cmath>

#include "nam/read_parts.h"

namespace reamp {
namespace {

constexpr double kMaxLevel = 1e300;  // a number beyond it is not a level
constexpr const char* kSetByEar = "set by ear";
constexpr double kMaxTrainedPeakDb = 100.0;  // a number beyond it, up or down, is not a peak

std::optional<Field> find_object(const Field& object, const char* key) {
  auto field = object.find_value(key);
  if (field && !field->is_object()) field.reset();
  return field;
}

std::optional<double> find_number(const std::optional<Field>& object, const char* key) {
  if (!object) return std::nullopt;
  const auto field = object->find_value(key);
  return field && field->is_number() ? std::optional(field->number()) : std::nullopt;
}

std::optional<std::string> find_text(const Field& object, const char* key) {
  const auto field = object.find_value(key);
  return field && field->is_text() ? std::optional(field->text()) : std::nullopt;
}

std::optional<double> read_level(const Field& metadata, const char* key) {
  const auto field = metadata.find_value(key);
  if (!field) return std::nullopt;
  const double level = field->number();
  if (!(std::abs(level) < kMaxLevel)) field->fail("expected a number, got " + number_text(level));
  return level;
}

}  // namespace

ModelMetadata read_metadata(const Field& model) {
  ModelMetadata said;
  const auto metadata = find_object(model, "metadata");
  if (!metadata) return said;
  said.name = find_text(*metadata, "name");
  said.modeled_by = find_text(*metadata, "modeled_by");
  said.gear_type = find_text(*metadata, "gear_type");
  said.gear_make = find_text(*metadata, "gear_make");
  said.gear_model = find_text(*metadata, "gear_model");
  said.tone_type = find_text(*metadata, "tone_type");
  said.loudness_db = read_level(*metadata, "loudness");
  said.input_level_dbu = read_level(*metadata, "input_level_dbu");
  said.output_level_dbu = read_level(*metadata, "output_level_dbu");

  // The mark repeats the level it refers to: a tool that writes another level thereby voids the mark.
  const auto estimate = find_object(*metadata, "level_estimate");
  const auto is_marked = [&](const char* key, const std::optional<double>& level) {
    return level && find_number(estimate, key) == level;
  };
  said.is_input_level_estimated = is_marked("input_level_dbu", said.input_level_dbu);
  said.is_output_level_estimated = is_marked("output_level_dbu", said.output_level_dbu);
  said.is_input_level_set_by_ear =
      said.is_input_level_estimated && find_text(*estimate, "from") == std::string(kSetByEar);

  if (const auto training = find_object(*metadata, "training")) {
    const auto peak_dbfs = find_number(find_object(*training, "input_levels"), "peak_dbfs");
    if (peak_dbfs && std::abs(*peak_dbfs) < kMaxTrainedPeakDb) said.trained_peak_dbfs = peak_dbfs;
  }
  return said;
}

}  // namespace reamp
