// What a click does with the chain: models in series, cabinets side by side.
#include <algorithm>
#include <cmath>

#include "chain.h"
#include "panel/panel.h"
#include "panel/words.h"
#include "reamp/units.h"

namespace reamp::plugin {
namespace {

constexpr double kMostCabinetDb = 40.0, kGainStepDb = 0.5, kPanStep = 0.05;

bool is_preset(const std::string& path) { return path.size() > 5 && has_words(path.substr(path.size() - 5), ".toml"); }

}  // namespace

void Panel::arrange(const std::function<void(Project&)>& change) {
  host_.note_change();
  attempt([&] { host_.arrange(change); });
}

// A file for the place that the list was opened for.
void Panel::choose_file(FileKind kind, const std::string& path) {
  const std::size_t place = list_place_;
  if (kind == FileKind::kModel && is_preset(path)) {
    host_.note_change();
    attempt([&] { host_.choose_model(path); });
    state_.slot = 0;
  } else if (kind == FileKind::kModel) {
    arrange([&](Project& project) { put_model(project, place, path); });
    state_.wanted_slot = std::min(place, kMostModels - 1);
  } else if (path.empty()) {
    arrange([&](Project& project) { remove_cabinet(project, place); });
  } else {
    arrange([&](Project& project) { put_cabinet(project, place, path); });
  }
}

void Panel::act_on_chain(const Zone& zone, Press how) {
  const auto place = static_cast<std::size_t>(zone.index);
  const auto& models = state_.facts.models;
  switch (zone.act) {
    case Act::kSlot:
      if (state_.slot == place || how.clicks == 2) {
        list_place_ = place;
        state_.slot = place;
        return open(List::Kind::kModels);
      }
      state_.slot = place;
      return find_places();
    case Act::kAddModel:
      list_place_ = models.size();
      return open(List::Kind::kModels);
    case Act::kSlotPower:
      return arrange([&](Project& project) { bypass_model(project, place, !project.setup.is_model_bypassed(place)); });
    case Act::kSlotEarlier:
    case Act::kSlotLater: {
      const std::size_t wanted = zone.act == Act::kSlotLater ? state_.slot + 1 : state_.slot - 1;
      if (wanted >= models.size()) return;
      arrange([&](Project& project) { move_model(project, state_.slot, wanted); });
      state_.slot = wanted;
      return;
    }
    case Act::kSlotRemove:
      return arrange([&](Project& project) { remove_model(project, state_.slot); });
    case Act::kAddCabinet:
      list_place_ = state_.facts.cabinets.size();
      return open(List::Kind::kCabinets);
    case Act::kCabinetPower:
      return arrange(
          [&](Project& project) { bypass_cabinet(project, place, !project.setup.is_cabinet_bypassed(place)); });
    case Act::kCabinetRemove:
      return arrange([&](Project& project) { remove_cabinet(project, place); });
    case Act::kCabinetGain:
    case Act::kCabinetPan: {
      if (state_.is_edited(zone.act, zone.index) || place >= state_.facts.speakers.size()) return;
      const CabinetFacts& speaker = state_.facts.speakers[place];
      return begin(zone.act, zone.index,
                   zone.act == Act::kCabinetGain ? number_words(speaker.gain_db, 1, true) : pan_words(speaker.pan));
    }
    default:
      return;
  }
}

void Panel::set_cabinet(std::size_t place, double gain_db, double pan) {
  arrange([&](Project& project) {
    if (place >= project.setup.preset.cabinets.size()) return;
    PresetCabinet& cabinet = project.setup.preset.cabinets[place];
    cabinet.gain_db = std::clamp(std::round(gain_db * 10.0) / 10.0, -kMostCabinetDb, kMostCabinetDb);
    cabinet.pan = std::clamp(std::round(pan * 100.0) / 100.0, -1.0, 1.0);
  });
}

void Panel::scroll_cabinet(const Zone& zone, double lines, bool is_fine) {
  const auto place = static_cast<std::size_t>(zone.index);
  if (place >= state_.facts.speakers.size()) return;
  const CabinetFacts& now = state_.facts.speakers[place];
  const double steps = lines * (is_fine ? 0.2 : 1.0);
  zone.act == Act::kCabinetGain ? set_cabinet(place, now.gain_db + steps * kGainStepDb, now.pan)
                                : set_cabinet(place, now.gain_db, now.pan + steps * kPanStep);
}

void Panel::finish_cabinet(const Edit& edit) {
  const auto place = static_cast<std::size_t>(edit.index);
  if (place >= state_.facts.speakers.size()) return;
  const CabinetFacts& now = state_.facts.speakers[place];
  if (edit.act == Act::kCabinetGain) {
    double gain_db = 0.0;
    attempt([&] { gain_db = parse_gain_db(edit.field.text()); });
    if (state_.problem.empty()) set_cabinet(place, gain_db, now.pan);
  } else if (const auto pan = pan_of(edit.field.text())) {
    set_cabinet(place, now.gain_db, *pan);
  } else {
    state_.problem = "\u201c" + edit.field.text() + "\u201d is no place between the speakers: L 50, C or R 50";
  }
}

std::optional<std::size_t> first_playing(const Facts& facts) {
  for (std::size_t i = 0; i < facts.models.size(); ++i)
    if (facts.models[i].plays()) return i;
  return std::nullopt;
}

std::size_t shown_slot(const Facts& facts, std::size_t slot) {
  return place_in_plan(facts, slot) ? slot : first_playing(facts).value_or(slot);
}

std::optional<std::size_t> place_in_plan(const Facts& facts, std::size_t slot) {
  if (slot >= facts.models.size() || !facts.models[slot].plays()) return std::nullopt;
  return static_cast<std::size_t>(std::count_if(facts.models.begin(),
                                                facts.models.begin() + static_cast<std::ptrdiff_t>(slot),
                                                [](const ModelFacts& model) { return model.plays(); }));
}

}  // namespace reamp::plugin
