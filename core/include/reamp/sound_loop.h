// Sound in memory that is played in a loop, without a seam.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace reamp {

// One audio thread plays it; the position can be read by any thread. It starts at its first frame.
class SoundLoop {
 public:
  static constexpr std::size_t kMostFrames = 65536;  // in a block; no device has longer blocks

  // samples: one channel after another, all equally long. Throws std::invalid_argument without a frame.
  SoundLoop(std::span<const float> samples, std::size_t channels)
      : channels_(channels), frames_(channels ? samples.size() / channels : 0) {
    if (frames_ == 0 || samples.size() != frames_ * channels_)
      throw std::invalid_argument("a loop has channels of one length, at least one frame");
    const std::size_t stride = frames_ + kMostFrames;  // the beginning again, so that no block ends at the seam
    samples_.resize(channels_ * stride);
    for (std::size_t c = 0; c < channels_; ++c)
      for (std::size_t t = 0; t < stride; ++t) samples_[c * stride + t] = samples[c * frames_ + t % frames_];
  }

  std::size_t channels() const noexcept { return channels_; }
  std::size_t frames() const noexcept { return frames_; }
  std::uint64_t position() const noexcept { return position_; }

  // Where the next kMostFrames of a channel lie. [audio thread; no allocation, lock]
  const float* next(std::size_t channel) const noexcept {
    return samples_.data() + channel * (frames_ + kMostFrames) + position_.load(std::memory_order_relaxed);
  }

  // Moves on by a block that was played. [audio thread; no allocation, lock]
  void advance(std::size_t frames) noexcept {
    position_.store((position_.load(std::memory_order_relaxed) + frames) % frames_, std::memory_order_relaxed);
  }

 private:
  const std::size_t channels_, frames_;
  std::vector<float> samples_;
  std::atomic<std::uint64_t> position_{0};
};

}  // namespace reamp
