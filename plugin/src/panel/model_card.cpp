// The model that plays, and the knobs.
#include <cmath>

#include "panel/brush.h"
#include "panel/panel.h"
#include "panel/words.h"

namespace reamp::plugin {
namespace {

constexpr float kTurn = 2.36f;  // of a knob, to either side of the top
constexpr float kDial = 27.0f;

void add_step(Brush& brush, const PanelState& state, Point center, Act act, const char* mark) {
  const bool is_hovered = state.is_hovered(act);
  brush.disc(center, 18.0f, is_hovered ? Ink::kHover : Ink::kRaise, Ink::kLine);
  brush.mark(center, mark, is_hovered ? Ink::kAmber : Ink::kText, 5.5f);
  brush.zone({center.x - 18.0f, center.y - 18.0f, 36.0f, 36.0f}, act);
}

struct Tag {
  std::string text;
  Ink ink = Ink::kQuiet;
};

std::vector<Tag> tags_of(const Facts& facts, std::size_t slot) {
  std::vector<Tag> tags;
  if (facts.models.empty()) return tags;
  const ModelFacts& model = facts.models[slot];
  if (model.is_missing) return {{"not there: choose it again", Ink::kBad}};
  if (model.is_bypassed) tags.push_back({"bypassed", Ink::kWarn});
  if (model.input_level_dbu)
    tags.push_back(
        {dbu_words(*model.input_level_dbu), model.origin == LevelOrigin::kEstimated ? Ink::kWarn : Ink::kOk});
  else
    tags.push_back({"level unknown", Ink::kWarn});
  tags.push_back({model.architecture == "SlimmableContainer" ? "slimmable" : model.architecture});
  if (model.rate_hz && std::lround(*model.rate_hz) != facts.rate_hz)
    tags.push_back(
        {number_words(*model.rate_hz / 1000.0, std::fmod(*model.rate_hz, 1000.0) == 0.0 ? 0 : 1) + " kHz, resampled"});
  return tags;
}

void add_knob(Brush& brush, const PanelState& state, std::size_t index, Point center) {
  const Knob& knob = kKnobs[index - kFirstKnob];
  const int zone = static_cast<int>(index);
  const double value = state.values[index];
  const bool is_off = knob.has_off && state.values[kGateOn] < 0.5;
  const auto angle = [&](double at) {
    return static_cast<float>((2.0 * (at - knob.low) / (knob.high - knob.low) - 1.0) * kTurn);
  };
  const bool is_waiting = state.is_learning && state.tools.learning == zone;
  if (is_waiting) brush.disc(center, kDial + 5.0f, Ink::kNone, Ink::kAmber);
  const bool is_held = state.drag && state.drag->index == index;
  const bool is_hovered = is_held || (!state.drag && state.is_hovered(Act::kKnob, zone));
  const float from = knob.has_off ? -kTurn : angle(knob.initial), to = angle(value);
  brush.arc(center, kDial, -kTurn, kTurn, Ink::kLine, 4.0f);
  if (!is_off && std::abs(to - from) > 0.01f)
    brush.arc(center, kDial, std::min(from, to), std::max(from, to), Ink::kAmber, 4.0f);
  brush.disc(center, 20.0f, is_hovered ? Ink::kHover : Ink::kRaise, Ink::kLine);
  const float x = std::sin(to), y = -std::cos(to);
  brush.line({center.x + 6.0f * x, center.y + 6.0f * y}, {center.x + 16.0f * x, center.y + 16.0f * y},
             is_off ? Ink::kFaint : Ink::kText, 2.5f);
  brush.zone({center.x - 34.0f, center.y - 32.0f, 68.0f, 62.0f}, Act::kKnob, zone);
  const Box label{center.x - 40.0f, center.y + 31.0f, 80.0f, 18.0f};
  brush.text(label, knob.name, {12.0f, Ink::kQuiet, Align::kCenter});
  if (knob.has_off) {
    brush.disc({center.x - 26.0f, label.middle()}, 3.5f, is_off ? Ink::kFaint : Ink::kOk);
    brush.zone(label, Act::kGate, 0);
  }
  const Box number{center.x - 40.0f, center.y + 48.0f, 80.0f, 24.0f};
  if (state.is_edited(Act::kKnobText, zone)) {
    brush.box(number, Ink::kWell, 6.0f, Ink::kAmber);
    brush.field(number, state.edit->field, {15.0f, Ink::kText, Align::kCenter});
  } else {
    const bool is_touched = state.is_hovered(Act::kKnobText, zone);
    const auto controller = state.tools.controllers.find(zone);
    const bool has_controller = controller != state.tools.controllers.end();
    if (state.is_learning)
      brush.text(number, has_controller ? "CC " + std::to_string(controller->second) : "\u2013",
                 {14.0f, Ink::kAmber, Align::kCenter, has_controller});
    else
      brush.text(number, is_off ? "off" : knob_words(knob, value),
                 {15.0f,
                  is_touched ? Ink::kAmber
                  : is_off   ? Ink::kQuiet
                             : Ink::kText,
                  Align::kCenter, true});
  }
  brush.zone(number, Act::kKnobText, zone);
}

}  // namespace

void add_model_card(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  const Box card = kModelCard;
  const Facts& facts = state.facts;
  brush.card(card);
  add_step(brush, state, {card.x + 34, card.y + 36}, Act::kModelPrevious, "left");
  add_step(brush, state, {card.right() - 34, card.y + 36}, Act::kModelNext, "right");
  const std::string name = facts.models.empty() ? "Choose a model" : facts.models[state.slot].name;
  const Box title{card.x + 66, card.y + 16, card.w - 132, 40};
  brush.text(
      title, name,
      {25.0f, state.is_hovered(Act::kModels) || facts.models.empty() ? Ink::kAmber : Ink::kText, Align::kLeft, true});
  brush.zone(title, Act::kModels);
  float x = card.x + 66;
  for (const Tag& tag : tags_of(facts, state.slot)) {
    const float width = 16.0f + 6.3f * static_cast<float>(tag.text.size());
    const Box box{x, card.y + 61, width, 22};
    brush.box(box, tag.ink == Ink::kOk ? Ink::kOkDark : Ink::kRaise, 11.0f);
    brush.text(box, tag.text, {12.0f, tag.ink, Align::kCenter});
    x += width + 8.0f;
  }
  float right = card.right() - 16.0f;
  if (!facts.models.empty()) {
    const auto add = [&](Act act, const char* mark, bool is_there) {
      const Box box{right - 26.0f, card.y + 59, 26.0f, 26.0f};
      const bool is_hovered = is_there && state.is_hovered(act);
      if (is_hovered) brush.box(box, Ink::kHover, 6.0f);
      brush.mark({box.x + 13.0f, box.middle()}, mark,
                 !is_there    ? Ink::kFaint
                 : is_hovered ? Ink::kAmber
                              : Ink::kQuiet,
                 4.5f);
      if (is_there) brush.zone(box, act);
      right -= 28.0f;
    };
    add(Act::kSlotRemove, "close", true);
    if (facts.models.size() > 1) {
      add(Act::kSlotLater, "right", state.slot + 1 < facts.models.size());
      add(Act::kSlotEarlier, "left", state.slot > 0);
    }
    right -= 6.0f;
  }
  const auto [at, count] = state.model_place;
  if (at)
    brush.text({right - 100, card.y + 61, 100, 22}, std::to_string(at) + " of " + std::to_string(count),
               {12.0f, Ink::kQuiet, Align::kRight});
}

void add_knobs(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  const Box card = kModelCard;
  std::vector<std::size_t> dials;  // a knob of a few choices is none
  for (std::size_t i = 0; i < std::size(kKnobs); ++i)
    if (!has_choices(kKnobs[i])) dials.push_back(kFirstKnob + i);
  const float column = (card.w - 20.0f) / static_cast<float>(dials.size());
  float x = card.x + 10.0f + column / 2.0f;
  for (const std::size_t index : dials) {
    add_knob(brush, state, index, {x, card.y + 142.0f});
    x += column;
  }
}

}  // namespace reamp::plugin
