// The parameters that a host sees: the knobs of a rig, and a few switches.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <iterator>
#include <span>
#include <vector>

#include "knobs.h"
#include "reamp/levels.h"
#include "reamp/rig.h"

namespace reamp::plugin {

// Indices are what hosts save automation by: a new knob goes behind the others (tools/make_plugin_knobs.py sees to
// that), and none is taken away.
enum Index : std::size_t {
  kGateOn,
  kOutput,  // an OutputMode
  kLimiter,
  kChannel,  // of the input, from 0; 2: both
  kBypass,
  kIsCalibrated,  // this and the next two are what the plug-in shows
  kHasClipped,
  kHasProblem,
  kFirstKnob
};

// Behind the knobs: a number that the panel counts on when it has changed what is no parameter, a model for
// example. Hosts know then that there is something to save; DPF 1.6 has no other way to tell them.
inline constexpr std::size_t kRevision = kFirstKnob + std::size(kKnobs);
inline constexpr double kMaxRevision = 999.0;
inline constexpr std::size_t kCount = kRevision + 1;

constexpr bool has_choices(const Knob& knob) { return knob.choices[0] != 0; }

constexpr bool is_shown(std::size_t index) { return index >= kIsCalibrated && index <= kHasProblem; }

// What a hand or a controller can turn.
constexpr bool is_turned(std::size_t index) { return index < kRevision && !is_shown(index); }

struct Switch {
  const char* key;
  const char* name;
  const char* help;
  std::array<const char*, 3> choices;  // from 0; two where the third is none
  int initial;
};

// In the order of their indices.
inline constexpr Switch kSwitches[] = {
    {"gate_on", "Gate on", "Whether the noise gate acts.", {"off", "on"}, 0},
    {"output_mode",
     "Output mode",
     "Raw: the model's numbers. Normalized: every model equally loud. Calibrated: the gear's own level.",
     {"raw", "normalized", "calibrated"},
     1},
    {"limiter", "Limiter", "Holds the output below -0.1 dBFS.", {"off", "on"}, 1},
    {"channel",
     "Input channel",
     "Where the guitar is. Both: two rigs, left to left and right to right, from the next start of the audio on.",
     {"left", "right", "both"},
     0},
    {"bypass", "Bypass", "The input as it is, as late as the sound.", {"off", "on"}, 0},
    {"is_calibrated", "Calibrated", "Whether the first model gets the level of the real gear.", {"no", "yes"}, 0},
    {"has_clipped", "Input clipped", "Whether the input has reached full scale.", {"no", "yes"}, 0},
    {"has_problem", "Problem", "Whether a file or a setting could not be read.", {"no", "yes"}, 0},
};
static_assert(std::size(kSwitches) == kFirstKnob);

// Their values, each written and read whole by any thread.
class Values {
 public:
  Values();

  // Values are taken to a thousandth, which nobody hears: a host's 5.9999995 is the 6 of a preset, to the bit.
  void set(std::size_t index, double value) noexcept;
  double get(std::size_t index) const noexcept { return values_[index].load(std::memory_order_relaxed); }
  bool is_on(std::size_t index) const noexcept { return get(index) > 0.5; }

  OutputMode output_mode() const noexcept;
  bool is_dual() const noexcept { return get(kChannel) > 1.5; }
  RigSettings settings() const noexcept;
  int oversampling() const noexcept;
  void take(const RigSettings& settings, OutputMode mode, int oversampling) noexcept;

 private:
  std::array<std::atomic<double>, kCount> values_;
};

// The indices that a host has to be told of: those whose values it does not have, without those that are only shown.
// Hosts write all that they are told into their automation.
std::vector<std::size_t> untold(const Values& told, const Values& values);

}  // namespace reamp::plugin
