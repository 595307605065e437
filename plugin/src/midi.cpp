// MIDI: program changes, controllers, and learning them.
#include "midi.h"

#include <algorithm>
#include <cmath>
#include <exception>

#include "chain.h"
#include "files.h"

namespace reamp::plugin {
namespace {

constexpr const char* kStepKeys[] = {"next_model", "previous_model", "next_preset", "previous_preset"};
constexpr const char* kStepNames[] = {"next model", "previous model", "next preset", "previous preset"};
constexpr int kFirstStep = static_cast<int>(Step::kNextModel);
constexpr std::uint8_t kControlChange = 0xB0, kProgramChange = 0xC0;

const char* parameter_key(std::size_t index) {
  return index < kFirstKnob ? kSwitches[index].key : kKnobs[index - kFirstKnob].key;
}

// The value of a parameter for 0 to 127.
double value_at(std::size_t index, int position) {
  if (index < kFirstKnob) {
    const int count = kSwitches[index].choices[2] ? 3 : 2;
    return std::min(count - 1, position * count / 128);
  }
  const Knob& knob = kKnobs[index - kFirstKnob];
  if (has_choices(knob)) return std::min(2, position * 3 / 128);
  // Half way is the middle: 64 of 127.
  const double share = position <= 64 ? position / 128.0 : 0.5 + (position - 64) / 126.0;
  return std::round((knob.low + share * (knob.high - knob.low)) * 10.0) / 10.0;
}

// By controller; -1: it does nothing.
std::array<int, 128> targets_in(const std::vector<MidiControl>& controls) {
  std::array<int, 128> targets{};
  targets.fill(-1);
  for (const MidiControl& control : controls)
    if (const auto target = target_of(control.target)) targets[static_cast<std::size_t>(control.controller)] = *target;
  return targets;
}

}  // namespace

std::string target_key(int target) {
  return target >= kFirstStep ? kStepKeys[target - kFirstStep] : parameter_key(static_cast<std::size_t>(target));
}

std::string target_name(int target) {
  if (target >= kFirstStep) return kStepNames[target - kFirstStep];
  const auto index = static_cast<std::size_t>(target);
  return index < kFirstKnob ? kSwitches[index].name : kKnobs[index - kFirstKnob].name;
}

std::optional<int> target_of(const std::string& key) {
  for (int i = 0; i < 4; ++i)
    if (key == kStepKeys[i]) return kFirstStep + i;
  for (std::size_t i = 0; i < kCount; ++i)
    if (is_turned(i) && key == parameter_key(i)) return static_cast<int>(i);
  return std::nullopt;
}

Midi::Midi(Engine& engine) : engine_(engine) {
  kept_.fill(-1);
  try {
    kept_ = targets_in(midi_controls(config_dir()));
  } catch (const std::exception& error) {
    engine_.report(error.what());
  }
  std::copy(kept_.begin(), kept_.end(), targets_.begin());
}

void Midi::take(const std::uint8_t* message, std::size_t size) noexcept {
  const std::uint8_t kind = size > 0 ? message[0] & 0xF0 : 0;
  if (kind == kProgramChange && size >= 2) program_ = message[1] & 127;
  if (kind != kControlChange || size < 3) return;
  const std::size_t controller = message[1] & 127;
  const int position = message[2] & 127;
  if (controller >= 120) return;  // channel mode messages
  if (const int wanted = learning_.exchange(-1); wanted >= 0) {
    for (auto& target : targets_)
      if (target == wanted) target = -1;
    targets_[controller] = wanted;
    has_learnt_ = true;
  }
  const int target = targets_[controller];
  if (target < 0) return;
  if (target < kFirstStep) {
    const auto index = static_cast<std::size_t>(target);
    engine_.values().set(index, value_at(index, position));
    if (index >= kFirstKnob && kKnobs[index - kFirstKnob].has_off) engine_.values().set(kGateOn, position > 0);
    return;
  }
  const bool is_down = position >= 64;
  if (is_down && !is_down_[controller].exchange(is_down)) ++steps_[target - kFirstStep];
  is_down_[controller] = is_down;
}

std::optional<int> Midi::learning() const noexcept {
  const int target = learning_;
  return target < 0 ? std::nullopt : std::optional(target);
}

std::optional<int> Midi::controller_of(int target) const noexcept {
  for (std::size_t i = 0; i < targets_.size(); ++i)
    if (targets_[i] == target) return static_cast<int>(i);
  return std::nullopt;
}

void Midi::forget(int target) {
  for (auto& each : targets_)
    if (each == target) each = -1;
  has_learnt_ = true;
}

void Midi::work() {
  if (has_learnt_.exchange(false)) keep();
  if (const int number = program_.exchange(-1); number >= 0) choose_program(number);
  for (int i = 0; i < 4; ++i)
    for (int count = steps_[i].exchange(0); count > 0; --count) step(kFirstStep + i);
}

// Writes what has changed here, and takes what other instances have kept meanwhile. What the audio thread learns in
// between stays, and is kept the next time.
void Midi::keep() {
  Targets now{};
  std::copy(targets_.begin(), targets_.end(), now.begin());
  try {
    std::vector<MidiControl> all = midi_controls(config_dir());
    // Another instance may have given a target another controller meanwhile: that one stays.
    const Targets before = targets_in(all);
    for (std::size_t i = 0; i < kept_.size(); ++i)
      if (kept_[i] >= 0 && kept_[i] == before[i] && std::find(now.begin(), now.end(), kept_[i]) == now.end())
        all = keep_midi_control(config_dir(), target_key(kept_[i]), std::nullopt);
    for (std::size_t i = 0; i < now.size(); ++i)
      if (now[i] >= 0 && now[i] != kept_[i])
        all = keep_midi_control(config_dir(), target_key(now[i]), static_cast<int>(i));
    kept_ = targets_in(all);
  } catch (const std::exception& error) {
    return engine_.report(error.what());
  }
  for (std::size_t i = 0; i < now.size(); ++i) targets_[i].compare_exchange_strong(now[i], kept_[i]);
}

void Midi::choose_program(int number) {
  const auto presets = Folder(presets_dir(config_dir()), FileKind::kModel).files();
  if (number >= static_cast<int>(presets.size()))
    return engine_.report("MIDI program " + std::to_string(number + 1) + ": there are " +
                          std::to_string(presets.size()) + " presets");
  engine_.choose_model(presets[static_cast<std::size_t>(number)]);
  ++choices_;
}

void Midi::step(int step) {
  const bool is_preset = step >= static_cast<int>(Step::kNextPreset);
  const int by = (step - kFirstStep) % 2 == 0 ? 1 : -1;
  const std::string now = is_preset ? engine_.preset() : engine_.model();
  const std::string folder = is_preset ? presets_dir(config_dir()) : folder_of(now);
  if (folder.empty()) return;
  const std::string next = Folder(folder, FileKind::kModel).neighbour(now, by);
  if (next.empty()) return;
  if (is_preset)
    engine_.choose_model(next);
  else
    engine_.arrange([&](Project& project) { put_model(project, 0, next); });  // the rest of the chain stays
  ++choices_;
}

}  // namespace reamp::plugin
