// The search for an interface for Python, in the core's table or another.
#include "reamp/interfaces.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include "binding.h"

namespace {

using Table = std::vector<reamp::Interface>;

}  // namespace

void bind_interfaces(nb::module_& m) {
  nb::enum_<reamp::InputKind>(m, "InputKind", "What a row's level belongs to.")
      .value("INSTRUMENT", reamp::InputKind::kInstrument)
      .value("INSTRUMENT_PAD", reamp::InputKind::kInstrumentPad)
      .value("LINE", reamp::InputKind::kLine)
      .value("LINE_PAD", reamp::InputKind::kLinePad)
      .value("MIC", reamp::InputKind::kMic)
      .value("OUTPUT", reamp::InputKind::kOutput);

  nb::class_<reamp::Interface>(m, "Interface", "A row of a table to search: one input of an interface.")
      .def(
          "__init__",
          [](reamp::Interface* self, const std::string& manufacturer, const std::string& model,
             const std::string& generation, const std::string& input, reamp::InputKind kind,
             std::optional<double> applied_dbu) {
            new (self) reamp::Interface{.manufacturer = manufacturer,
                                        .model = model,
                                        .generation = generation,
                                        .input = input,
                                        .kind = kind,
                                        .max_input_dbu = applied_dbu};
          },
          nb::kw_only(), "manufacturer"_a, "model"_a, "generation"_a, "input"_a, "kind"_a, "applied_dbu"_a.none());

  // A table of None is the core's own, which equals reamp.interfaces.table.interfaces().
  m.def(
      "search_interfaces",
      [](const std::string& query, std::size_t limit, const std::optional<Table>& table) {
        const auto matches =
            table ? reamp::search_interfaces(query, limit, *table) : reamp::search_interfaces(query, limit);
        std::vector<std::tuple<std::size_t, double, bool>> rows;
        for (const reamp::InterfaceMatch& match : matches) rows.emplace_back(match.row, match.score, match.is_named);
        return rows;
      },
      "query"_a, "limit"_a, "table"_a.none(), "Return the rows that a name may mean, as index, score and is_named.");
  m.def(
      "find_interface",
      [](const std::string& name, const std::optional<std::string>& input, const std::optional<Table>& table) {
        try {
          const std::span<const reamp::Interface> rows = table ? std::span(*table) : std::span(reamp::interfaces());
          return static_cast<std::size_t>(&reamp::find_interface(name, input, rows) - rows.data());
        } catch (const reamp::InterfaceError& error) {
          raise("InterfaceError", error.query(), error.problem(), error.suggestions(),
                "is_unknown"_a = error.is_unknown());
        }
      },
      "name"_a, "input"_a.none(), "table"_a.none(),
      "Return the index of the one interface of that name; raises reamp.errors.InterfaceError.");
  m.def(
      "name_words", [](const std::string& name) { return nb::tuple(nb::cast(reamp::name_words(name))); }, "name"_a,
      nb::sig("def name_words(name: str) -> tuple[str, ...]"), "Return the words of a name, in one spelling.");
  m.def(
      "short_names",
      [](const std::string& manufacturer) {
        const auto names = reamp::short_names(manufacturer);
        return nb::tuple(nb::cast(std::vector<std::string>(names.begin(), names.end())));
      },
      "manufacturer"_a, nb::sig("def short_names(manufacturer: str) -> tuple[str, ...]"),
      "Return the short names of a manufacturer, in lower case.");
}
