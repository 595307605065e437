// Every frame from one thread to another, without a lock and without waiting, as long as there is room.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace reamp {

// Unlike an InputRing it never writes over what was not read. [one writer; one reader; no allocation, lock]
class FrameRing {
 public:
  // Holds at least `frames`.
  FrameRing(std::size_t channels, std::size_t frames)
      : channels_(channels), capacity_(std::bit_ceil(frames)), samples_(new float[channels * capacity_]()) {}

  std::size_t channels() const noexcept { return channels_; }
  std::size_t capacity() const noexcept { return capacity_; }

  // How many frames may be written. [writer]
  std::size_t room() const noexcept {
    return capacity_ -
           static_cast<std::size_t>(written_.load(std::memory_order_relaxed) - read_.load(std::memory_order_acquire));
  }

  // `frames` of a block from `first` on, a pointer for each channel; at most room(). [writer]
  void write(std::span<const float* const> channels, std::size_t first, std::size_t frames) noexcept {
    const std::uint64_t begin = written_.load(std::memory_order_relaxed);
    for (std::size_t t = 0; t < frames; ++t) {
      float* const frame = at(begin + t);
      for (std::size_t c = 0; c < channels_; ++c) frame[c] = channels[c][first + t];
    }
    written_.store(begin + frames, std::memory_order_release);
  }

  // Silence; at most room(). [writer]
  void write_silence(std::size_t frames) noexcept {
    const std::uint64_t begin = written_.load(std::memory_order_relaxed);
    for (std::size_t t = 0; t < frames; ++t) std::fill_n(at(begin + t), channels_, 0.0f);
    written_.store(begin + frames, std::memory_order_release);
  }

  // The oldest frames, interleaved, as many as fit; returns how many. [reader]
  std::size_t read(std::span<float> interleaved) noexcept {
    const std::uint64_t begin = read_.load(std::memory_order_relaxed);
    const auto there = static_cast<std::size_t>(written_.load(std::memory_order_acquire) - begin);
    const std::size_t frames = std::min(there, interleaved.size() / channels_);
    for (std::size_t t = 0; t < frames; ++t) std::copy_n(at(begin + t), channels_, interleaved.data() + t * channels_);
    read_.store(begin + frames, std::memory_order_release);
    return frames;
  }

 private:
  float* at(std::uint64_t frame) noexcept { return samples_.get() + (frame & (capacity_ - 1)) * channels_; }

  const std::size_t channels_, capacity_;
  const std::unique_ptr<float[]> samples_;
  std::atomic<std::uint64_t> written_{0}, read_{0};
};

}  // namespace reamp
