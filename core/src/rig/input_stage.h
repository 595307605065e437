// The stage before the models: the channel of the interface, its meter, the input gain.
#pragma once

#include <cstdint>
#include <span>

#include "dsp/peak.h"
#include "dsp/ramp.h"
#include "reamp/rig.h"

namespace reamp {

class InputStage {
 public:
  explicit InputStage(double rate_hz) noexcept;

  void set(const RigSettings& settings) noexcept;    // from the next frame [audio thread]
  void start(const RigSettings& settings) noexcept;  // at once, before the first frame

  // Frames [first, first + out.size()) of the inputs. Any number of frames. [audio thread]
  void process(std::span<const float* const> inputs, std::size_t first, std::span<float> out) noexcept;

  PeakMeter& peak() noexcept { return peak_; }
  std::uint64_t clipped_frames() const noexcept { return clipped_frames_; }

 private:
  std::size_t prepare(std::size_t frames) noexcept;
  void choose(std::span<const float* const> inputs, std::size_t first, std::span<float> out) noexcept;
  void measure(std::span<const float> signal, float peak) noexcept;

  int wanted_channel_ = 0, channel_ = 0, channel_before_ = 0;
  Ramp share_;  // of the present channel; the rest is the previous one
  Ramp gain_;
  PeakMeter peak_;
  std::uint64_t clipped_frames_ = 0;
};

}  // namespace reamp
