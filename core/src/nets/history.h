// The past of a signal, kept so that any window of one tile can be read contiguously.
#pragma once

#include <algorithm>
#include <cstring>

#include "kernels/tile.h"

namespace reamp {

// A long past is a ring of frames per channel whose first tile is mirrored behind its end: no window of a tile ever
// wraps, and only one tile is copied in each turn of the ring. A short past stays in place, and is copied in front of
// each new tile: that takes fewer lines of the cache, of which several players of a model need many.
//
// For each tile: write frames at now(), call wrote(frames), read past(offset), call advance(frames).
class History {
 public:
  History() = default;

  // past_frames: how far back past() may reach.
  History(int channels, int past_frames)
      : channels_(channels),
        front_(past_frames <= kTileFrames ? round_up(past_frames, kMaxLanes) : kRing),
        capacity_(is_ring() ? round_up(past_frames, kMaxLanes) + kTileFrames : front_),
        // An odd number of cache lines between rows: a power of two would map all rows of a tap
        // onto the same cache sets and cost a third of the speed.
        stride_(capacity_ + kTileFrames + kMaxLanes + (((capacity_ + kTileFrames) / kMaxLanes) % 2) * kMaxLanes),
        position_(is_ring() ? 0 : front_),
        buffer_(static_cast<std::size_t>(channels) * stride_) {}

  int stride() const noexcept { return stride_; }

  // Row 0 of the current tile; row c is c * stride() further.
  float* now() noexcept { return buffer_.data() + position_; }

  // Makes the current tile readable through past(). Call it once all rows are written.
  void wrote(int frames) noexcept {
    if (!is_ring()) return;
    const int end = position_ + frames;
    if (position_ < kTileFrames) copy(position_, std::min(end, kTileFrames), capacity_);
    if (end > capacity_) copy(capacity_, end, -capacity_);
  }

  // Row 0 of the window that lies offset frames before the current tile.
  const float* past(int offset_frames) const noexcept {
    int start = position_ - offset_frames;
    if (start < 0) start += capacity_;
    return buffer_.data() + start;
  }

  void advance(int frames) noexcept {
    if (!is_ring()) return keep_front(frames);
    position_ += frames;
    if (position_ >= capacity_) position_ -= capacity_;
  }

  void clear() noexcept {
    buffer_.clear();
    if (is_ring()) position_ = 0;
  }

 private:
  static constexpr int kRing = -1;

  bool is_ring() const noexcept { return front_ == kRing; }

  void copy(int from, int to, int distance) noexcept {
    float* row = buffer_.data() + from;
    for (int c = 0; c < channels_; ++c, row += stride_)
      std::memcpy(row + distance, row, static_cast<std::size_t>(to - from) * sizeof(float));
  }

  void keep_front(int frames) noexcept {
    float* row = buffer_.data();
    for (int c = 0; c < channels_; ++c, row += stride_)
      std::memmove(row, row + frames, static_cast<std::size_t>(front_) * sizeof(float));
  }

  int channels_ = 0;
  int front_ = kRing;  // frames before now() that are kept there
  int capacity_ = 0;
  int stride_ = 0;
  int position_ = 0;
  AlignedBuffer buffer_;
};

}  // namespace reamp
