// One model on several cores, for files: the same sound in less time.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "reamp/model.h"

namespace reamp {

// The output of a convolutional model depends on its receptive field only, so a long block is cut into one part
// per thread, and each part but the first is preceded by a run over the frames before it. A model of unlimited
// memory (LSTM), and a block too short to gain, plays on one thread.
class OfflineModel {
 public:
  // The shortest block that `threads` threads share: for shorter ones the run before each part costs too much.
  static std::size_t shortest_shared_block(const Model& model, int threads);

  // Starts like a new clone of `model`: settled, at the same slim value. Uses at most `threads` threads, fewer
  // where the system provides no more.
  OfflineModel(const Model& model, int threads);

  // Processes one block of any length; blocks follow each other without a seam; in and out may be the same
  // span. [any thread; allocates]
  void process(std::span<const float> in, std::span<float> out);

 private:
  std::vector<std::unique_ptr<Model>> players_;  // as many as were needed; players_[0] continues from the last block
  std::size_t receptive_field_;                  // 0: infinite
  std::size_t max_parts_;
};

}  // namespace reamp
