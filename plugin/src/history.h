// Undo, and two sides A and B to compare.
#pragma once

#include <utility>
#include <vector>

#include "engine.h"

namespace reamp::plugin {

// For one thread that is not the audio thread.
class History {
 public:
  explicit History(Engine& engine) : engine_(engine) {}

  // Before a change: what there is now can be returned to.
  void note();

  bool can_undo() const noexcept { return !undo_.empty(); }
  bool can_redo() const noexcept { return !redo_.empty(); }
  void undo() { step(undo_, redo_); }
  void redo() { step(redo_, undo_); }

  // 0: A, 1: B. B begins as what A is when it is first chosen.
  int side() const noexcept { return side_; }
  void choose_side(int side);

 private:
  void step(std::vector<Project>& from, std::vector<Project>& to);

  Engine& engine_;
  std::vector<Project> undo_, redo_;
  int side_ = 0;
  std::optional<Project> other_;
};

}  // namespace reamp::plugin
