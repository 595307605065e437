// A rig for files: the sound of reamp::Rig, bit for bit, with the models on several cores.
#pragma once

#include <memory>
#include <span>

#include "reamp/rig.h"

namespace reamp {

// All parts of a rig; the pointers need to be valid only while an OfflineRig is constructed.
struct RigParts {
  RigMode mode = RigMode::kPlayer;
  RigSettings settings;
  std::span<const RigModel> models;
  double models_output_gain_db = 0.0;
  std::span<const float> cabinet_left, cabinet_right;  // as for Rig::set_cabinet
  int oversampling = 1;                                // as for Rig::set_models
};

class OfflineRig {
 public:
  OfflineRig(int rate_hz, const RigParts& parts, int threads);
  ~OfflineRig();

  // Processes one block of any length; blocks follow each other without a seam. left and right as for
  // Rig::process. [any thread; allocates]
  void process(std::span<const float> in, std::span<float> left, std::span<float> right);

  // The meters over all blocks so far.
  RigMeters meters() const;

  int latency_frames() const noexcept;  // as Rig::latency_frames

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reamp
