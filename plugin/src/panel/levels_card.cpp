// The meters: the converter, the level into the model, the output.
#include <cmath>

#include "panel/brush.h"
#include "panel/panel.h"
#include "panel/words.h"

namespace reamp::plugin {
namespace {

constexpr double kLowDbfs = -60.0;
constexpr double kGoodLowDbfs = -9.0, kGoodHighDbfs = -3.0;  // where the loudest should peak (stage/assistant.py)
constexpr double kHotDbfs = -3.0;
constexpr float kBarX = 150.0f, kBarWidth = 316.0f, kBarHeight = 18.0f, kRow = 48.0f;

float column(double dbfs) {
  return kBarX + kBarWidth * static_cast<float>((std::clamp(dbfs, kLowDbfs, 0.0) - kLowDbfs) / -kLowDbfs);
}

struct Row {
  const char* name;
  std::string words{};
  Ink words_ink = Ink::kQuiet;
  std::string number{}, unit{};
  Ink number_ink = Ink::kText, bar_ink = Ink::kOk;
  bool has_good_zone = false;
};

void add_row(Brush& brush, int place, const Row& row, const PeakHold& peak) {
  const float y = kLevelsCard.y + 16.0f + kRow * static_cast<float>(place);
  const Box bar{kBarX, y + 4.0f, kBarWidth, kBarHeight};
  brush.text({kLevelsCard.x + 16, y - 4.0f, 116, 18}, row.name, {13.0f, Ink::kText});
  brush.text({kLevelsCard.x + 16, y + 12.0f, 116, 16}, row.words, {11.5f, row.words_ink});
  brush.box(bar, Ink::kWell, 4.0f);
  if (row.has_good_zone) {
    const float from = column(kGoodLowDbfs), to = column(kGoodHighDbfs);
    brush.box({from, bar.y, to - from, bar.h}, Ink::kZone);
  }
  const float end = column(peak.bar_dbfs());
  if (end > kBarX + 2.0f) brush.box({bar.x, bar.y, end - bar.x, bar.h}, row.bar_ink, 4.0f);
  if (row.has_good_zone)
    for (const double edge : {kGoodLowDbfs, kGoodHighDbfs})
      brush.box({column(edge), bar.y - 3.0f, 1.0f, bar.h + 6.0f}, Ink::kOk);
  if (!peak.is_silent()) brush.box({column(peak.held_dbfs()) - 1.0f, bar.y, 2.0f, bar.h}, Ink::kText);
  brush.text({kBarX + kBarWidth + 8.0f, bar.y - 4.0f, 72, bar.h + 8.0f}, row.number,
             {21.0f, row.number_ink, Align::kRight, true});
  brush.text({kBarX + kBarWidth + 85.0f, bar.y - 2.5f, 40, bar.h + 8.0f}, row.unit, {12.0f, Ink::kQuiet});
}

std::string level_words(const PeakHold& peak, double offset_db = 0.0) {
  return peak.is_silent() ? "\u2013" : number_words(peak.held_dbfs() + offset_db, 1);
}

Row converter(const PanelState& state) {
  const double held = state.input.held_dbfs();
  Row row{.name = "Converter in", .number = level_words(state.input), .unit = "dBFS", .has_good_zone = true};
  if (state.peaks.clipped_frames > state.clipped_before) {
    row.words = "clipped: lower the gain";
    row.words_ink = row.number_ink = row.bar_ink = Ink::kBad;
  } else if (state.input.is_silent()) {
    row.words = "silent";
  } else if (held > kGoodHighDbfs) {
    row.words = "hot";
    row.words_ink = row.number_ink = row.bar_ink = Ink::kWarn;
  } else if (held >= kGoodLowDbfs) {
    row.words = "good";
    row.words_ink = row.number_ink = Ink::kOk;
  } else {
    row.words = "aim for the zone";
  }
  return row;
}

// Of the model that is shown. A preset may have more models than there are meters; the others show silence.
const PeakHold& model_peak(const PanelState& state) {
  static const PeakHold kNoMeter;
  const std::size_t place = place_in_plan(state.facts, shown_slot(state.facts, state.slot)).value_or(0);
  return place < state.models.size() ? state.models[place] : kNoMeter;
}

// All gains up to this model are known.
bool has_volts(const GainPlan& plan, std::size_t place) {
  if (!plan.is_calibrated()) return false;
  for (std::size_t i = 0; i < place; ++i)
    if (plan.between[i].status != StepStatus::kApplied) return false;
  return true;
}

Row into_model(const PanelState& state) {
  const PeakHold& peak = model_peak(state);
  Row row{.name = "Into the model", .number = level_words(peak), .unit = "dBFS", .bar_ink = Ink::kBlue};
  const Facts& facts = state.facts;
  const auto place = place_in_plan(facts, shown_slot(facts, state.slot));
  const bool is_known = place && facts.plan && has_volts(*facts.plan, *place);
  if (place && *place > 0) row.name = "Into this model";
  if (is_known && facts.models[shown_slot(facts, state.slot)].input_level_dbu) {
    row.number = level_words(peak, *facts.models[shown_slot(facts, state.slot)].input_level_dbu);
    row.unit = "dBu";
    row.number_ink = Ink::kBlue;
    row.words = "as into the real gear";
  } else {
    row.words = !place ? "no model" : "no volts: not calibrated";
  }
  if (state.peaks.gate_gain < 0.5f && state.values[kGateOn] > 0.5) row.words = "gate closed";
  return row;
}

Row output(const PanelState& state, const char* name, const PeakHold& peak, bool is_first) {
  Row row{.name = name, .number = level_words(peak), .unit = "dBFS"};
  if (peak.held_dbfs() > kHotDbfs) row.bar_ink = Ink::kWarn;
  if (is_first && state.peaks.limiter_gain < 0.985f) {
    row.words = "limiter " + number_words(20.0 * std::log10(state.peaks.limiter_gain), 1) + " dB";
    row.words_ink = Ink::kWarn;
  }
  return row;
}

}  // namespace

void add_levels_card(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  brush.card(kLevelsCard);
  add_row(brush, 0, converter(state), state.input);
  add_row(brush, 1, into_model(state), model_peak(state));
  add_row(brush, 2, output(state, "Output left", state.left, true), state.left);
  add_row(brush, 3, output(state, "Output right", state.right, false), state.right);
  const float y = kLevelsCard.y + 16.0f + 4.0f * kRow - 12.0f;
  for (const int mark : {-60, -48, -36, -24, -12, 0}) {
    const float x = column(mark);
    brush.box({std::min(x, kBarX + kBarWidth - 1.0f), y, 1.0f, 5.0f}, Ink::kLine);
    brush.text({x - 24.0f, y + 6.0f, 48.0f, 16.0f}, number_words(mark, 0), {11.0f, Ink::kQuiet, Align::kCenter});
  }
  if (state.peaks.clipped_frames > state.clipped_before)
    brush.zone({kLevelsCard.x, kLevelsCard.y, kLevelsCard.w, kRow + 10.0f}, Act::kClipped);
}

}  // namespace reamp::plugin
