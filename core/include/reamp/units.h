// Parses numbers as people type them: with a comma or a point, a sign, and an optional unit.
//
//   reamp::parse_level_dbu("9.98 dBV");   // 12.2
//   reamp::parse_number("-70 dB", "dBFS");
//
// All throw UnitError for any other text.
#pragma once

#include <string>
#include <string_view>

#include "reamp/error.h"

namespace reamp {

// A level in dBu: "12.2", "12,2", "+12.2 dBu", "9.98 dBV", "3.15 V" (RMS), "4.46 Vp"; -100 to 60 dBu; a level
// beyond that has a wrong unit.
double parse_level_dbu(std::string_view text);

// A gain in dB: "5", "-5,5", "+5 dB"; -100 to 100 dB; a gain beyond that is a mistake.
double parse_gain_db(std::string_view text);

// A number in `unit`, which may be empty. mV, ms and kHz are converted to V, s and Hz; dB is read as dBFS.
double parse_number(std::string_view text, std::string_view unit = "");

}  // namespace reamp
