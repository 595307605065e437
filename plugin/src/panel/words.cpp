// Numbers and sentences of the panel.
#include "panel/words.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "reamp/units.h"

namespace reamp::plugin {

std::string number_words(double value, int decimals, bool has_plus) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.*f", decimals, std::abs(value));
  const bool is_zero = std::string_view(digits).find_first_not_of("0.") == std::string_view::npos;
  return (is_zero ? "" : value < 0.0 ? kMinus : has_plus ? "+" : "") + std::string(digits);
}

std::string dbu_words(double dbu) { return number_words(dbu, 2) + " dBu"; }

std::string knob_words(const Knob& knob, double value) {
  const std::string_view unit = knob.unit;
  if (has_choices(knob)) return std::to_string(knob.choices[static_cast<std::size_t>(std::lround(value))]) + knob.unit;
  if (unit.empty()) return number_words(value, 1);
  return number_words(value, unit == "dBFS" ? 0 : 1, unit == "dB") + ' ' + knob.unit;
}

std::optional<double> knob_value(const Knob& knob, const std::string& text) {
  try {
    const std::string_view unit = knob.unit;
    if (has_choices(knob)) {
      const auto* const found = std::ranges::find(knob.choices, parse_number(text, unit));
      if (found == knob.choices.end()) return std::nullopt;
      return static_cast<double>(found - knob.choices.begin());
    }
    return std::clamp(unit == "dB" ? parse_gain_db(text) : parse_number(text, unit), knob.low, knob.high);
  } catch (const UnitError&) {
    return std::nullopt;
  }
}

std::string pan_words(double pan) {
  const long percent = std::lround(100.0 * std::abs(pan));
  return percent == 0 ? "C" : (pan < 0.0 ? "L " : "R ") + std::to_string(percent);
}

std::optional<double> pan_of(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return 0.0;
  const char side = static_cast<char>(text[first] & ~0x20);
  const std::string rest = text.substr(first + 1);
  if (side == 'C' && rest.find_first_not_of(" \t") == std::string::npos) return 0.0;
  try {
    if (side == 'L' || side == 'R') {
      const double percent = parse_number(rest, "%");
      if (percent < 0.0 || percent > 100.0) return std::nullopt;
      return (side == 'L' ? -percent : percent) / 100.0;
    }
    const double percent = parse_number(text, "%");
    return std::abs(percent) <= 100.0 ? std::optional(percent / 100.0) : std::nullopt;
  } catch (const UnitError&) {
    return std::nullopt;
  }
}

double knob_step(const Knob& knob) { return has_choices(knob) || std::string_view(knob.unit) == "dBFS" ? 1.0 : 0.5; }

std::string confidence_words(Confidence confidence) {
  switch (confidence) {
    case Confidence::kManufacturer:
      return "manufacturer\u2019s figure";
    case Confidence::kManufacturerCited:
      return "manufacturer\u2019s figure, cited";
    case Confidence::kCommunityMeasured:
      return "measured by a user";
    case Confidence::kCommunityTable:
      return "from a users' table";
    case Confidence::kInferred:
      return "inferred";
    case Confidence::kConflict:
      return "sources disagree";
    case Confidence::kUser:
      return "entered by you";
  }
  return "";
}

std::string origin_words(LevelOrigin origin) {
  switch (origin) {
    case LevelOrigin::kUnknown:
      return "unknown";
    case LevelOrigin::kFile:
      return "from its file";
    case LevelOrigin::kEstimated:
      return "estimated, from its file";
    case LevelOrigin::kTyped:
      return "typed by you";
    case LevelOrigin::kByEar:
      return "set by ear";
    case LevelOrigin::kPreset:
      return "from the preset";
  }
  return "";
}

std::string interface_words(const Source& source) {
  if (!source.kept || !source.kept->name) return "your interface";
  if (!source.row) return *source.kept->name;
  return source.row->generation.empty() ? source.row->model : source.row->model + ' ' + source.row->generation;
}

Verdict verdict_of(const Facts& facts, double input_trim_db) {
  using Kind = Verdict::Kind;
  const Source& source = facts.source;
  const auto not_yet = [](std::string advice) { return Verdict{Kind::kNot, "Not calibrated", std::move(advice)}; };
  if (!source.problem.empty()) return {Kind::kBroken, "Not calibrated", source.problem};
  if (!source.kept)
    return not_yet("Choose your interface: click \u201cchoose\u201d and type three letters of its name.");
  if (!source.levels.full_scale_dbu)
    return not_yet(source.row && source.row->confidence == Confidence::kConflict
                       ? "The sources for this interface disagree. Type its maximum input level, as in 12.2 dBu."
                       : "The level of this interface is unknown. Type its maximum input level, as in 12.2 dBu.");
  const auto first =
      std::find_if(facts.models.begin(), facts.models.end(), [](const ModelFacts& model) { return model.plays(); });
  if (first == facts.models.end()) return not_yet("Choose a model, and it gets the level of the real gear.");
  if (!facts.plan || !facts.plan->is_calibrated())
    return not_yet("The model\u2019s file states no input level. Type it if you know it, or set Input by ear.");
  Verdict verdict{Kind::kCalibrated, "Calibrated", ""};
  if (input_trim_db != 0.0)
    verdict.advice = "The Input knob adds " + number_words(input_trim_db, 1, true) + " dB to it.";
  else if (!source.kept->shown_db && !source.kept->raised_db)
    verdict.advice = "Assuming the interface\u2019s gain is at its lowest. If not, type what it shows.";
  else if (first->origin == LevelOrigin::kEstimated)
    verdict.advice = "The model\u2019s level is an estimate of its author.";
  else if (source.row && !source.row->setting.empty())
    verdict.advice = "Holds with: " + source.row->setting + '.';
  else
    verdict.advice = "Click a number to type or paste another: 12.2 dBu, 9.98 dBV or 3.15 V.";
  return verdict;
}

}  // namespace reamp::plugin
