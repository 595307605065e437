// The list of models where it is filled by the library's index.
#include "panel/panel.h"
#include "panel/words.h"

namespace reamp::plugin {
namespace {

std::string level_words(const LibraryModel& model) {
  return model.input_level_dbu ? dbu_words(*model.input_level_dbu) : "level unknown";
}

// What else is known of it, in a line.
std::string note_of(const LibraryModel& model) {
  std::string note;
  const auto add = [&](const std::string& part) {
    if (!part.empty()) note += (note.empty() ? "" : "   \u00b7   ") + part;
  };
  add(model.gear);
  if (!model.author.empty()) add("by " + model.author);
  if (model.is_level_estimated) add("level estimated by its author");
  if (model.gain_db) add("gain " + number_words(*model.gain_db, 0) + " dB");
  if (model.load) add(number_words(100.0 * *model.load, *model.load < 0.1 ? 1 : 0) + " % of a core");
  add(model.license);
  return note;
}

}  // namespace

// Asks where the last question was another.
void Panel::search_library() {
  LibraryView& library = state_.library;
  LibraryQuery wanted{.words = state_.list->query.text(), .is_calibrated = library.query.is_calibrated};
  if (wanted.words.empty()) wanted.like = library.query.like;
  if (library.is_asked && wanted == library.query) return;
  library.query = std::move(wanted);
  library.is_asked = library.is_waiting = true;
  host_.ask_library(library.query);
}

void Panel::take_library_answer() {
  LibraryView& library = state_.library;
  if (!library.is_waiting) return;
  auto answer = host_.library_answer();
  if (!answer || answer->query != library.query) return;
  library.answer = std::move(*answer);
  library.is_waiting = false;
  if (state_.list && state_.list->is_library) fill_list();
}

void Panel::fill_library(List& list) {
  search_library();
  const LibraryView& library = state_.library;
  const LibraryAnswer& answer = library.answer;
  const std::string now = chosen(FileKind::kModel);
  for (const LibraryModel& model : answer.models) {
    list.rows.push_back(
        {.text = model.name,
         .detail = level_words(model),
         .detail_ink = !model.input_level_dbu     ? Ink::kQuiet
                       : model.is_level_estimated ? Ink::kWarn
                                                  : Ink::kOk,
         .is_current = model.path == now,
         .path = model.path,
         .note = note_of(model),
         .place = model.distance ? number_words(*model.distance, 2) + " away   " + model.place : model.place});
  }
  const std::string count = std::to_string(answer.total);
  list.count.clear();
  if (!answer.query.like.empty())
    list.count = "nearest first";
  else if (!answer.query.words.empty() && !library.is_waiting)
    list.count = count + " found";
  list.hint = answer.total && answer.query.words.empty() && answer.query.like.empty()
                  ? "Search " + count + (answer.query.is_calibrated ? " calibrated" : "") +
                        " models: name, gear, author, folder"
                  : "Search your library: name, gear, author, folder";
  if (!answer.problem.empty())
    list.nothing = answer.problem;
  else if (list.rows.empty() && library.is_waiting)
    list.nothing = "Searching\u2026";
  else if (list.rows.empty())
    list.nothing = std::string("No model of your library has these words") +
                   (answer.query.is_calibrated ? " and a known level." : ".") +
                   " What is new gets in by reamp library update.";
  else if (answer.total > answer.models.size())
    list.count = "first " + std::to_string(answer.models.size()) + " of " + count;
}

void Panel::act_on_library(const Zone& zone) {
  LibraryView& library = state_.library;
  if (!state_.list) return;
  if (zone.act == Act::kListSource) {
    library.is_chosen = zone.index == 0;
    const std::string words = state_.list->query.text();
    open(List::Kind::kModels);
    state_.list->query = TextField();
    state_.list->query.insert(words);
    return fill_list();
  }
  LibraryQuery wanted = library.query;
  if (zone.act == Act::kCalibratedOnly) wanted.is_calibrated = !wanted.is_calibrated;
  if (zone.act == Act::kLikeThis) {
    wanted.like = wanted.like.empty() ? chosen(FileKind::kModel) : "";
    state_.list->query = TextField();
    wanted.words.clear();
  }
  library.query = wanted;
  library.is_asked = false;  // the next search asks
  fill_list();
}

}  // namespace reamp::plugin
