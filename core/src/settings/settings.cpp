// The remembered interface and the user's own interfaces, in the format that Python saves.
#include "reamp/settings.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>

#include "reamp/fingerprint.h"
#include "settings/form.h"

namespace reamp {
namespace {

constexpr double kMaxGainDb = 100.0;

// In UTF-8.
std::optional<std::string> variable(const char* name) {
#if defined(_WIN32)
  const wchar_t* const value = _wgetenv(std::filesystem::path(name).c_str());
  const std::u8string text = std::filesystem::path(value ? value : L"").u8string();
#else
  const char* const value = std::getenv(name);
  const std::string_view text = value ? value : "";
#endif
  return text.empty() ? std::nullopt : std::optional<std::string>(std::in_place, text.begin(), text.end());
}

// "+5" and "+5 dB".
double raise_of(const Form& form, const std::string& text) {
  const auto begin = std::find_if(text.begin(), text.end(), [](char c) { return c != ' ' && c != '\t'; });
  double raised_db = -1.0;
  if (begin != text.end() && *begin == '+') {
    std::string number(begin + 1, text.end());
    std::replace(number.begin(), number.end(), ',', '.');
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), raised_db);
    std::string unit(end, static_cast<const char*>(number.data() + number.size()));
    std::erase(unit, ' ');
    std::transform(unit.begin(), unit.end(), unit.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    if (error != std::errc() || !(unit.empty() || unit == "db")) raised_db = -1.0;
  }
  if (raised_db < 0.0) form.fail("expected a number on the display, as in 15, or a raise, as in \"+5\"", "gain_db");
  return raised_db;
}

RememberedInterface remembered_of(const Form& form) {
  form.allow({"name", "input", "max_input_dbu", "gain_db", "date", "device"});
  RememberedInterface kept{.name = form.text("name"),
                           .input = form.text("input"),
                           .max_input_dbu = form.number_in("max_input_dbu", -kMaxDbu, kMaxDbu),
                           .device = form.text("device")};
  if (kept.name.has_value() == kept.max_input_dbu.has_value())
    form.fail("an interface has a name or a max_input_dbu, one of them");
  if (form.is_text("gain_db"))
    kept.raised_db = raise_of(form, *form.text("gain_db"));
  else
    kept.shown_db = form.number_in("gain_db", -kMaxGainDb, kMaxGainDb);
  return kept;
}

Interface own_row(const Form& form) {
  form.allow({"name", "max_input_dbu", "how", "note", "date", "min_gain_shown_db"});
  const auto name = form.text("name");
  const auto level_dbu = form.number_in("max_input_dbu", -kMaxDbu, kMaxDbu);
  if (!name || name_words(*name).empty()) form.fail("expected a name with a letter or digit", "name");
  if (!level_dbu) form.fail("missing", "max_input_dbu");
  return {.manufacturer = "",
          .model = *name,
          .generation = "",
          .max_input_dbu = level_dbu,
          .min_gain_shown_db = form.number_in("min_gain_shown_db", -kMaxGainDb, kMaxGainDb),
          .source = form.text("how").value_or("entered") + " by you",
          .notes = form.text("note").value_or("")};
}

// Whether the user's name is a full spelling of the row's.
bool stands_for(const Interface& own, const Interface& row) {
  return row.kind == InputKind::kInstrument && is_spelling_of(own.model, row);
}

}  // namespace

std::string config_dir() {
  if (const auto chosen = variable("REAMP_CONFIG_DIR")) return *chosen;
#if defined(_WIN32)
  return variable("LOCALAPPDATA").value_or(".") + "\\reamp";
#elif defined(__APPLE__)
  return variable("HOME").value_or(".") + "/Library/Application Support/reamp";
#else
  if (const auto chosen = variable("XDG_CONFIG_HOME")) return *chosen + "/reamp";
  return variable("HOME").value_or(".") + "/.config/reamp";
#endif
}

