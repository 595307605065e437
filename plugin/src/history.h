// Undo: what there was before each change, with both sides.
#pragma once

#include <optional>
#include <vector>

#include "engine.h"

namespace reamp::plugin {

// For one thread that is not the audio thread.
class History {
 public:
  explicit History(Engine& engine) : engine_(engine) {}

  // Before a change: what there is now can be returned to. Turns of one knob less than 0.6 s apart are one step.
  void note(std::optional<std::size_t> knob = std::nullopt, double time_s = 0.0);

  bool can_undo() const noexcept { return !undo_.empty(); }
  bool can_redo() const noexcept { return !redo_.empty(); }
  void undo() { step(undo_, redo_); }
  void redo() { step(redo_, undo_); }

  // To choose another side is a step.
  void choose_side(int side);

 private:
  void step(std::vector<Project>& from, std::vector<Project>& to);

  Engine& engine_;
  std::vector<Project> undo_, redo_;
  std::optional<std::size_t> turned_;  // by the last step
  double turned_s_ = 0.0;
};

}  // namespace reamp::plugin
