// Parses numbers as people type them.
#include "reamp/units.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

namespace reamp {
namespace {

constexpr double kLowestDbu = -100.0, kHighestDbu = 60.0, kMaxTypedGainDb = 100.0;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string small(std::string_view text) {
  std::string letters(text);
  for (char& c : letters)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return letters;
}

// Replaces every `from` in the text by `to`.
std::string replaced(std::string_view text, std::string_view from, char to) {
  std::string result;
  while (!text.empty()) {
    const std::size_t at = text.find(from);
    result += text.substr(0, at);
    if (at == std::string_view::npos) break;
    result += to;
    text.remove_prefix(at + from.size());
  }
  return result;
}

// Removes the spaces around the text, and replaces the long minus of a word processor.
std::string plain(std::string_view text) {
  std::string typed = replaced(text, "\xe2\x88\x92", '-');
  for (const char* space : {"\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\t", "\n", "\r", "\f", "\v"})
    typed = replaced(typed, space, ' ');
  const std::size_t first = typed.find_first_not_of(' ');
  if (first == std::string::npos) return "";
  return typed.substr(first, typed.find_last_not_of(' ') - first + 1);
}

std::optional<double> number_of(std::string_view digits) {
  if (digits.starts_with('+')) digits.remove_prefix(1);
  double number = 0.0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc::result_out_of_range) return std::nullopt;
  return error == std::errc() && end == digits.data() + digits.size() ? std::optional(number) : std::nullopt;
}

struct Typed {
  double number;
  std::string unit;
};

// [+-] digits [. or ,] digits, spaces, letters or %.
std::optional<Typed> number_and_unit(const std::string& text) {
  std::size_t at = 0;
  std::string digits;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) digits += text[at++];
  std::size_t count = 0;
  bool has_point = false;
  for (; at < text.size(); ++at) {
    const bool is_point = !has_point && (text[at] == '.' || text[at] == ',');
    if (!is_point && !is_digit(text[at])) break;
    has_point = has_point || is_point;
    count += !is_point;
    digits += is_point ? '.' : text[at];
  }
  if (count == 0) return std::nullopt;
  const std::size_t unit = std::min(text.size(), text.find_first_not_of(' ', at));
  if (!std::all_of(text.begin() + static_cast<std::ptrdiff_t>(unit), text.end(),
                   [](char c) { return is_letter(c) || c == '%'; }))
    return std::nullopt;
  const auto number = number_of(digits);
  return number ? std::optional(Typed{*number, text.substr(unit)}) : std::nullopt;
}

// A sign, digits with a point or none, e, a whole number.
std::optional<double> power_of_ten(const std::string& text) {
  const std::size_t e = text.find_first_of("eE");
  const std::size_t first = !text.empty() && (text[0] == '+' || text[0] == '-');
  if (e == std::string::npos || first >= text.size() || !is_digit(text[first])) return std::nullopt;
  return number_of(text);
}

double v_rms_to_dbu(double volts) { return 20.0 * std::log10(volts / std::sqrt(0.6)); }

std::string in_one_place(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", number);
  return text;
}

}  // namespace

double parse_level_dbu(std::string_view text) {
  const auto fail = [&](const std::string& problem) { throw UnitError(std::string(text), problem); };
  const auto typed = number_and_unit(plain(text));
  if (!typed) fail("is not a level; write it as 12.2dBu, 9.98dBV or 3.15V");
  const std::string unit = small(typed->unit);
  double level_dbu = typed->number;
  const bool is_milli = unit == "mv" || unit == "mvrms", is_rms = is_milli || unit == "v" || unit == "vrms";
  const bool is_peak = unit == "vp" || unit == "vpk" || unit == "vpeak";
  if (is_rms || is_peak) {
    if (typed->number <= 0.0) fail("is not a level: volts must be above zero");
    level_dbu = v_rms_to_dbu(is_peak ? typed->number / std::sqrt(2.0) : typed->number * (is_milli ? 1e-3 : 1.0));
  } else if (unit == "dbv") {
    level_dbu = typed->number - 20.0 * std::log10(std::sqrt(0.6));
  } else if (unit == "dbfs") {
    fail("is a digital level; the level of a jack is in dBu, dBV or V");
  } else if (!unit.empty() && unit != "dbu") {
    fail("has the unknown unit '" + typed->unit + "'; use dBu, dBV, V (RMS) or Vp (peak)");
  }
  if (!(level_dbu >= kLowestDbu && level_dbu <= kHighestDbu))
    fail("is " + in_one_place(level_dbu) + " dBu, outside -100..60 dBu; check the unit");
  return level_dbu;
}

double parse_gain_db(std::string_view text) {
  const auto fail = [&](const std::string& problem) { throw UnitError(std::string(text), problem); };
  const auto typed = number_and_unit(plain(text));
  if (!typed || !(typed->unit.empty() || small(typed->unit) == "db")) fail("is not a gain; write it as 5 or 5dB");
  if (std::abs(typed->number) > kMaxTypedGainDb) fail("is outside -100..100 dB");
  return typed->number;
}

double parse_number(std::string_view text, std::string_view unit) {
  const auto fail = [&](const std::string& problem) { throw UnitError(std::string(text), problem); };
  const std::string trimmed = plain(text), wanted = small(unit);
  if (const auto number = power_of_ten(trimmed)) return *number;
  const auto typed = number_and_unit(trimmed);
  if (!typed) fail("is not a number");
  const std::string got = small(typed->unit);
  if (got.empty() || got == wanted) return typed->number;
  if ((got == "mv" && wanted == "v") || (got == "ms" && wanted == "s")) return typed->number * 1e-3;
  if (got == "khz" && wanted == "hz") return typed->number * 1e3;
  if (got == "db" && wanted == "dbfs") return typed->number;
  const std::string takes = unit.empty() ? "this number has none" : "this number is in " + std::string(unit);
  fail("has the unit '" + typed->unit + "'; " + takes);
  return 0.0;
}

}  // namespace reamp
