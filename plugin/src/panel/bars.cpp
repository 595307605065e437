// The top of the panel, its last line, and the cards of cabinet and output.
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

// Help of what lies under the pointer.
std::string help_of(const PanelState& state) {
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
    case Act::kClipped:
      return "The converter has clipped: lower the gain of the interface. A click clears this.";
    default:
      return "";
  }
}

}  // namespace

void add_top_bar(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  brush.box({0, 0, kWidth, kHeight}, Ink::kBack);
  brush.text({18, 14, 30, 32}, "re", {21.0f, Ink::kText, Align::kLeft, true});
  brush.text({35.0f, 14, 60, 32}, "amp", {21.0f, Ink::kAmber, Align::kLeft, true});
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
    brush.text(line, help_of(state), {12.0f, Ink::kQuiet});
    return;
  }
  brush.box(line, Ink::kShade, 8.0f, Ink::kBad);
  brush.mark({line.x + 18, line.middle()}, "warning", Ink::kBad, 6.5f);
  brush.text({line.x + 34, line.y, line.w - 44, line.h}, problem, {13.0f, Ink::kText});
  brush.zone(line, Act::kProblem);
}

}  // namespace reamp::plugin
