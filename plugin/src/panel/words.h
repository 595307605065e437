// Numbers and sentences of the panel.
#pragma once

#include <optional>
#include <string>

#include "engine.h"

namespace reamp::plugin {

inline constexpr const char* kMinus = "\u2212";

// With a true minus sign: "-8.00" with 2 decimals; `has_plus`: "+3.0".
std::string number_words(double value, int decimals, bool has_plus = false);
std::string dbu_words(double dbu);

// A knob's value as people read it: "6.0", "+3.0 dB", "off".
std::string knob_words(const Knob& knob, double value);

// What a knob's typed text means, within its ends; none: it is no number of this unit.
std::optional<double> knob_value(const Knob& knob, const std::string& text);

// The index of the parameter with a few choices, the oversampling.
inline constexpr std::size_t kQualityIndex = [] {
  std::size_t i = 0;
  while (!has_choices(kKnobs[i])) ++i;
  return kFirstKnob + i;
}();

// A place between the speakers: "L 50", "C", "R 100"; none: the text is no place.
std::string pan_words(double pan);
std::optional<double> pan_of(const std::string& text);

// How far a wheel's click turns it.
double knob_step(const Knob& knob);

// Where an interface's level comes from, in a word or two.
std::string confidence_words(Confidence confidence);
std::string origin_words(LevelOrigin origin);

// Whether the first model gets the right level; else why not. advice: what to do, or what to know.
struct Verdict {
  enum class Kind { kCalibrated, kNot, kBroken } kind = Kind::kNot;
  std::string headline{}, advice{};
};
Verdict verdict_of(const Facts& facts, double input_trim_db);

// What the interface is called in the sum, without its manufacturer.
std::string interface_words(const Source& source);

}  // namespace reamp::plugin
