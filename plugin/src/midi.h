// MIDI: program changes choose presets, controllers turn knobs, switch, and step through models and presets.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
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
  ~Midi();

  // Begins to do what messages ask for; without it work() does.
  void start();

  // One message. [audio thread; no allocation, lock, I/O, exception]
  void take(const std::uint8_t* message, std::size_t size) noexcept;

  // The next controller that moves does this from now on, and is kept for all songs; none: no longer wait for one.
  void learn(std::optional<int> target) noexcept { learning_ = target.value_or(-1); }
  std::optional<int> learning() const noexcept;

  // The controller that does this; none: there is none.
  std::optional<int> controller_of(int target) const noexcept;

  void forget(int target);

  // Does what has been asked since the last time.
  void work();

 private:
  void keep();
  void step(int step);
  void choose_program(int number);

  Engine& engine_;
  std::array<std::atomic<int>, 128> targets_;
  std::atomic<int> learning_{-1}, program_{-1}, steps_[4]{};
  std::array<std::atomic<bool>, 128> is_down_{};
  std::atomic<bool> has_learnt_{false};
  std::atomic<bool> is_over_{false};
  std::thread worker_;
};

}  // namespace reamp::plugin
