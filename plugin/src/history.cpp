// Undo, and two sides A and B to compare.
#include "history.h"

namespace reamp::plugin {
namespace {

constexpr std::size_t kMostSteps = 100;

bool is_same(const Project& a, const Project& b) {
  return a.files == b.files && a.bypassed_models == b.bypassed_models && a.bypassed_cabinets == b.bypassed_cabinets &&
         preset_text(a.preset) == preset_text(b.preset);
}

}  // namespace

void History::note() {
  Project now = engine_.moment();
  redo_.clear();
  if (!undo_.empty() && is_same(undo_.back(), now)) return;
  undo_.push_back(std::move(now));
  if (undo_.size() > kMostSteps) undo_.erase(undo_.begin());
}

// A change that came to nothing is no step.
void History::step(std::vector<Project>& from, std::vector<Project>& to) {
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
  if (side == side_) return;
  note();
  Project now = engine_.moment();
  if (other_) engine_.play(std::move(*other_));
  other_ = std::move(now);
  side_ = side;
}

}  // namespace reamp::plugin
