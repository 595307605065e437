// Audio interfaces and their maximum input levels, and the search for one by the name people type.
//
//   const reamp::Interface& ssl = reamp::find_interface("ssl 2+");
//   const reamp::SourceLevels source{ssl.applied_dbu(), reamp::raised_db(ssl, 15)};   // its display shows 15
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reamp/error.h"

namespace reamp {

// What a row's level belongs to; a guitar goes into the instrument (Hi-Z, D.I.) input, pad off.
enum class InputKind { kInstrument, kInstrumentPad, kLine, kLinePad, kMic, kOutput };

// Where a level comes from, surest first except for the last two. kConflict: the sources disagree, so the level is
// never applied. kUser: measured or entered by the user.
enum class Confidence {
  kManufacturer,
  kManufacturerCited,
  kCommunityMeasured,
  kCommunityTable,
  kInferred,
  kConflict,
  kUser
};

// The word for it in the table, as in community-measured.
std::string_view confidence_name(Confidence confidence) noexcept;

// One input of one audio interface. Unknown numbers have no value.
struct Interface {
  std::string manufacturer, model, generation;
  std::string input = "instrument";  // its label, as the maker writes it
  InputKind kind = InputKind::kInstrument;
  std::optional<double> max_input_dbu{};  // reaches full scale at the lowest gain
  Confidence confidence = Confidence::kUser;
  std::string alternatives{};
  std::optional<double> min_gain_shown_db{}, max_gain_shown_db{};  // on its display; some show 8 or 10 dB at the lowest
  std::optional<double> gain_span_db{};
  std::optional<double> max_output_dbu{};
  std::string setting{};  // the switches that must be on or off for the level to hold
  std::string source{}, notes{};

  std::string name() const;                   // manufacturer, model and generation
  std::optional<double> applied_dbu() const;  // the level that a plan may use; none where the sources disagree
};

// Every row of the built-in table.
const std::vector<Interface>& interfaces();

struct InterfaceMatch {
  std::size_t row;  // of the table
  double score;     // 100: the name has every typed word
  bool is_named;    // false: the name is only similar
};

// The rows that have every word of the query, or else the most similar names, best first. A typed word may be the
// beginning of a word.
std::vector<InterfaceMatch> search_interfaces(std::string_view query, std::size_t limit = 10,
                                              std::span<const Interface> table = interfaces());

// The one interface of that name: its instrument input, or another by its kind ("line") or words of its label. The
// manufacturer, and a generation that does not change the level, may be left out; words of the model may not. One
// letter may be wrong in a word without digits. Throws InterfaceError when no row matches or the matches differ in
// level.
const Interface& find_interface(std::string_view name, const std::optional<std::string>& input = std::nullopt,
                                std::span<const Interface> table = interfaces());

// Whether the name is a full spelling of the interface's, with or without its manufacturer.
bool is_spelling_of(std::string_view name, const Interface& interface);

// How far the gain is above the interface's lowest when its display shows `shown_db`; an unknown lowest is assumed to
// show 0. Throws InterfaceError for a gain that the interface cannot show.
double raised_db(const Interface& interface, double shown_db);

// The words of a name in lower case, with one spelling for all ways to write a generation: scarlett, 2i2, gen4.
std::vector<std::string> name_words(std::string_view name);

// Short names of a manufacturer, in lower case: ua, uad. Empty for most.
std::vector<std::string_view> short_names(std::string_view manufacturer);

}  // namespace reamp
