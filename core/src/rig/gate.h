// The noise gate: it measures the guitar before the models and lowers the sound after them.
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

  // Takes effect from the next frame; a gate that is switched on begins open. [audio thread]
  void set(bool on, double threshold_db) noexcept;
  // Takes effect at once, before the first frame; the gate begins closed.
  void start(bool on, double threshold_db) noexcept;

  // gains: the factors, 0 to 1, for the frames after the models. Any number of frames. [audio thread]
  void process(std::span<const float> in, std::span<float> gains) noexcept;

 private:
  using Law = std::variant<PlayerGateLaw, OfficialGateLaw>;
  static Law closed(double rate_hz, RigMode mode) noexcept;

  double rate_hz_;
  RigMode mode_;
  Law law_;
  GateThreshold threshold_;
  Ramp threshold_db_, depth_;  // 0: off, 1: on
};

}  // namespace reamp
