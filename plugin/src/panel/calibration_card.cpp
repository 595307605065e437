// The calibration: whether the model gets the level of the real gear, the sum, and what to do.
#include "panel/brush.h"
#include "panel/panel.h"
#include "panel/words.h"

namespace reamp::plugin {
namespace {

constexpr float kX = kCalibrationCard.x + 16.0f, kNumberRight = kCalibrationCard.x + 142.0f,
                kWordsX = kCalibrationCard.x + 154.0f, kRight = kCalibrationCard.x + kCalibrationCard.w - 14.0f;

struct Term {
  const char* sign;
  std::string number;
  bool is_known;
  std::string words, source;
  Act act;
  Ink source_ink = Ink::kQuiet;
  int index = 0;
};

// The number is a field: it says so by the line under it.
void add_term(Brush& brush, const PanelState& state, float y, const Term& term) {
  const Box number{kX + 18.0f, y, kNumberRight - kX - 18.0f, 26.0f}, words{kWordsX, y - 1.0f, kRight - kWordsX, 16.0f};
  brush.text({kX, y, 14.0f, 26.0f}, term.sign, {16.0f, Ink::kQuiet});
  if (state.is_edited(term.act, term.index) && term.act != Act::kNone) {
    brush.box({number.x - 4.0f, number.y - 2.0f, number.w + 10.0f, number.h + 2.0f}, Ink::kWell, 6.0f, Ink::kAmber);
    brush.field(number, state.edit->field, {16.0f, Ink::kText, Align::kRight});
  } else {
    const Ink ink =
        (term.act != Act::kNone && state.is_hovered(term.act, term.index)) || !term.is_known ? Ink::kAmber : Ink::kText;
    brush.text(number, term.number, {17.0f, ink, Align::kRight, true});
    const float line = std::min(number.w, 8.9f * static_cast<float>(term.number.size()));
    if (term.act != Act::kNone) brush.dashes({kNumberRight - line, y + 25.0f}, line, Ink::kFaint);
  }
  brush.text(words, term.words, {13.0f, Ink::kText});
  brush.text({words.x, y + 14.0f, words.w, 15.0f}, term.source, {11.5f, term.source_ink});
  if (term.act != Act::kNone) brush.zone({kX, y - 4.0f, kRight - kX, 36.0f}, term.act, term.index);
}

Term interface_term(const Source& source) {
  Term term{"", "choose", false, "your interface", "not chosen yet", Act::kInterfaces};
  if (!source.kept) return term;
  term.words = interface_words(source);
  if (const auto& level = source.levels.full_scale_dbu) {
    term.number = dbu_words(*level);
    term.is_known = true;
  } else {
    term.number = "type it";
  }
  term.source = source.row ? confidence_words(source.row->confidence) : "typed by you";
  if (source.row && source.row->confidence == Confidence::kConflict) term.source_ink = Ink::kWarn;
  return term;
}

Term model_term(const Facts& facts, std::optional<std::size_t> slot) {
  Term term{kMinus, "\u2013", true, "the model", "none chosen", Act::kModelLevel};
  if (!slot && !facts.models.empty()) term.source = "none plays";
  if (!slot) return term;
  const ModelFacts& model = facts.models[*slot];
  term.index = static_cast<int>(*slot);
  if (facts.models.size() > 1) term.words = model.name;
  term.is_known = model.input_level_dbu.has_value();
  term.number = term.is_known ? dbu_words(*model.input_level_dbu) : "type it";
  term.source = origin_words(model.origin);
  if (!term.is_known || model.origin == LevelOrigin::kEstimated) term.source_ink = Ink::kWarn;
  return term;
}

Term gain_term(const Source& source) {
  Term term{kMinus, "\u2013", true, "interface gain", "", Act::kGain};
  if (!source.kept) return term;
  term.number = number_words(source.levels.raised_db, 2) + " dB";
  if (source.kept->shown_db)
    term.source =
        "its display shows " + number_words(*source.kept->shown_db,
                                            *source.kept->shown_db == static_cast<int>(*source.kept->shown_db) ? 0 : 1);
  else if (source.kept->raised_db)
    term.source = "above its lowest";
  else
    term.source = "assumed at its lowest";
  return term;
}

// Between two models of a chain: what the first gives, and what the second was captured at.
void add_between(Brush& brush, const PanelState& state, std::size_t slot, std::size_t place) {
  const Box card = kCalibrationCard;
  const Facts& facts = state.facts;
  const GainStep& step = facts.plan->between[place - 1];
  const bool is_exact = step.status == StepStatus::kApplied;
  std::size_t before = slot;
  while (before > 0 && place_in_plan(facts, before) != place - 1) --before;
  const ModelFacts& first = facts.models[before];
  const Ink ink = is_exact ? Ink::kOk : Ink::kWarn;
  brush.disc({kX + 6.0f, card.y + 29.0f}, 6.0f, is_exact ? ink : Ink::kNone, ink);
  if (is_exact) brush.mark({kX + 6.0f, card.y + 29.0f}, "tick", Ink::kCard, 3.2f);
  brush.text({kX + 22.0f, card.y + 12.0f, 270.0f, 34.0f}, is_exact ? "Exact level" : "Level unknown",
             {22.0f, ink, Align::kLeft, true});
  Term output{"",
              first.output_level_dbu ? dbu_words(*first.output_level_dbu) : "unknown",
              first.output_level_dbu.has_value(),
              first.name,
              "its output, from its file",
              Act::kNone};
  if (!first.output_level_dbu) {
    output.source = "its file states no output level";
    output.source_ink = Ink::kWarn;
  }
  add_term(brush, state, card.y + 58.0f, output);
  add_term(brush, state, card.y + 96.0f, model_term(facts, slot));
  brush.line({kX, card.y + 172.5f}, {kRight, card.y + 172.5f}, Ink::kLine);
  const float y = card.y + 179.0f;
  brush.text({kX, y, 14.0f, 32.0f}, "=", {16.0f, Ink::kQuiet});
  brush.text({kX + 10.0f, y, kNumberRight - kX - 10.0f, 32.0f},
             is_exact ? number_words(step.applied_calibration_db(), 2, true) + " dB" : "\u2013",
             {20.0f, is_exact ? Ink::kText : Ink::kQuiet, Align::kRight, true});
  brush.text({kWordsX, y, kRight - kWordsX, 32.0f}, "between the two", {13.0f, Ink::kText});
  brush.lines(
      {kX, card.y + 218.0f, kRight - kX, 50.0f},
      is_exact ? "This model gets the volts that the gear before it gives."
               : "No gain is added between them. " +
                     std::string(first.output_level_dbu ? "Type the level that this model was captured at."
                                                        : "Output levels come from a model\u2019s file or a preset."),
      {12.5f, is_exact ? Ink::kQuiet : Ink::kText});
}

}  // namespace

void add_calibration_card(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  const Box card = kCalibrationCard;
  const Facts& facts = state.facts;
  const double trim_db = state.values[kFirstKnob];
  const Verdict verdict = verdict_of(facts, trim_db);
  const bool is_calibrated = verdict.kind == Verdict::Kind::kCalibrated;
  const Ink ink = is_calibrated ? Ink::kOk : verdict.kind == Verdict::Kind::kBroken ? Ink::kBad : Ink::kWarn;
  brush.card(card);
  const std::size_t slot = shown_slot(facts, state.slot);
  const auto place = place_in_plan(facts, slot);
  if (place && *place > 0 && facts.plan && *place <= facts.plan->between.size())
    return add_between(brush, state, slot, *place);
  brush.disc({kX + 6.0f, card.y + 29.0f}, 6.0f, is_calibrated ? ink : Ink::kNone, ink);
  if (is_calibrated) brush.mark({kX + 6.0f, card.y + 29.0f}, "tick", Ink::kCard, 3.2f);
  brush.text({kX + 22.0f, card.y + 12.0f, 250.0f, 34.0f}, verdict.headline, {22.0f, ink, Align::kLeft, true});
  add_term(brush, state, card.y + 58.0f, interface_term(facts.source));
  add_term(brush, state, card.y + 96.0f, model_term(facts, place ? std::optional(slot) : std::nullopt));
  add_term(brush, state, card.y + 134.0f, gain_term(facts.source));
  brush.line({kX, card.y + 172.5f}, {kRight, card.y + 172.5f}, Ink::kLine);
  const float y = card.y + 179.0f;
  brush.text({kX, y, 14.0f, 32.0f}, "=", {16.0f, Ink::kQuiet});
  const bool has_sum = facts.plan && facts.plan->input.calibration_db;
  brush.text({kX + 10.0f, y, kNumberRight - kX - 10.0f, 32.0f},
             has_sum ? number_words(*facts.plan->input.calibration_db, 2, true) + " dB" : "\u2013",
             {20.0f, has_sum ? Ink::kText : Ink::kQuiet, Align::kRight, true});
  brush.text({kWordsX, y, kRight - kWordsX, 32.0f}, has_sum ? "into the model" : "the Input knob alone",
             {13.0f, Ink::kText});
  brush.lines({kX, card.y + 218.0f, kRight - kX, 50.0f}, verdict.advice,
              {12.5f, is_calibrated ? Ink::kQuiet : Ink::kText});
}

}  // namespace reamp::plugin
