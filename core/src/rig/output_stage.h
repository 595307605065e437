// The stage after the models: the gate's gain, the tone stack, the cabinet, the output gain, the limiter.
#pragma once

#include <span>

#include "dsp/dc_blocker.h"
#include "dsp/peak.h"
#include "dsp/ramp.h"
#include "reamp/rig.h"
#include "rig/cabinet.h"
#include "rig/limiter.h"
#include "rig/tone_stack.h"

namespace reamp {

class OutputStage {
 public:
  explicit OutputStage(double rate_hz);

  void set(const RigSettings& settings) noexcept;    // from the next frame [audio thread]
  void start(const RigSettings& settings) noexcept;  // at once, before the first frame

  // Overwrites `signal` too. If right is empty, left gets the mean of both sides. Any number of frames.
  // [audio thread]
  void process(std::span<float> signal, std::span<const float> gate_gains, std::span<float> left,
               std::span<float> right) noexcept;

  // Goes back to the initial state, with the last published cabinet. Not while process() runs. [main thread]
  void reset();

  CabinetSlot& cabinet() noexcept { return cabinet_; }
  Limiter& limiter() noexcept { return limiter_; }
  PeakMeter& left_peak() noexcept { return left_peak_; }
  PeakMeter& right_peak() noexcept { return right_peak_; }

 private:
  double rate_hz_;
  ToneStack tone_stack_;
  DcBlocker dc_blocker_;
  CabinetSlot cabinet_;
  Ramp gain_;
  Limiter limiter_;
  PeakMeter left_peak_, right_peak_;
};

}  // namespace reamp
