// Passes the latest input samples from the audio thread to another, without a lock and without waiting.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace reamp {

// The writer never waits for the reader: it overwrites the oldest samples, and the reader drops samples that were
// overwritten while it read. The writer publishes where it will write before it writes: a reader that sees a sample of
// the new block (acquire) also sees that position (release). [one writer; one reader]
class InputRing {
 public:
  // frames: the most that a read returns. Twice as many are kept, so that the writer is far from the reader.
  InputRing(int channels, std::size_t frames)
      : channels_(static_cast<std::size_t>(channels)),
        frames_(frames),
        capacity_(std::bit_ceil(2 * frames)),
        samples_(new std::atomic<float>[channels_ * capacity_]()) {}

  // Writes one block, given by a pointer for each channel. [audio thread; no allocation, lock]
  void write(std::span<const float* const> channels, std::size_t frames) noexcept {
    const std::uint64_t begin = written_.load(std::memory_order_relaxed), end = begin + frames;
    begun_.store(end, std::memory_order_relaxed);
    const std::size_t skipped = frames > capacity_ ? frames - capacity_ : 0;
    for (std::size_t c = 0; c < channels_; ++c)
      for (std::size_t t = skipped; t < frames; ++t) at(c, begin + t).store(channels[c][t], std::memory_order_release);
    written_.store(end, std::memory_order_release);
  }

  // The samples written since the last read: all of the first channel, then all of the next.
  std::vector<float> read() {
    const std::uint64_t end = written_.load(std::memory_order_acquire);
    std::uint64_t first = std::max(read_, end - std::min<std::uint64_t>(end, frames_));
    read_ = end;
    std::vector<float> read(channels_ * (end - first));
    for (std::size_t c = 0; c < channels_; ++c)
      for (std::uint64_t t = first; t < end; ++t)
        read[c * (end - first) + t - first] = at(c, t).load(std::memory_order_acquire);
    const std::uint64_t begun = begun_.load(std::memory_order_relaxed);
    const std::uint64_t lost = begun > capacity_ + first ? std::min(begun - capacity_, end) - first : 0;
    return lost ? without(read, lost, end - first) : read;
  }

 private:
  std::atomic<float>& at(std::size_t channel, std::uint64_t frame) noexcept {
    return samples_[channel * capacity_ + (frame & (capacity_ - 1))];
  }

  std::vector<float> without(const std::vector<float>& read, std::uint64_t lost, std::uint64_t frames) const {
    std::vector<float> rest;
    for (std::size_t c = 0; c < channels_; ++c) {
      const float* channel = read.data() + c * frames;
      rest.insert(rest.end(), channel + lost, channel + frames);
    }
    return rest;
  }

  const std::size_t channels_, frames_, capacity_;
  const std::unique_ptr<std::atomic<float>[]> samples_;
  std::atomic<std::uint64_t> begun_{0}, written_{0};
  std::uint64_t read_ = 0;  // of the reader
};

}  // namespace reamp
