// The table of interfaces, compiled from the CSV that Python reads too.
#include <array>
#include <charconv>
#include <cstdio>
#include <stdexcept>

#include "reamp/interfaces.h"

namespace reamp {

extern const unsigned char kInterfacesCsv[];
extern const unsigned long kInterfacesCsvBytes;

namespace {

constexpr std::size_t kColumns = 15;
constexpr std::string_view kKinds[] = {"instrument", "instrument-pad", "line", "line-pad", "mic", "output"};
constexpr std::string_view kConfidences[] = {
    "manufacturer", "manufacturer-cited", "community-measured", "community-table", "inferred", "conflict", "user"};

using Record = std::array<std::string, kColumns>;

// Removes the first record from a CSV text and returns it (RFC 4180).
Record take_record(std::string_view& csv) {
  Record record;
  std::size_t column = 0, i = 0;
  bool in_quotes = false;
  for (; i < csv.size(); ++i) {
    const char c = csv[i];
    if (c == '"' && in_quotes && i + 1 < csv.size() && csv[i + 1] == '"') {
      record.at(column) += csv[i++];
    } else if (c == '"') {
      in_quotes = !in_quotes;
    } else if (c == ',' && !in_quotes) {
      ++column;
    } else if (c == '\n' && !in_quotes) {
      break;
    } else if (c != '\r' || in_quotes) {
      record.at(column) += c;
    }
  }
  csv.remove_prefix(std::min(i + 1, csv.size()));
  return record;
}

template <class Kind, std::size_t kCount>
Kind one_of(const std::string_view (&names)[kCount], const std::string& name) {
  for (std::size_t i = 0; i < kCount; ++i)
    if (names[i] == name) return static_cast<Kind>(i);
  throw std::logic_error("interfaces.csv: unknown word " + name);
}

std::optional<double> number(const std::string& cell) {
  if (cell.empty()) return std::nullopt;
  double value = 0.0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size())
    throw std::logic_error("interfaces.csv: not a number: " + cell);
  return value;
}

std::vector<Interface> read_table() {
  std::string_view csv(reinterpret_cast<const char*>(kInterfacesCsv), kInterfacesCsvBytes);
  take_record(csv);  // the header
  std::vector<Interface> rows;
  while (!csv.empty()) {
    const Record r = take_record(csv);
    rows.push_back({.manufacturer = r[0],
                    .model = r[1],
                    .generation = r[2],
                    .input = r[3],
                    .kind = one_of<InputKind>(kKinds, r[4]),
                    .max_input_dbu = number(r[5]),
                    .confidence = one_of<Confidence>(kConfidences, r[6]),
                    .alternatives = r[7],
                    .min_gain_shown_db = number(r[8]),
                    .max_gain_shown_db = number(r[9]),
                    .gain_span_db = number(r[10]),
                    .max_output_dbu = number(r[11]),
                    .setting = r[12],
                    .source = r[13],
                    .notes = r[14]});
  }
  return rows;
}

std::string db_text(double db) {
  char text[32];
  std::snprintf(text, sizeof text, "%g dB", db);
  return text;
}

}  // namespace

std::string_view confidence_name(Confidence confidence) noexcept {
  return kConfidences[static_cast<std::size_t>(confidence)];
}

const std::vector<Interface>& interfaces() {
  static const std::vector<Interface> rows = read_table();
  return rows;
}

std::string Interface::name() const {
  std::string name;
  for (const std::string& part : {manufacturer, model, generation})
    if (!part.empty()) name += (name.empty() ? "" : " ") + part;
  return name;
}

std::optional<double> Interface::applied_dbu() const {
  return confidence == Confidence::kConflict ? std::nullopt : max_input_dbu;
}

double raised_db(const Interface& interface, double shown_db) {
  const double lowest_db = interface.min_gain_shown_db.value_or(0.0);
  if (!(shown_db >= lowest_db))
    throw InterfaceError(interface.name(), "shows no gain of " + db_text(shown_db) + ", its lowest is " +
                                               db_text(lowest_db) + ": enter the number on its display");
  if (interface.max_gain_shown_db && shown_db > *interface.max_gain_shown_db)
    throw InterfaceError(interface.name(), "shows no gain of " + db_text(shown_db) + ", its highest is " +
                                               db_text(*interface.max_gain_shown_db) +
                                               ": enter the number on its display");
  return shown_db - lowest_db;
}

}  // namespace reamp
