// The top of the panel, its last line, and the cards of cabinet and output.
#include "midi.h"
#include "panel/brush.h"
#include "panel/panel.h"
#include "panel/words.h"
#include "reamp/computed_cabinet.h"

namespace reamp::plugin {
namespace {

void add_arrow(Brush& brush, const PanelState& state, Box box, Act act, const char* mark) {
  const bool is_hovered = state.is_hovered(act);
  brush.box(box, is_hovered ? Ink::kHover : Ink::kRaise, box.h / 2.0f, Ink::kLine);
  brush.mark({box.x + box.w / 2.0f, box.middle()}, mark, is_hovered ? Ink::kAmber : Ink::kText, 4.5f);
  brush.zone(box, act);
}

// Choices side by side, of which one is on.
void add_choices(Brush& brush, const PanelState& state, Box box, Act act, std::initializer_list<const char*> names,
                 int chosen) {
  brush.box(box, Ink::kWell, 8.0f);
  const float width = (box.w - 4.0f) / static_cast<float>(names.size());
  int i = 0;
  for (const char* name : names) {
    const Box each{box.x + 2.0f + width * static_cast<float>(i), box.y + 2.0f, width, box.h - 4.0f};
    const bool is_on = i == chosen;
    if (is_on) brush.box(each, Ink::kHover, 6.0f);
    brush.text(each, name,
               {12.5f, is_on || state.is_hovered(act, i) ? Ink::kText : Ink::kQuiet, Align::kCenter, is_on});
    brush.zone(each, act, i++);
  }
}

std::string learning_words(const Tools& tools) {
  if (!tools.learning) return "MIDI: click a knob, a switch or an arrow, then move the controller that shall turn it.";
  return "MIDI: move a controller for " + target_name(*tools.learning) + " now. A second click takes it away.";
}

// Help of what lies under the pointer.
std::string help_of(const PanelState& state) {
  if (state.is_learning) return learning_words(state.tools);
  switch (state.hover.act) {
    case Act::kKnob:
    case Act::kKnobText: {
      const Knob& knob = kKnobs[static_cast<std::size_t>(state.hover.index) - kFirstKnob];
      return std::string(knob.name) + ": " + knob.help + " Drag, wheel, double click, or click the number and type.";
    }
    case Act::kGate:
      return kSwitches[kGateOn].help + std::string(".");
    case Act::kInterfaces:
      return "Your interface, for all songs and for Reamp itself: by name, or its maximum input level.";
    case Act::kGain:
      return "What the interface\u2019s display shows, or +5 for 5 dB above its lowest gain.";
    case Act::kModelLevel:
      return "The level, in dBu, that the model was captured at. What you type is kept for this model everywhere.";
    case Act::kOutputMode:
      return kSwitches[kOutput].help;
    case Act::kChannel:
      return kSwitches[kChannel].help;
    case Act::kLimiter:
      return kSwitches[kLimiter].help;
    case Act::kBypass:
      return kSwitches[kBypass].help;
    case Act::kPresets:
    case Act::kPresetNext:
    case Act::kPresetPrevious:
      return "Presets, the same as of reamp preset. A MIDI program change chooses one by its place in the list.";
    case Act::kSide:
      return "Two settings to compare; B begins as a copy of A.";
    case Act::kUndo:
      return "Undo the last change.";
    case Act::kRedo:
      return "Do again what was undone.";
    case Act::kMidi:
      return "Let MIDI controllers turn knobs and step through models and presets, for all songs.";
    case Act::kClipped:
      return "The converter has clipped: lower the gain of the interface. A click clears this.";
    default:
      return "";
  }
}

}  // namespace

void add_top_bar(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  const Tools& tools = state.tools;
  brush.box({0, 0, kWidth, kHeight}, Ink::kBack);
  brush.text({18, 14, 30, 32}, "re", {21.0f, Ink::kText, Align::kLeft, true});
  brush.text({35.0f, 14, 60, 32}, "amp", {21.0f, Ink::kAmber, Align::kLeft, true});
  const Box preset{84, 15, 250, 30};
  const std::string& path = state.facts.preset;
  brush.box(preset, Ink::kRaise, 8.0f, Ink::kLine);
  brush.mark({preset.x + 17, preset.middle()}, "left",
             state.is_hovered(Act::kPresetPrevious) ? Ink::kAmber : Ink::kQuiet, 4.5f);
  brush.mark({preset.right() - 17, preset.middle()}, "right",
             state.is_hovered(Act::kPresetNext) ? Ink::kAmber : Ink::kQuiet, 4.5f);
  const Box name{preset.x + 34, preset.y, preset.w - 68, preset.h};
  const Ink name_ink = state.is_hovered(Act::kPresets) ? Ink::kAmber : path.empty() ? Ink::kQuiet : Ink::kText;
  brush.text(name, path.empty() ? "Presets" : stem_of(path), {14.0f, name_ink, Align::kCenter, !path.empty()});
  brush.zone({preset.x, preset.y, 34, preset.h}, Act::kPresetPrevious);
  brush.zone({preset.right() - 34, preset.y, 34, preset.h}, Act::kPresetNext);
  brush.zone(name, Act::kPresets);
  add_choices(brush, state, {346, 15, 84, 30}, Act::kSide, {"A", "B"}, tools.side);
  for (const bool is_redo : {false, true}) {
    const Act act = is_redo ? Act::kRedo : Act::kUndo;
    const Box box{is_redo ? 480.0f : 442.0f, 15, 32, 30};
    const bool is_there = is_redo ? tools.can_redo : tools.can_undo;
    if (is_there && state.is_hovered(act)) brush.box(box, Ink::kRaise, 8.0f);
    brush.mark({box.x + 16, box.middle()}, is_redo ? "redo" : "undo", is_there ? Ink::kText : Ink::kFaint, 6.0f);
    if (is_there) brush.zone(box, act);
  }
  if (tools.has_midi) {
    const Box midi{752, 15, 76, 30};
    brush.box(midi, state.is_hovered(Act::kMidi) ? Ink::kHover : Ink::kRaise, 8.0f,
              state.is_learning ? Ink::kAmber : Ink::kLine);
    brush.text(midi, state.is_learning ? "Learn" : "MIDI",
               {13.0f, state.is_learning ? Ink::kAmber : Ink::kText, Align::kCenter});
    brush.zone(midi, Act::kMidi);
  }
  const bool is_bypassed = state.values[kBypass] > 0.5;
  const Box bypass{840, 15, 104, 30};
  brush.box(bypass, state.is_hovered(Act::kBypass) ? Ink::kHover : Ink::kRaise, 8.0f,
            is_bypassed ? Ink::kWarn : Ink::kLine);
  brush.mark({bypass.x + 19, bypass.middle()}, "power", is_bypassed ? Ink::kQuiet : Ink::kOk, 6.0f);
  brush.text({bypass.x + 34, bypass.y, 66, bypass.h}, is_bypassed ? "Bypassed" : "On",
             {13.0f, is_bypassed ? Ink::kWarn : Ink::kText});
  brush.zone(bypass, Act::kBypass);
}

void add_cabinet_card(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  const Box card = kCabinetCard;
  brush.card(card);
  brush.text({card.x + 16, card.y + 9, 200, 18}, "Cabinet", {12.0f, Ink::kQuiet});
  const auto [at, count] = state.cabinet_place;
  if (at)
    brush.text({card.right() - 136, card.y + 9, 120, 18}, std::to_string(at) + " of " + std::to_string(count),
               {12.0f, Ink::kQuiet, Align::kRight});
  const auto& cabinets = state.facts.cabinets;
  std::string name = cabinets.empty()                     ? "No cabinet"
                     : find_computed_cabinet(cabinets[0]) ? cabinets[0]
                                                          : stem_of(cabinets[0]);
  if (cabinets.size() > 1) name += " + " + stem_of(cabinets[1]);
  const Box title{card.x + 54, card.y + 32, card.w - 108, 30};
  add_arrow(brush, state, {card.x + 14, card.y + 32, 30, 30}, Act::kCabinetPrevious, "left");
  brush.text(title, name,
             {17.0f,
              state.is_hovered(Act::kCabinets) ? Ink::kAmber
              : cabinets.empty()               ? Ink::kQuiet
                                               : Ink::kText,
              Align::kLeft, true});
  brush.zone(title, Act::kCabinets);
  add_arrow(brush, state, {card.right() - 44, card.y + 32, 30, 30}, Act::kCabinetNext, "right");
}

void add_output_card(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  const Box card = kOutputCard;
  brush.card(card);
  brush.text({card.x + 16, card.y + 8, 200, 18}, "Output", {12.0f, Ink::kQuiet});
  add_choices(brush, state, {card.x + 14, card.y + 28, card.w - 28, 30}, Act::kOutputMode,
              {"raw", "normalized", "calibrated"}, static_cast<int>(state.values[kOutput] + 0.5));
  brush.text({card.x + 16, card.y + 73, 44, 28}, "Guitar", {12.0f, Ink::kQuiet});
  add_choices(brush, state, {card.x + 60, card.y + 72, 136, 30}, Act::kChannel, {"left", "right", "both"},
              static_cast<int>(state.values[kChannel] + 0.5));
  const bool is_on = state.values[kLimiter] > 0.5;
  const Box limiter{card.x + 208, card.y + 72, 102, 30};
  brush.box(limiter, state.is_hovered(Act::kLimiter) ? Ink::kHover : Ink::kRaise, 8.0f, Ink::kLine);
  brush.disc({limiter.x + 17, limiter.middle()}, 4.0f, is_on ? Ink::kOk : Ink::kFaint);
  brush.text({limiter.x + 30, limiter.y, 70, limiter.h}, is_on ? "limiter" : "no limiter",
             {12.5f, is_on ? Ink::kText : Ink::kQuiet});
  brush.zone(limiter, Act::kLimiter);
}

void add_last_line(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  const Box line{16, 556, 928, 34};
  std::string problem = state.problem;
  if (problem.empty() && !state.facts.problems.empty()) {
    problem = state.facts.problems.front();
    if (const std::size_t more = state.facts.problems.size() - 1) problem += " (and " + std::to_string(more) + " more)";
  }
  if (problem.empty()) {
    brush.text(line, help_of(state), {12.0f, state.is_learning ? Ink::kAmber : Ink::kQuiet});
    return;
  }
  brush.box(line, Ink::kShade, 8.0f, Ink::kBad);
  brush.mark({line.x + 18, line.middle()}, "warning", Ink::kBad, 6.5f);
  brush.text({line.x + 34, line.y, line.w - 44, line.h}, problem, {13.0f, Ink::kText});
  brush.zone(line, Act::kProblem);
}

}  // namespace reamp::plugin
