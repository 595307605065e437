// Undo: what there was before each change, with both sides.
#include "history.h"

#include <utility>

namespace reamp::plugin {
namespace {

constexpr std::size_t kMostSteps = 100;
constexpr double kOneTurnS = 0.6;

}  // namespace

void History::note(std::optional<std::size_t> knob, double time_s) {
  const bool is_same_turn = knob && knob == turned_ && time_s - turned_s_ < kOneTurnS;
  turned_ = knob;
  turned_s_ = time_s;
  if (is_same_turn) return;
  Project now = engine_.moment();
  redo_.clear();
  if (!undo_.empty() && is_same(undo_.back(), now)) return;
  undo_.push_back(std::move(now));
  if (undo_.size() > kMostSteps) undo_.erase(undo_.begin());
}

// A change that came to nothing is no step.
void History::step(std::vector<Project>& from, std::vector<Project>& to) {
  turned_.reset();
  Project now = engine_.moment();
  while (!from.empty()) {
    Project then = std::move(from.back());
    from.pop_back();
    if (is_same(then, now)) continue;
    to.push_back(std::move(now));
    return engine_.play(std::move(then));
  }
}

void History::choose_side(int side) {
  if (side == engine_.side()) return;
  note();
  engine_.choose_side(side);
}

}  // namespace reamp::plugin