std::string data_dir() {
  for (const char* name : {"REAMP_DATA_DIR", "REAMP_CONFIG_DIR"})
    if (const auto chosen = variable(name)) return *chosen;
#if defined(_WIN32)
  return variable("LOCALAPPDATA").value_or(".") + "\\reamp";
#elif defined(__APPLE__)
  return variable("HOME").value_or(".") + "/Library/Application Support/reamp";
#else
  if (const auto chosen = variable("XDG_DATA_HOME")) return *chosen + "/reamp";
  return variable("HOME").value_or(".") + "/.local/share/reamp";
#endif
}

std::vector<RememberedInterface> remembered_interfaces(const std::string& config_dir) {
  std::vector<RememberedInterface> all;
  const auto file = TomlFile::read(config_dir + "/interface.toml");
  if (!file) return all;
  file->form().allow({"interface"});
  for (const Form& form : file->form().forms("interface")) all.push_back(remembered_of(form));
  return all;
}

std::optional<RememberedInterface> remembered_interface(const std::string& config_dir) {
  std::optional<RememberedInterface> of_machine;
  for (RememberedInterface& kept : remembered_interfaces(config_dir))
    if (!kept.device) of_machine = std::move(kept);
  return of_machine;
}

std::vector<Interface> known_interfaces(const std::string& config_dir) {
  std::vector<Interface> own, rows = interfaces(), known;
  if (const auto file = TomlFile::read(config_dir + "/interfaces.toml")) {
    file->form().allow({"interface"});
    for (const Form& form : file->form().forms("interface")) own.push_back(own_row(form));
  }
  for (const Interface& mine : own) {
    bool is_in_table = false;
    for (Interface& row : rows) {
      if (!stands_for(mine, row)) continue;
      is_in_table = true;
      row.max_input_dbu = mine.max_input_dbu;
      row.confidence = Confidence::kUser;
      if (mine.min_gain_shown_db) row.min_gain_shown_db = mine.min_gain_shown_db;
      row.alternatives = row.setting = "";
      row.source = mine.source;
      row.notes = mine.notes;
    }
    if (!is_in_table) known.push_back(mine);
  }
  known.insert(known.end(), rows.begin(), rows.end());
  return known;
}

std::vector<KeptLevel> kept_levels(const std::string& config_dir) {
  std::vector<KeptLevel> all;
  const auto file = TomlFile::read(config_dir + "/levels.toml");
  if (!file) return all;
  file->form().allow({"level"});
  for (const Form& form : file->form().forms("level")) {
    form.allow({"network", "input_level_dbu", "how", "model", "interface", "date"});
    const auto network = form.text("network"), how = form.text("how");
    const auto level_dbu = form.number_in("input_level_dbu", -100.0, kMaxDbu);
    if (!network) form.fail("missing", "network");
    if (!level_dbu) form.fail("missing", "input_level_dbu");
    if (how != "typed" && how != "by ear") form.fail("expected one of by ear, typed", "how");
    all.push_back({.network = *network, .input_level_dbu = *level_dbu, .is_typed = how == "typed"});
  }
  return all;
}

std::optional<double> input_level_dbu(const ModelMetadata& metadata, std::string_view nam,
                                      std::span<const KeptLevel> kept) {
  if (kept.empty()) return metadata.input_level_dbu;  // the fingerprint takes a few milliseconds
  const std::string network = network_fingerprint(nam);
  const auto found =
      std::find_if(kept.begin(), kept.end(), [&](const KeptLevel& each) { return each.network == network; });
  const bool is_measured = metadata.input_level_dbu && !metadata.is_input_level_estimated;
  if (found == kept.end() || (!found->is_typed && is_measured)) return metadata.input_level_dbu;
  return found->input_level_dbu;
}

SourceLevels source_levels(const RememberedInterface& kept, std::span<const Interface> table) {
  Interface level_alone{
      .manufacturer = "", .model = "your interface", .generation = "", .max_input_dbu = kept.max_input_dbu};
  const Interface& interface = kept.name ? find_interface(*kept.name, kept.input, table) : level_alone;
  double raised = kept.raised_db.value_or(0.0);
  if (kept.shown_db) raised = raised_db(interface, *kept.shown_db);
  if (kept.raised_db) raised_db(interface, interface.min_gain_shown_db.value_or(0.0) + raised);  // throws
  return {interface.applied_dbu(), raised};
}

}  // namespace reamp
