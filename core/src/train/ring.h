// The recent tiles of a signal, in forward or backward order.
#pragma once

#include <cstring>

#include "kernels/train_kernels.h"
#include "train/arena.h"

namespace reamp {

// Keeps each channel's frames before the current tile, or after it, so that any window of a tile can be read
// contiguously. In forward order it keeps the past; in backward order, where each tile precedes the last, the future.
//
// A short memory moves along with each tile, which keeps the buffer small. A long one is a ring of tiles whose first
// tile is mirrored behind its end.
//
// For each tile: write now(), call wrote(), read past() or future(), then forward() or backward().
class Ring {
 public:
  // reach_frames: how far past() or future() may go.
  Ring(int channels, int reach_frames)
      : channels_(channels),
        reach_(round_up(reach_frames, kMaxLanes)),
        moves_(reach_ <= kTrainFrames / 2),
        capacity_(moves_ ? kTrainFrames + reach_ : round_up(reach_, kTrainFrames) + kTrainFrames),
        // An odd number of cache lines between rows, as in History.
        stride_((capacity_ + (moves_ ? 0 : kTrainFrames)) / kMaxLanes * kMaxLanes + kMaxLanes) {
    if (stride_ / kMaxLanes % 2 == 0) stride_ += kMaxLanes;
  }

  std::size_t size() const noexcept { return static_cast<std::size_t>(channels_) * stride_; }
  void place(Arena& arena) { data_ = arena.take(size()); }

  int stride() const noexcept { return stride_; }
  Rows now() noexcept { return {data_ + position_, stride_}; }

  // Sets all to zero; the current tile is the first or the last one.
  void start_forward() noexcept { start(moves_ ? reach_ : 0); }
  void start_backward() noexcept { start(0); }

  void wrote() noexcept {
    if (!moves_ && position_ == 0) copy(0, capacity_, kTrainFrames);
  }

  // Row 0 of the window `frames` before or after the current tile.
  const float* past(int frames) const noexcept {
    const int start = position_ - frames;
    return data_ + (start < 0 ? start + capacity_ : start);
  }
  const float* future(int frames) const noexcept {
    const int start = position_ + frames;
    return data_ + (!moves_ && start >= capacity_ ? start - capacity_ : start);
  }

  void forward() noexcept {
    if (moves_)
      copy(kTrainFrames, 0, reach_);
    else
      position_ = position_ + kTrainFrames == capacity_ ? 0 : position_ + kTrainFrames;
  }
  void backward() noexcept {
    if (moves_)
      copy(0, kTrainFrames, reach_);
    else
      position_ = (position_ == 0 ? capacity_ : position_) - kTrainFrames;
  }

 private:
  void start(int position) noexcept {
    std::memset(data_, 0, size() * sizeof(float));
    position_ = position;
  }

  void copy(int from, int to, int frames) noexcept {
    float* row = data_;
    for (int c = 0; c < channels_; ++c, row += stride_)
      for (int t = 0; t < frames; t += kMaxLanes) std::memcpy(row + to + t, row + from + t, kMaxLanes * sizeof(float));
  }

  int channels_, reach_;
  bool moves_;
  int capacity_, stride_, position_ = 0;
  float* data_ = nullptr;
};

}  // namespace reamp
