// One model on several cores, for files: the same sound, sooner.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "reamp/model.h"

namespace reamp {

// A convolutional model forgets after its receptive field, so a long block is cut into one part per
// thread, and each part but the first begins with a run over the frames before it. A model without a
// finite receptive field (LSTM), and a block too short to gain, plays on one thread.
class OfflineModel {
 public:
  // The shortest block that `threads` threads share: a part of it is worth the run-in before it.
  static std::size_t shortest_shared_block(const Model& model, int threads);

  // Starts where a new clone of `model` starts: settled, at the same slim value. At most `threads` threads,
  // fewer where the system gives no more.
  OfflineModel(const Model& model, int threads);

  // Processes one block of any length; blocks follow each other without a seam; in and out may be the same
  // span. [any thread; allocates]
  void process(std::span<const float> in, std::span<float> out);

 private:
  std::vector<std::unique_ptr<Model>> players_;  // as many as were needed; players_[0] has heard everything so far
  std::size_t receptive_field_;                  // 0: none that is finite
  std::size_t max_parts_;
};

}  // namespace reamp
