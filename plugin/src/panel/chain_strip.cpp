// The way of the signal: the guitar, models with the gain before each, cabinets, the output.
#include <algorithm>
#include <cmath>

#include "chain.h"
#include "panel/brush.h"
#include "panel/panel.h"
#include "panel/words.h"

namespace reamp::plugin {
namespace {

constexpr float kEnds = 58.0f, kGap = 70.0f, kAdd = 34.0f, kWidest = 236.0f, kSlotHeight = 32.0f;

// A line to the next part, with the gain on it.
void add_gain(Brush& brush, float x, float width, const GainStep* step, bool is_plain) {
  const float y = kChainStrip.middle();
  brush.line({x + 4.0f, y + 7.5f}, {x + width - 6.0f, y + 7.5f}, Ink::kFaint);
  brush.mark({x + width - 8.0f, y + 7.5f}, "right", Ink::kFaint, 3.0f);
  if (is_plain) return;
  const bool is_known = step && step->status == StepStatus::kApplied;
  brush.text({x, y - 15.0f, width, 18.0f},
             is_known ? number_words(step->applied_calibration_db(), 2, true) + " dB"
             : step && step->status == StepStatus::kNotWanted ? "raw"
                                                              : "no level",
             {12.0f, is_known ? Ink::kText : Ink::kWarn, Align::kCenter});
}

void add_slot(Brush& brush, const PanelState& state, Box box, std::size_t place) {
  const ModelFacts& model = state.facts.models[place];
  const int index = static_cast<int>(place);
  const bool is_chosen = state.slot == place;
  const bool is_hovered = state.is_hovered(Act::kSlot, index);
  brush.box(box, is_hovered ? Ink::kHover : Ink::kRaise, 8.0f, is_chosen ? Ink::kAmber : Ink::kLine);
  const Box power{box.x, box.y, 30.0f, box.h}, name{box.x + 30.0f, box.y, box.w - 38.0f, box.h};
  brush.mark({power.x + 16.0f, power.middle()}, "power",
             model.is_missing                           ? Ink::kBad
             : state.is_hovered(Act::kSlotPower, index) ? Ink::kAmber
             : model.is_bypassed                        ? Ink::kFaint
                                                        : Ink::kOk,
             5.5f);
  brush.text(name, model.name,
             {13.0f,
              model.is_missing    ? Ink::kBad
              : model.is_bypassed ? Ink::kQuiet
                                  : Ink::kText,
              Align::kLeft, is_chosen});
  brush.zone(box, Act::kSlot, index);
  brush.zone(power, Act::kSlotPower, index);
}

std::string cabinet_words(const Facts& facts) {
  const auto playing = std::count_if(facts.speakers.begin(), facts.speakers.end(),
                                     [](const CabinetFacts& each) { return !each.is_bypassed; });
  return playing == 0 ? "no cab" : playing == 1 ? "1 cab" : "2 cabs";
}

}  // namespace

void add_chain_strip(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  const Facts& facts = state.facts;
  const Box strip = kChainStrip;
  brush.card(strip);
  const std::size_t count = facts.models.size();
  const bool can_add = count < kMostModels;
  const float y = strip.middle() - kSlotHeight / 2.0f;
  float room = strip.w - 2.0f * kEnds - kGap * static_cast<float>(count + 1);
  if (can_add) room -= count ? kAdd + 8.0f : 150.0f;
  const float width = count ? std::min(kWidest, std::floor(room / static_cast<float>(count))) : 0.0f;
  float x = strip.x;
  brush.text({x + 16.0f, y, kEnds, kSlotHeight}, "Guitar", {12.5f, Ink::kQuiet});
  x += kEnds;
  for (std::size_t i = 0; i < count; ++i) {
    const auto place = place_in_plan(facts, i);
    const GainStep* const step = !facts.plan || !place                     ? nullptr
                                 : *place == 0                             ? &facts.plan->input
                                 : *place - 1 < facts.plan->between.size() ? &facts.plan->between[*place - 1]
                                                                           : nullptr;
    add_gain(brush, x, kGap, step, !place);
    x += kGap;
    add_slot(brush, state, {x, y, width, kSlotHeight}, i);
    x += width;
  }
  if (can_add) {
    x += count ? 8.0f : 16.0f;
    const Box box{x, y, count ? kAdd : 150.0f, kSlotHeight};
    const bool is_hovered = state.is_hovered(Act::kAddModel);
    brush.box(box, is_hovered ? Ink::kHover : Ink::kNone, 8.0f, Ink::kLine);
    brush.mark({box.x + 17.0f, box.middle()}, "plus", is_hovered || !count ? Ink::kAmber : Ink::kQuiet, 5.0f);
    if (!count) brush.text({box.x + 34.0f, box.y, 110.0f, box.h}, "Add a model", {13.0f, Ink::kAmber});
    brush.zone(box, Act::kAddModel);
    x += box.w;
  }
  const bool has_output = facts.plan && first_playing(facts);
  add_gain(brush, x, kGap, has_output ? &facts.plan->output : nullptr, !has_output);
  brush.text({x + kGap, y, kEnds, kSlotHeight}, cabinet_words(facts), {12.5f, Ink::kQuiet});
}

}  // namespace reamp::plugin
