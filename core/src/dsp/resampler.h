// There and back between two sample rates, block by block, with a latency of whole frames.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace reamp {

// Frames at one rate in, frames at another out: a linear-phase filter for each of the positions between two
// frames that an output can have. Kaiser window, 110 dB.
class Resampler {
 public:
  // What passes and what is stopped, in Hz.
  struct Band {
    double pass_hz, stop_hz;
  };

  // delay: of the first output behind the first input, in steps of 1 / step_denominator() of an input frame.
  // max_push: the most frames that are pushed at once.
  Resampler(int from_hz, int to_hz, Band band, std::int64_t delay, std::size_t max_push);

  static int half_length(int from_hz, Band band) noexcept;  // how far a filter reaches to either side, in frames
  static std::int64_t step_denominator(int from_hz, int to_hz) noexcept;
  static std::int64_t step_numerator(int from_hz, int to_hz) noexcept;

  // The outputs that can be pulled once `pushed` further frames are in.
  std::size_t available_after(std::size_t pushed) const noexcept;

  void push(std::span<const float> in) noexcept;  // [audio thread]
  void pull(std::span<float> out) noexcept;       // no more than are available [audio thread]

 private:
  std::int64_t num_, den_;  // an output is num/den input frames after the one before
  std::int64_t phase_;      // of the next output, in 1/den of an input frame
  std::size_t taps_;
  std::vector<float> filters_;    // [den][taps]
  std::vector<float> frames_;     // the latest inputs
  std::size_t size_, start_ = 0;  // of them, and the first that the next output takes
};

// A model's rate inside a host's: the host gets a frame for each frame it gives, latency_frames() later. Below
// 20 kHz, or 0.45 of the lower rate where that is less, it is flat, and nothing is mirrored into it by more than
// -100 dB.
class RateBridge {
 public:
  // max_frames: the most host frames at once.
  RateBridge(int host_hz, int model_hz, std::size_t max_frames);

  // How many frames at the model's rate the next `host_frames` make; at most model_frames_at_most().
  std::size_t model_frames(std::size_t host_frames) const noexcept { return there_.available_after(host_frames); }
  std::size_t model_frames_at_most() const noexcept { return max_model_frames_; }

  void to_model(std::span<const float> host, std::span<float> model) noexcept;
  void to_host(std::span<const float> model, std::span<float> host) noexcept;

  int latency_frames() const noexcept { return latency_frames_; }

 private:
  struct Plan;
  explicit RateBridge(const Plan& plan);

  std::size_t max_model_frames_;
  int latency_frames_;
  Resampler there_, back_;
};

}  // namespace reamp
