// The cabinets: one with its arrows, or two side by side.
#include "chain.h"
#include "panel/brush.h"
#include "panel/panel.h"
#include "panel/words.h"
#include "reamp/computed_cabinet.h"

namespace reamp::plugin {
namespace {

constexpr float kRowY = 28.0f, kRowStep = 36.0f;

void add_arrow(Brush& brush, const PanelState& state, Box box, Act act, const char* mark) {
  const bool is_hovered = state.is_hovered(act);
  brush.box(box, is_hovered ? Ink::kHover : Ink::kRaise, box.h / 2.0f, Ink::kLine);
  brush.mark({box.x + box.w / 2.0f, box.middle()}, mark, is_hovered ? Ink::kAmber : Ink::kText, 4.5f);
  brush.zone(box, act);
}

std::string cabinet_name(const std::string& path) { return find_computed_cabinet(path) ? path : stem_of(path); }

// A number that is typed, or turned by the wheel.
void add_number(Brush& brush, const PanelState& state, Box box, Act act, int index, const std::string& words) {
  if (state.is_edited(act, index)) {
    brush.box(box, Ink::kWell, 6.0f, Ink::kAmber);
    brush.field(box, state.edit->field, {13.0f, Ink::kText, Align::kCenter});
  } else {
    brush.text(box, words, {12.5f, state.is_hovered(act, index) ? Ink::kAmber : Ink::kText, Align::kRight});
  }
  brush.zone(box, act, index);
}

void add_row(Brush& brush, const PanelState& state, std::size_t place, bool has_arrows) {
  const Box card = kCabinetCard;
  const int index = static_cast<int>(place);
  const float y = card.y + kRowY + kRowStep * static_cast<float>(place);
  const CabinetFacts speaker = place < state.facts.speakers.size() ? state.facts.speakers[place] : CabinetFacts{};
  const Box power{card.x + 10, y, 26, 30};
  brush.mark({power.x + 13, power.middle()}, "power",
             state.is_hovered(Act::kCabinetPower, index) ? Ink::kAmber
             : speaker.is_bypassed                       ? Ink::kFaint
                                                         : Ink::kOk,
             5.5f);
  brush.zone(power, Act::kCabinetPower, index);
  const float right = card.right() - (has_arrows ? 82.0f : 136.0f);
  const Box name{card.x + 42, y, right - card.x - 42, 30};
  brush.text(name, cabinet_name(state.facts.cabinets[place]),
             {has_arrows ? 17.0f : 14.0f,
              state.is_hovered(Act::kCabinets, index) ? Ink::kAmber
              : speaker.is_bypassed                   ? Ink::kQuiet
                                                      : Ink::kText,
              Align::kLeft, true});
  brush.zone(name, Act::kCabinets, index);
  if (has_arrows) {
    add_arrow(brush, state, {card.right() - 78, y, 30, 30}, Act::kCabinetPrevious, "left");
    add_arrow(brush, state, {card.right() - 44, y, 30, 30}, Act::kCabinetNext, "right");
    return;
  }
  add_number(brush, state, {card.right() - 132, y + 3, 56, 24}, Act::kCabinetGain, index,
             number_words(speaker.gain_db, 1, true) + " dB");
  add_number(brush, state, {card.right() - 74, y + 3, 40, 24}, Act::kCabinetPan, index, pan_words(speaker.pan));
  const Box remove{card.right() - 32, y + 3, 24, 24};
  brush.mark({remove.x + 12, remove.middle()}, "close",
             state.is_hovered(Act::kCabinetRemove, index) ? Ink::kAmber : Ink::kQuiet, 4.0f);
  brush.zone(remove, Act::kCabinetRemove, index);
}

}  // namespace

void add_cabinet_card(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  const Box card = kCabinetCard;
  const auto& cabinets = state.facts.cabinets;
  brush.card(card);
  brush.text({card.x + 16, card.y + 8, 200, 18}, cabinets.size() > 1 ? "Cabinets" : "Cabinet", {12.0f, Ink::kQuiet});
  const auto [at, count] = state.cabinet_place;
  if (at && cabinets.size() == 1)
    brush.text({card.right() - 136, card.y + 8, 120, 18}, std::to_string(at) + " of " + std::to_string(count),
               {12.0f, Ink::kQuiet, Align::kRight});
  for (std::size_t i = 0; i < std::min(cabinets.size(), kMostCabinets); ++i)
    add_row(brush, state, i, cabinets.size() == 1);
  if (cabinets.size() >= kMostCabinets) return;
  const bool is_first = cabinets.empty();
  const Act act = is_first ? Act::kCabinets : Act::kAddCabinet;
  const Box add{card.x + 14, card.y + kRowY + (is_first ? 0.0f : kRowStep + 2.0f), card.w - 28, 28};
  const bool is_hovered = state.is_hovered(act);
  brush.box(add, is_hovered ? Ink::kHover : Ink::kNone, 7.0f, Ink::kLine);
  brush.mark({add.x + 16, add.middle()}, "plus", is_hovered ? Ink::kAmber : Ink::kQuiet, 4.5f);
  brush.text({add.x + 32, add.y, add.w - 40, add.h}, is_first ? "No cabinet: choose one" : "Add a second cabinet",
             {13.0f, is_hovered ? Ink::kAmber : Ink::kQuiet});
  brush.zone(add, act);
}

}  // namespace reamp::plugin
