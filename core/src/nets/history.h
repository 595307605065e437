// The past of a signal, kept so that any window of one tile can be read contiguously.
#pragma once

#include <algorithm>
#include <cstring>

#include "kernels/tile.h"

namespace reamp {

// A ring of frames per channel whose first tile is mirrored behind its end: no window of a tile
// ever wraps, and only one tile is copied in each turn of the ring.
//
// For each tile: write frames at now(), call wrote(frames), read past(offset), call advance(frames).
class History {
 public:
  History() = default;

  // past_frames: how far back past() may reach.
  History(int channels, int past_frames)
      : channels_(channels),
        capacity_(std::max(4 * kTileFrames, round_up(past_frames, kTileFrames) + kTileFrames)),
        // An odd number of cache lines between rows: a power of two would map all rows of a tap
        // onto the same cache sets and cost a third of the speed.
        stride_(capacity_ + kTileFrames + kMaxLanes + (((capacity_ + kTileFrames) / kMaxLanes) % 2) * kMaxLanes),
        buffer_(static_cast<std::size_t>(channels) * stride_) {}

  int stride() const noexcept { return stride_; }

  // Row 0 of the current tile; row c is c * stride() further.
  float* now() noexcept { return buffer_.data() + position_; }

  // Makes the current tile readable through past(). Call it once all rows are written.
  void wrote(int frames) noexcept {
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
    position_ += frames;
    if (position_ >= capacity_) position_ -= capacity_;
  }

  void clear() noexcept {
    buffer_.clear();
    position_ = 0;
  }

 private:
  void copy(int from, int to, int distance) noexcept {
    float* row = buffer_.data() + from;
    for (int c = 0; c < channels_; ++c, row += stride_)
      std::memcpy(row + distance, row, static_cast<std::size_t>(to - from) * sizeof(float));
  }

  int channels_ = 0;
  int capacity_ = 0;
  int stride_ = 0;
  int position_ = 0;
  AlignedBuffer buffer_;
};

}  // namespace reamp
