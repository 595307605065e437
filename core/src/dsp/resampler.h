// Resampling to another rate and back, block by block, with a latency of whole frames.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace reamp {

// Resamples frames with a linear-phase filter for each position that an output can have between two input frames.
// Kaiser window, 110 dB.
class Resampler {
 public:
  // The edges of pass band and stop band.
  struct Band {
    double pass_hz, stop_hz;
  };

  // delay: from the first input to the first output, in steps of 1 / step_denominator() of an input frame.
  // max_push: the largest number of frames pushed at once.
  Resampler(int from_hz, int to_hz, Band band, std::int64_t delay, std::size_t max_push);

  static int half_length(int from_hz, Band band) noexcept;  // how far a filter reaches to either side, in frames
  static std::int64_t step_denominator(int from_hz, int to_hz) noexcept;
  static std::int64_t step_numerator(int from_hz, int to_hz) noexcept;

  // The number of outputs that can be pulled after pushing `pushed` further frames.
  std::size_t available_after(std::size_t pushed) const noexcept;

  void push(std::span<const float> in) noexcept;  // [audio thread]
  void pull(std::span<float> out) noexcept;       // no more than are available [audio thread]

 private:
  std::int64_t num_, den_;  // outputs are num/den input frames apart
  std::int64_t phase_;      // of the next output, in 1/den of an input frame
  std::size_t taps_;
  std::vector<float> filters_;    // [den][taps]
  std::vector<float> frames_;     // the latest inputs
  std::size_t size_, start_ = 0;  // the number of them, and the first that the next output needs
};

// Runs a model at its own rate inside a host's: the host gets one frame for each it gives, latency_frames() later.
// The response is flat below 20 kHz, or 0.45 of the lower rate where that is less; aliases there are below -100 dB.
class RateBridge {
 public:
  // max_frames: the largest number of host frames at once. model_delay_frames: how late the model answers, at its rate;
  // the latency includes it, and is still a whole number of the host's frames.
  RateBridge(int host_hz, int model_hz, std::size_t max_frames, int model_delay_frames = 0);

  // The number of frames at the model's rate for the next `host_frames`; at most model_frames_at_most().
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
