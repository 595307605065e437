// The noise gate: it listens to the guitar before the models, and what it says is applied after them.
#pragma once

#include <span>
#include <variant>

#include "dsp/ramp.h"
#include "reamp/rig.h"
#include "rig/gate_laws.h"

namespace reamp {

class Gate {
 public:
  Gate(double rate_hz, RigMode mode) noexcept;

  // Begins with the next frame; a gate that is switched on begins open. [audio thread]
  void set(bool on, double threshold_db) noexcept;
  // The same at once, closed, before the first frame.
  void start(bool on, double threshold_db) noexcept;

  // gains: what each frame after the models is multiplied by, 0 to 1. Any number of frames. [audio thread]
  void process(std::span<const float> in, std::span<float> gains) noexcept;

 private:
  using Law = std::variant<PlayerGateLaw, OfficialGateLaw>;
  static Law closed(double rate_hz, RigMode mode) noexcept;

  double rate_hz_;
  RigMode mode_;
  Law law_;
  GateThreshold threshold_;
  Ramp threshold_db_, depth_;  // 0: it lets everything pass, 1: it works
};

}  // namespace reamp
