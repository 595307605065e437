// MIDI: program changes choose presets, controllers turn knobs, switch, and step through models and presets.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine.h"

namespace reamp::plugin {

// What a controller can do beside turning a parameter, behind all indices of those.
enum class Step : int { kNextModel = 1000, kPreviousModel, kNextPreset, kPreviousPreset };

// A parameter's key, or next_model and so on.
std::string target_key(int target);
std::optional<int> target_of(const std::string& key);

// What people call it.
std::string target_name(int target);

class Midi {
 public:
  // Reads the user's controllers; the program with number n is the preset at that place of the user's folder, from 0.
  explicit Midi(Engine& engine);

  // One message. [audio thread; no allocation, lock, I/O, exception]
  void take(const std::uint8_t* message, std::size_t size) noexcept;

  // The next controller that moves does this from now on, and is kept for all songs; none: no longer wait for one.
  void learn(std::optional<int> target) noexcept { learning_ = target.value_or(-1); }
  std::optional<int> learning() const noexcept;

  // The controller that does this; none: there is none.
  std::optional<int> controller_of(int target) const noexcept;

  void forget(int target);

  // Does what has been asked since the last time. To be called every now and then, by one thread.
  void work();

  // A number that changes whenever a message has chosen a model or a preset. [any thread; no lock]
  int choices() const noexcept { return choices_; }

 private:
  void keep();
  void step(int step);
  void choose_program(int number);

  using Targets = std::array<int, 128>;

  Engine& engine_;
  std::array<std::atomic<int>, 128> targets_;
  Targets kept_{};  // what midi.toml has, as far as this instance knows
  std::atomic<int> choices_{0};
  std::atomic<int> learning_{-1}, program_{-1}, steps_[4]{};
  std::array<std::atomic<bool>, 128> is_down_{};
  std::atomic<bool> has_learnt_{false};
};

}  // namespace reamp::plugin
