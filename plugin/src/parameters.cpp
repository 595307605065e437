// The parameters that a host sees.
#include "parameters.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace reamp::plugin {
namespace {

// Where a knob lies in the settings of a rig.
double* place_of(RigSettings& settings, std::string_view key) noexcept {
  if (key == "input_trim_db") return &settings.input_gain_db;
  if (key == "output_trim_db") return &settings.output_gain_db;
  if (key == "gate") return &settings.gate_threshold_db;
  for (const ToneBand& band : kToneBands)
    if (key == band.name) return &(settings.tone.*band.knob);
  return nullptr;
}

constexpr std::size_t index_of(std::string_view key) {
  for (std::size_t i = 0; i < std::size(kKnobs); ++i)
    if (key == kKnobs[i].key) return kFirstKnob + i;
  return kCount;
}

constexpr std::size_t kOversampling = index_of("oversampling");
static_assert(kKnobs[kOversampling - kFirstKnob].choices == kOversamplings);

}  // namespace

Values::Values() {
  for (std::size_t i = 0; i < kRevision; ++i)
    values_[i] = i < kFirstKnob ? kSwitches[i].initial : kKnobs[i - kFirstKnob].initial;
  values_[kRevision] = 0.0;
}

void Values::set(std::size_t index, double value) noexcept {
  if (index >= kCount || !std::isfinite(value)) return;
  if (index == kRevision) return values_[index].store(std::round(std::clamp(value, 0.0, kMaxRevision)));
  const bool is_switch = index < kFirstKnob;
  const double low = is_switch ? 0.0 : kKnobs[index - kFirstKnob].low,
               high = is_switch ? 2.0 : kKnobs[index - kFirstKnob].high;
  const double steps = !is_switch && has_choices(kKnobs[index - kFirstKnob]) ? 1.0 : 1000.0;
  values_[index].store(std::round(std::clamp(value, low, high) * steps) / steps, std::memory_order_relaxed);
}

OutputMode Values::output_mode() const noexcept {
  return static_cast<OutputMode>(std::clamp<long>(std::lround(get(kOutput)), 0, 2));
}

RigSettings Values::settings() const noexcept {
  RigSettings settings;
  for (std::size_t i = kFirstKnob; i < kRevision; ++i)
    if (double* place = place_of(settings, kKnobs[i - kFirstKnob].key)) *place = get(i);
  settings.gate = is_on(kGateOn);
  settings.limiter = is_on(kLimiter);
  settings.channel = is_on(kChannel) && !is_dual() ? 1 : 0;
  return settings;
}

int Values::oversampling() const noexcept {
  return kOversamplings[static_cast<std::size_t>(std::lround(get(kOversampling)))];
}

void Values::take(const RigSettings& settings, OutputMode mode, int oversampling) noexcept {
  RigSettings taken = settings;
  for (std::size_t i = kFirstKnob; i < kRevision; ++i) {
    const Knob& knob = kKnobs[i - kFirstKnob];
    if (const double* place = place_of(taken, knob.key)) set(i, knob.has_off && !settings.gate ? knob.initial : *place);
  }
  set(kGateOn, settings.gate);
  set(kLimiter, settings.limiter);
  set(kOutput, static_cast<double>(mode));
  const auto* const factor = std::ranges::find(kOversamplings, oversampling);
  if (factor != kOversamplings.end()) set(kOversampling, static_cast<double>(factor - kOversamplings.begin()));
}

std::vector<std::size_t> untold(const Values& told, const Values& values) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < kCount; ++i)
    if (!is_shown(i) && told.get(i) != values.get(i)) indices.push_back(i);
  return indices;
}

}  // namespace reamp::plugin
