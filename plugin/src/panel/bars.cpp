// The top of the panel, its last line, and the card of the output.
#include "midi.h"
#include "panel/brush.h"
#include "panel/panel.h"
#include "panel/words.h"

namespace reamp::plugin {
namespace {

std::string learning_words(const Tools& tools) {
  if (!tools.learning) return "MIDI: click a knob, a switch or an arrow, then move its controller.";
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
    case Act::kQuality:
      return kKnobs[kQualityIndex - kFirstKnob].help;
    case Act::kMidi:
      return "Let MIDI controllers turn knobs and step through models and presets, for all songs.";
    case Act::kModels: {
      const auto& models = state.facts.models;
      if (models.empty()) return "Click to search, or to paste the path of a .nam file.";
      return models[state.slot].name + ". Click to search, or to paste a path.";
    }
    case Act::kCabinets: {
      const auto& cabinets = state.facts.cabinets;
      const auto place = static_cast<std::size_t>(state.hover.index);
      return place < cabinets.size() ? stem_of(cabinets[place]) + ". Click to choose another, or to paste a path." : "";
    }
    case Act::kTuner:
      return "The tuner listens to the guitar, before everything else.";
    case Act::kTunerMute:
      return "Silence while you tune.";
    case Act::kSlot: {
      // The pointer may rest on a place that a shorter chain no longer has.
      const auto place = static_cast<std::size_t>(state.hover.index);
      if (place >= state.facts.models.size()) return "";
      const ModelFacts& model = state.facts.models[place];
      return model.name + (model.is_missing ? ": its file is not there" : "") +
             ". A click shows it, another one chooses a file for it.";
    }
    case Act::kSlotPower:
      return "Bypass this model; the levels around it are worked out anew.";
    case Act::kAddModel:
      return "Another model behind the last: up to four in series, with exact levels between them.";
    case Act::kSlotEarlier:
    case Act::kSlotLater:
      return "Move this model to an earlier or later place of the chain.";
    case Act::kSlotRemove:
      return "Take this model out of the chain.";
    case Act::kAddCabinet:
      return "A second cabinet beside the first, each with its gain and its place between the speakers.";
    case Act::kCabinetPower:
      return "Bypass this cabinet.";
    case Act::kCabinetGain:
      return "Gain of this cabinet, in dB: wheel, or click and type.";
    case Act::kCabinetPan:
      return "Place between the speakers: wheel, or click and type L 50, C or R 50.";
    case Act::kClipped:
      return "The converter has clipped: lower the gain of the interface. A click clears this.";
    default:
      return "";
  }
}

}  // namespace

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

void add_top_bar(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  const Tools& tools = state.tools;
  brush.box({0, 0, kWidth, kHeight}, Ink::kBack);
  brush.text({18, 14, 30, 32}, "re", {21.0f, Ink::kText, Align::kLeft, true});
  brush.text({35.0f, 14, 60, 32}, "amp", {21.0f, Ink::kAmber, Align::kLeft, true});
  const Box preset{84, 15, 210, 30};
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
  add_choices(brush, state, {304, 15, 76, 30}, Act::kSide, {"A", "B"}, tools.side);
  for (const bool is_redo : {false, true}) {
    const Act act = is_redo ? Act::kRedo : Act::kUndo;
    const Box box{is_redo ? 422.0f : 388.0f, 15, 32, 30};
    const bool is_there = is_redo ? tools.can_redo : tools.can_undo;
    if (is_there && state.is_hovered(act)) brush.box(box, Ink::kRaise, 8.0f);
    brush.mark({box.x + 16, box.middle()}, is_redo ? "redo" : "undo", is_there ? Ink::kText : Ink::kFaint, 6.0f);
    if (is_there) brush.zone(box, act);
  }
  brush.text({462, 15, 78, 30}, kKnobs[kQualityIndex - kFirstKnob].name, {12.0f, Ink::kQuiet});
  add_choices(brush, state, {540, 15, 116, 30}, Act::kQuality, {"1x", "2x", "4x"},
              static_cast<int>(state.values[kQualityIndex] + 0.5));
  const Box tuner{668, 15, 76, 30};
  brush.box(tuner, state.is_hovered(Act::kTuner) ? Ink::kHover : Ink::kRaise, 8.0f,
            tools.tuner ? Ink::kAmber : Ink::kLine);
  brush.text(tuner, "Tuner", {13.0f, tools.tuner ? Ink::kAmber : Ink::kText, Align::kCenter});
  brush.zone(tuner, Act::kTuner);
  if (tools.has_midi) {
    const Box midi{754, 15, 76, 30};
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

void add_output_card(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  const Box card = kOutputCard;
  brush.card(card);
  add_choices(brush, state, {card.x + 14, card.y + 11, card.w - 28, 30}, Act::kOutputMode,
              {"raw", "normalized", "calibrated"}, static_cast<int>(state.values[kOutput] + 0.5));
  brush.text({card.x + 16, card.y + 50, 44, 28}, "Guitar", {12.0f, Ink::kQuiet});
  add_choices(brush, state, {card.x + 60, card.y + 49, 136, 30}, Act::kChannel, {"left", "right", "both"},
              static_cast<int>(state.values[kChannel] + 0.5));
  const bool is_on = state.values[kLimiter] > 0.5;
  const Box limiter{card.x + 208, card.y + 49, 102, 30};
  brush.box(limiter, state.is_hovered(Act::kLimiter) ? Ink::kHover : Ink::kRaise, 8.0f, Ink::kLine);
  brush.disc({limiter.x + 17, limiter.middle()}, 4.0f, is_on ? Ink::kOk : Ink::kFaint);
  brush.text({limiter.x + 30, limiter.y, 70, limiter.h}, is_on ? "limiter" : "no limiter",
             {12.5f, is_on ? Ink::kText : Ink::kQuiet});
  brush.zone(limiter, Act::kLimiter);
}

void add_last_line(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  const Box line{16, 618, 928, 34};
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
