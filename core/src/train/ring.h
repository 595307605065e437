// A signal's recent tiles, read forward or backward in time.
#pragma once

#include <cstring>

#include "tile.h"
#include "train/train_kernels.h"

namespace reamp {

// A ring of whole tiles per channel, its first one mirrored behind its end: any window of a tile can be read
// contiguously. Forward it remembers the past; backward, where each tile lies before the last, the future.
//
// Once a tile: write now(), call wrote(), read past() or future(), then forward() or backward().
class Ring {
 public:
  // reach_frames: how far past() or future() may go.
  Ring(int channels, int reach_frames)
      : channels_(channels),
        reach_(reach_frames),
        capacity_(round_up(reach_frames, kTrainFrames) + kTrainFrames),
        // An odd number of cache lines between rows, as in History.
        stride_(capacity_ + (reach_frames > 0 ? kTrainFrames : 0) + kMaxLanes),
        buffer_(static_cast<std::size_t>(channels) * stride_) {}

  int stride() const noexcept { return stride_; }
  Rows now() noexcept { return {buffer_.data() + position_, stride_}; }

  void wrote() noexcept {
    if (position_ != 0 || reach_ == 0) return;
    float* row = buffer_.data();
    for (int c = 0; c < channels_; ++c, row += stride_) std::memcpy(row + capacity_, row, kTrainFrames * sizeof(float));
  }

  // Row 0 of the window that lies so many frames before or after the current tile.
  const float* past(int frames) const noexcept { return window(position_ - frames); }
  const float* future(int frames) const noexcept { return window(position_ + frames); }

  void forward() noexcept { position_ = position_ + kTrainFrames == capacity_ ? 0 : position_ + kTrainFrames; }
  void backward() noexcept { position_ = (position_ == 0 ? capacity_ : position_) - kTrainFrames; }

  void clear() noexcept {
    buffer_.clear();
    position_ = 0;
  }

  std::size_t bytes() const noexcept { return buffer_.size() * sizeof(float); }

 private:
  const float* window(int start) const noexcept {
    return buffer_.data() + (start < 0 ? start + capacity_ : start >= capacity_ ? start - capacity_ : start);
  }

  int channels_, reach_, capacity_, stride_, position_ = 0;
  AlignedBuffer buffer_;
};

}  // namespace reamp
