// What a click, a key or a wheel does.
#include "panel/panel.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

#include "panel/words.h"

namespace reamp::plugin {
namespace {

constexpr float kDragUnits = 240.0f;  // from one end of a knob to the other

bool is_knob(Act act) { return act == Act::kKnob || act == Act::kKnobText; }

bool is_of_library(Act act) { return act == Act::kListSource || act == Act::kCalibratedOnly || act == Act::kLikeThis; }

const Knob& knob_of(std::size_t index) { return kKnobs[index - kFirstKnob]; }

}  // namespace

void Panel::show(Facts facts) {
  state_.facts = std::move(facts);
  const std::size_t count = state_.facts.models.size();
  if (state_.wanted_slot && *state_.wanted_slot < count) state_.slot = *state_.wanted_slot;
  state_.wanted_slot.reset();
  state_.slot = std::min(state_.slot, count ? count - 1 : 0);
  find_places();
  if (state_.list && state_.list->kind != List::Kind::kInterfaces) fill_list();
}

// A folder is read again only where the file is not in it.
void Panel::find_places() {
  const auto look_up = [&](FileKind kind, Folder& folder, std::string& before) {
    const std::string now = chosen(kind), path = folder_of(now);
    const bool is_other = std::exchange(before, now) != now;
    if (now.empty() || path.empty()) return std::pair<std::size_t, std::size_t>{};
    if (path != folder.path() || (is_other && folder.place(now).first == 0)) folder = Folder(path, kind);
    return folder.place(now);
  };
  state_.model_place = look_up(FileKind::kModel, models_, model_before_);
  state_.cabinet_place = look_up(FileKind::kCabinet, cabinets_, cabinet_before_);
}

void Panel::show(const ValueArray& values, const Peaks& peaks, double time_s) {
  state_.values = values;
  state_.peaks = peaks;
  if (peaks.clipped_frames < state_.clipped_before) state_.clipped_before = 0;  // another rig
  state_.input.take(peaks.input, time_s);
  state_.models[0].take(peaks.model, time_s);
  for (std::size_t i = 0; i < peaks.later_models.size(); ++i) state_.models[i + 1].take(peaks.later_models[i], time_s);
  state_.left.take(peaks.output[0], time_s);
  state_.right.take(peaks.output[1], time_s);
  take_library_answer();
}

std::string Panel::chosen(FileKind kind) const {
  const Facts& facts = state_.facts;
  if (kind == FileKind::kModel) return facts.models.empty() ? "" : facts.models[state_.slot].path;
  return facts.cabinets.empty() ? "" : facts.cabinets.front();
}

Scene Panel::scene() const {
  Scene scene;
  add_top_bar(scene, state_);
  add_chain_strip(scene, state_);
  add_model_card(scene, state_);
  add_knobs(scene, state_);
  state_.tools.tuner ? add_tuner_card(scene, state_) : add_levels_card(scene, state_);
  add_calibration_card(scene, state_);
  add_cabinet_card(scene, state_);
  add_output_card(scene, state_);
  add_last_line(scene, state_);
  if (state_.list) add_list(scene, state_);
  return scene;
}

// A problem of one try stays until the next.
void Panel::attempt(const std::function<void()>& change) {
  state_.problem.clear();
  try {
    change();
  } catch (const std::exception& error) {
    state_.problem = error.what();
  }
}

void Panel::turn(std::size_t index, double value) {
  const Knob& knob = knob_of(index);
  const double steps = has_choices(knob) ? 1.0 : 10.0;
  value = std::clamp(std::round(value * steps) / steps, knob.low, knob.high);
  if (knob.has_off && state_.values[kGateOn] < 0.5) switch_to(kGateOn, 1.0);
  if (value == state_.values[index]) return;
  state_.values[index] = value;
  host_.set_value(index, value);
}

void Panel::switch_to(std::size_t index, double value) {
  const bool is_undone = index != kBypass && index != kChannel;  // these belong to the track
  if (!state_.drag && is_undone) host_.note_change();
  state_.values[index] = value;
  host_.begin_edit(index);
  host_.set_value(index, value);
  host_.end_edit(index);
}

void Panel::press(Point at, Press how) {
  const Zone zone = scene().at(at);
  if (state_.edit && !(zone.act == state_.edit->act && zone.index == state_.edit->index)) finish_edit();
  const bool is_of_list = zone.act == Act::kList || zone.act == Act::kListRow || zone.act == Act::kListField ||
                          zone.act == Act::kListClose || zone.act == Act::kBrowse || is_of_library(zone.act);
  const bool was_open = state_.list.has_value();
  if (was_open && !is_of_list) state_.list.reset();
  const bool steps = zone.act == Act::kModelPrevious || zone.act == Act::kModelNext ||
                     zone.act == Act::kCabinetPrevious || zone.act == Act::kCabinetNext;
  if (was_open && !is_of_list && !steps && !is_knob(zone.act)) return;  // a click beside a list only closes it
  if (state_.is_learning && learn(zone)) return;
  act(zone, how);
  if (state_.drag) state_.drag->y = at.y;
}

void Panel::act(const Zone& zone, Press how) {
  const auto index = static_cast<std::size_t>(zone.index);
  switch (zone.act) {
    case Act::kKnob:
      host_.note_change(index);
      if (how.clicks == 2) {
        if (state_.drag) release();
        host_.begin_edit(index);
        turn(index, knob_of(index).initial);
        return host_.end_edit(index);
      }
      host_.begin_edit(index);
      state_.drag = Drag{index, state_.values[index], 0.0f};
      return;
    case Act::kKnobText:
      if (!state_.is_edited(Act::kKnobText, zone.index))
        begin(zone.act, zone.index, knob_words(knob_of(index), state_.values[index]));
      return;
    case Act::kGate:
      return switch_to(kGateOn, state_.values[kGateOn] < 0.5 ? 1.0 : 0.0);
    case Act::kModelPrevious:
    case Act::kModelNext:
      return step_file(FileKind::kModel, zone.act == Act::kModelNext ? 1 : -1);
    case Act::kCabinetPrevious:
    case Act::kCabinetNext:
      return step_file(FileKind::kCabinet, zone.act == Act::kCabinetNext ? 1 : -1);
    case Act::kModels:
      list_place_ = state_.slot;
      return open(List::Kind::kModels);
    case Act::kCabinets:
      list_place_ = index;
      return open(List::Kind::kCabinets);
    case Act::kInterfaces:
      return open(List::Kind::kInterfaces);
    case Act::kGain: {
      const auto& kept = state_.facts.source.kept;
      if (!kept || state_.is_edited(Act::kGain)) return;
      return begin(zone.act, 0,
                   kept->shown_db    ? number_words(*kept->shown_db, 1)
                   : kept->raised_db ? '+' + number_words(*kept->raised_db, 1)
                                     : "");
    }
    case Act::kModelLevel: {
      const auto& models = state_.facts.models;
      if (index >= models.size() || models[index].is_missing || state_.is_edited(Act::kModelLevel, zone.index)) return;
      const auto& level = models[index].input_level_dbu;
      return begin(zone.act, zone.index, level ? dbu_words(*level) : "");
    }
    case Act::kOutputMode:
      return switch_to(kOutput, zone.index);
    case Act::kChannel:
      return switch_to(kChannel, zone.index);
    case Act::kLimiter:
      return switch_to(kLimiter, state_.values[kLimiter] < 0.5 ? 1.0 : 0.0);
    case Act::kBypass:
      return switch_to(kBypass, state_.values[kBypass] < 0.5 ? 1.0 : 0.0);
    case Act::kPresetPrevious:
    case Act::kPresetNext:
      return step_preset(zone.act == Act::kPresetNext ? 1 : -1);
    case Act::kPresets:
      return open(List::Kind::kPresets);
    case Act::kUndo:
      return host_.undo();
    case Act::kRedo:
      return host_.redo();
    case Act::kSide:
      return host_.choose_side(zone.index);
    case Act::kQuality:
      return switch_to(kQualityIndex, zone.index);
    case Act::kMidi:
      state_.is_learning = !state_.is_learning;
      return host_.learn(std::nullopt);
    case Act::kClipped:
      state_.clipped_before = state_.peaks.clipped_frames;
      return;
    case Act::kProblem:
      return state_.problem.clear();
    case Act::kListRow:
      return choose_row(zone.index);
    case Act::kListClose:
      return close();
    case Act::kBrowse: {
      const FileKind kind =
          state_.list && state_.list->kind == List::Kind::kCabinets ? FileKind::kCabinet : FileKind::kModel;
      const std::string folder = shown_.path();
      return host_.browse(kind, folder);
    }
    case Act::kTuner:
      return host_.open_tuner(!state_.tools.tuner);
    case Act::kTunerMute:
      return host_.mute_tuner(state_.tools.tuner && !state_.tools.tuner->is_muted);
    case Act::kSlot:
    case Act::kSlotPower:
    case Act::kSlotEarlier:
    case Act::kSlotLater:
    case Act::kSlotRemove:
    case Act::kAddModel:
    case Act::kCabinetPower:
    case Act::kCabinetRemove:
    case Act::kCabinetGain:
    case Act::kCabinetPan:
    case Act::kAddCabinet:
      return act_on_chain(zone, how);
    case Act::kListSource:
    case Act::kCalibratedOnly:
    case Act::kLikeThis:
      return act_on_library(zone);
    case Act::kList:
    case Act::kListField:
    case Act::kNone:
      return;
  }
}

void Panel::move(Point at, bool is_fine) {
  if (!state_.drag) {
    state_.hover = scene().at(at);
    return;
  }
  Drag& drag = *state_.drag;
  if (at.y != drag.y) {
    const Knob& knob = knob_of(drag.index);
    drag.value += (drag.y - at.y) / kDragUnits * (knob.high - knob.low) * (is_fine ? 0.1 : 1.0);
    drag.value = std::clamp(drag.value, knob.low, knob.high);
    turn(drag.index, drag.value);
  }
  drag.y = at.y;
}

void Panel::release() {
  if (!state_.drag) return;
  host_.end_edit(state_.drag->index);
  state_.drag.reset();
}

void Panel::scroll(Point at, double lines, bool is_fine) {
  const Zone zone = scene().at(at);
  if (zone.act == Act::kCabinetGain || zone.act == Act::kCabinetPan) return scroll_cabinet(zone, lines, is_fine);
  if (state_.list && (zone.act == Act::kListRow || zone.act == Act::kList || zone.act == Act::kListField)) {
    List& list = *state_.list;
    const int most = std::max(0, static_cast<int>(list.rows.size()) - rows_of(list));
    list.first = std::clamp(list.first - static_cast<int>(std::lround(lines * 3.0)), 0, most);
    return;
  }
  if (!is_knob(zone.act) || state_.drag) return;
  const auto index = static_cast<std::size_t>(zone.index);
  finish_edit();
  host_.note_change(index);
  host_.begin_edit(index);
  turn(index, state_.values[index] + lines * (is_fine ? 0.1 : knob_step(knob_of(index))));
  host_.end_edit(index);
}

void Panel::begin(Act act, int index, std::string text) {
  state_.problem.clear();
  state_.edit = Edit{act, index, TextField(std::move(text))};
}

bool Panel::key(Key key) {
  if (!wants_keys()) return false;
  if (state_.edit) {
    if (key == Key::kEnter || key == Key::kTab)
      finish_edit();
    else if (key == Key::kEscape)
      state_.edit.reset();
    else
      state_.edit->field.press(key);
    return true;
  }
  List& list = *state_.list;
  const int page = key == Key::kPageUp || key == Key::kPageDown ? rows_of(list) - 1 : 1;
  if (key == Key::kEscape)
    close();
  else if (key == Key::kEnter)
    choose_row(list.selected);
  else if (key == Key::kUp || key == Key::kPageUp)
    select_row(list.selected - page);
  else if (key == Key::kDown || key == Key::kPageDown)
    select_row(list.selected + page);
  else if (list.query.press(key) && (key == Key::kBackspace || key == Key::kDelete))
    fill_list();
  return true;
}

bool Panel::type(std::string_view text) {
  if (!wants_keys()) return false;
  if (state_.edit) {
    state_.edit->field.insert(text);
  } else {
    state_.list->query.insert(text);
    fill_list();
  }
  return true;
}

bool Panel::paste() {
  if (!wants_keys()) return false;
  return type(host_.clipboard());
}

bool Panel::select_all() {
  if (!wants_keys()) return false;
  (state_.edit ? state_.edit->field : state_.list->query).select_all();
  return true;
}

void Panel::close() {
  state_.edit.reset();
  state_.list.reset();
}

void Panel::take_file(const std::string& path) {
  const bool is_cabinet = path.size() > 4 && has_words(path.substr(path.size() - 4), ".wav");
  choose_file(is_cabinet ? FileKind::kCabinet : FileKind::kModel, path);
  if (state_.problem.empty()) close();
}

void Panel::finish_edit() {
  if (!state_.edit) return;
  const Edit edit = std::move(*state_.edit);
  state_.edit.reset();
  if (edit.act == Act::kKnobText) finish_knob(edit);
  if (edit.act == Act::kGain) finish_gain(edit.field.text());
  if (edit.act == Act::kModelLevel) finish_level(edit);
  if (edit.act == Act::kCabinetGain || edit.act == Act::kCabinetPan) finish_cabinet(edit);
}

void Panel::finish_knob(const Edit& edit) {
  const auto index = static_cast<std::size_t>(edit.index);
  const Knob& knob = knob_of(index);
  const std::string& text = edit.field.text();
  if (knob.has_off && has_words(text, "off") && text.size() < 6) return switch_to(kGateOn, 0.0);
  const auto value = knob_value(knob, text);
  if (!value) {
    state_.problem = std::string(knob.name) + ": \u201c" + text + "\u201d is no number" +
                     (*knob.unit ? std::string(" of ") + knob.unit : "") + "; nothing is changed";
    return;
  }
  host_.note_change();
  host_.begin_edit(index);
  turn(index, *value);
  host_.end_edit(index);
}

void Panel::step_preset(int step) {
  const std::string next = Folder(host_.presets_folder(), FileKind::kModel).neighbour(state_.facts.preset, step);
  if (next.empty()) return open(List::Kind::kPresets);
  host_.note_change();
  attempt([&] { host_.choose_model(next); });
}

void Panel::step_file(FileKind kind, int step) {
  const std::string now = chosen(kind);
  Folder& folder = kind == FileKind::kModel ? models_ : cabinets_;
  if (now.empty() || folder_of(now).empty()) {
    return open(kind == FileKind::kModel ? List::Kind::kModels : List::Kind::kCabinets);
  }
  folder = Folder(folder_of(now), kind);  // as it is now
  const std::string next = folder.neighbour(now, step);
  if (next.empty()) {
    state_.problem =
        "There is no other " + std::string(kind == FileKind::kModel ? "model" : "cabinet") + " in " + folder.path();
    return;
  }
  list_place_ = kind == FileKind::kModel ? state_.slot : 0;
  choose_file(kind, next);
}

}  // namespace reamp::plugin
