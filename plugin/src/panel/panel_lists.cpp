// The panel's lists: interfaces, models and cabinets; and what is typed of the calibration.
#include <algorithm>
#include <exception>

#include "panel/panel.h"
#include "panel/words.h"
#include "reamp/computed_cabinet.h"
#include "reamp/units.h"

namespace reamp::plugin {
namespace {

constexpr std::size_t kMostMatches = 40;

std::optional<double> level_of(const std::string& text) {
  try {
    return parse_level_dbu(text);
  } catch (const UnitError&) {
    return std::nullopt;
  }
}

// Names of interfaces may be numbers too, as "828"; a level has a point, a comma, a sign or a unit, or is small.
bool looks_like_level(const std::string& text) {
  const auto level = level_of(text);
  return level && (*level < 40.0 || text.find_first_of(".,+-dDvV") != std::string::npos);
}

std::string level_words(const Interface& row) {
  const auto level = row.applied_dbu();
  return level ? dbu_words(*level) : row.confidence == Confidence::kConflict ? "sources disagree" : "level unknown";
}

// Where the level comes from, and what it needs.
std::string note_of(const Interface& row) {
  std::string note = confidence_words(row.confidence);
  if (!row.input.empty()) note += ", " + row.input;
  if (!row.setting.empty()) note += "; " + row.setting;
  if (row.confidence == Confidence::kConflict && !row.alternatives.empty()) note += ": " + row.alternatives;
  if (row.min_gain_shown_db && *row.min_gain_shown_db != 0.0)
    note += "; its display shows " + number_words(*row.min_gain_shown_db, 0) + " at the lowest gain";
  return note;
}

}  // namespace

void Panel::open(List::Kind kind, const std::string& folder) {
  state_.problem.clear();
  List list;
  list.kind = kind;
  if (kind == List::Kind::kInterfaces) {
    list.heading = "Your interface";
    list.hint = "Three letters of its name, or its level: 12.2 dBu, 9.98 dBV, 3.15 V";
    attempt([&] { table_ = host_.known_interfaces(); });
  } else if (kind == List::Kind::kPresets) {
    list.heading = "Presets";
    list.hint = "Search, or type a new name to save what plays";
    shown_ = Folder(host_.presets_folder(), FileKind::kModel);
  } else {
    const FileKind files = kind == List::Kind::kModels ? FileKind::kModel : FileKind::kCabinet;
    const std::string now = folder_of(chosen(files));
    shown_ = Folder(!folder.empty() ? folder : !now.empty() ? now : host_.start_folder(files), files);
    list.heading = kind == List::Kind::kModels ? "Models and presets" : "Cabinets";
    list.hint = "Search in " + stem_of(shown_.path()) + ", or paste a path";
    list.has_library = kind == List::Kind::kModels && host_.has_library();
    list.is_library = list.has_library && state_.library.is_chosen && folder.empty();
    state_.library.is_asked = false;  // it may have grown
  }
  state_.list = std::move(list);
  fill_list();
}

void Panel::fill_list() {
  List& list = *state_.list;
  const std::string was = list.selected < static_cast<int>(list.rows.size()) && list.selected >= 0
                              ? list.rows[static_cast<std::size_t>(list.selected)].text
                              : "";
  list.rows.clear();
  list.nothing.clear();
  switch (list.kind) {
    case List::Kind::kInterfaces:
      fill_interfaces(list);
      break;
    case List::Kind::kModels:
      if (list.is_library && pasted_path(list.query.text()).empty())
        fill_library(list);
      else
        fill_files(list, FileKind::kModel);
      break;
    case List::Kind::kCabinets:
      fill_files(list, FileKind::kCabinet);
      break;
    case List::Kind::kPresets:
      fill_presets(list);
      break;
  }
  list.selected = list.first = 0;
  for (std::size_t i = 0; i < list.rows.size(); ++i)
    if (list.query.text().empty() ? list.rows[i].is_current : list.rows[i].text == was)
      list.selected = static_cast<int>(i);
  if (!list.query.text().empty()) list.selected = 0;
  select_row(list.selected);
}

void Panel::fill_interfaces(List& list) {
  const std::string& query = list.query.text();
  const auto& kept = state_.facts.source.kept;
  if (looks_like_level(query)) {
    const double level = *level_of(query);
    list.rows.push_back({.text = "My interface takes " + dbu_words(level),
                         .detail = "typed",
                         .detail_ink = Ink::kBlue,
                         .interface = RememberedInterface{.max_input_dbu = level}});
  }
  const auto add = [&](const Interface& row) {
    if (list.rows.size() >= kMostMatches) return;
    const bool is_known = row.applied_dbu().has_value();
    const std::string name = row.name();
    const bool is_twice =
        std::any_of(list.rows.begin(), list.rows.end(), [&](const List::Row& each) { return each.text == name; });
    if (is_twice || (row.kind != InputKind::kInstrument && row.kind != InputKind::kLine)) return;
    list.rows.push_back({.text = name,
                         .detail = level_words(row),
                         .detail_ink = is_known ? Ink::kBlue : Ink::kWarn,
                         .is_current = kept && kept->name == name,
                         .interface = RememberedInterface{.name = name},
                         .note = note_of(row)});
  };
  if (query.find_first_not_of(' ') == std::string::npos) {
    for (const Interface& row : table_) add(row);
  } else {
    for (const InterfaceMatch& match : search_interfaces(query, kMostMatches, table_)) add(table_[match.row]);
  }
  if (list.rows.empty())
    list.nothing = "None of that name. Type its maximum input level: its manual has it, as in 12.2 dBu.";
}

void Panel::fill_files(List& list, FileKind kind) {
  const std::string& query = list.query.text();
  const std::string now = chosen(kind);
  if (const std::string path = pasted_path(query); !path.empty()) {
    list.rows.push_back({.text = path, .detail = "this path", .detail_ink = Ink::kAmber, .path = path});
    return;
  }
  if (kind == FileKind::kCabinet) {
    if (query.empty()) list.rows.push_back({.text = "No cabinet", .ink = Ink::kQuiet, .is_current = now.empty()});
    for (const ComputedCabinet& cabinet : computed_cabinets())
      if (has_words(cabinet.name + ' ' + cabinet.description, query))
        list.rows.push_back(
            {.text = cabinet.name, .detail = "built in", .is_current = cabinet.name == now, .path = cabinet.name});
  }
  const std::string above = folder_of(shown_.path());
  if (query.empty() && !above.empty() && above != shown_.path())
    list.rows.push_back({.text = "..", .ink = Ink::kQuiet, .is_folder = true, .path = above});
  for (const FileEntry* entry : shown_.find(query)) {
    const bool is_preset = entry->name.ends_with(".toml");
    list.rows.push_back({.text = entry->is_folder ? entry->name : entry->name.substr(0, entry->name.find_last_of('.')),
                         .detail = entry->is_folder ? ""
                                   : is_preset      ? "preset"
                                                    : "",
                         .is_folder = entry->is_folder,
                         .is_current = entry->path == now,
                         .path = entry->path});
  }
  const std::size_t fixed = kind == FileKind::kModel && query.empty() ? 1 : 0;
  if (list.rows.size() <= fixed)
    list.nothing = query.empty() ? "No models here. Paste the path of a .nam file, or choose one with Browse."
                                 : "Nothing here has these words.";
}

void Panel::fill_presets(List& list) {
  const std::string& query = list.query.text();
  for (const std::string& path : shown_.files()) {
    const std::string name = stem_of(path);
    if (has_words(name, query))
      list.rows.push_back({.text = name, .is_current = path == state_.facts.preset, .path = path});
  }
  const bool is_name = query.find_first_not_of(' ') != std::string::npos &&
                       query.find_first_of("/\\:*?\"<>|") == std::string::npos && query[0] != '.';
  if (is_name)
    list.rows.push_back(
        {.text = query, .detail = "save as", .ink = Ink::kAmber, .detail_ink = Ink::kAmber, .is_to_save = true});
  if (list.rows.empty())
    list.nothing = is_name || query.empty() ? "No presets yet. Type a name and press Enter to save what plays."
                                            : "A name of a preset is the name of a file.";
}

void Panel::save(const std::string& name) {
  attempt([&] { host_.save_preset(host_.presets_folder() + '/' + name + ".toml"); });
  if (state_.problem.empty()) close();
}

void Panel::select_row(int row) {
  List& list = *state_.list;
  const int count = static_cast<int>(list.rows.size());
  list.selected = std::clamp(row, 0, std::max(0, count - 1));
  list.first = std::clamp(list.first, std::max(0, list.selected - rows_of(list) + 1), list.selected);
  list.first = std::clamp(list.first, 0, std::max(0, count - rows_of(list)));
}

void Panel::choose_row(int row) {
  if (!state_.list || row < 0 || row >= static_cast<int>(state_.list->rows.size())) return;
  select_row(row);
  const List::Row chosen_row = state_.list->rows[static_cast<std::size_t>(row)];
  const List::Kind kind = state_.list->kind;
  if (chosen_row.interface) return remember(*chosen_row.interface);
  if (chosen_row.is_to_save) return save(chosen_row.text);
  if (chosen_row.is_folder) return open(kind, chosen_row.path);
  choose_file(kind == List::Kind::kCabinets ? FileKind::kCabinet : FileKind::kModel, chosen_row.path);
  if (state_.problem.empty()) close();
}

// Another interface keeps no gain: its display shows other numbers.
void Panel::remember(const RememberedInterface& interface) {
  attempt([&] { host_.remember_interface(interface); });
  if (state_.problem.empty()) close();
}

void Panel::finish_gain(const std::string& text) {
  attempt([&] {
    RememberedInterface kept = state_.facts.source.kept.value();
    kept.shown_db = kept.raised_db = std::nullopt;
    const std::size_t first = text.find_first_not_of(' ');
    if (first != std::string::npos) (text[first] == '+' ? kept.raised_db : kept.shown_db) = parse_gain_db(text);
    host_.remember_interface(kept);
  });
}

void Panel::finish_level(const Edit& edit) {
  const std::string& text = edit.field.text();
  const auto place = static_cast<std::size_t>(edit.index);
  attempt([&] {
    std::optional<double> level;
    if (text.find_first_not_of(' ') != std::string::npos) level = parse_level_dbu(text);
    if (level != state_.facts.models.at(place).input_level_dbu || !level) host_.keep_level(place, level);
  });
}

}  // namespace reamp::plugin
