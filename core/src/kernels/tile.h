// The unit of work: networks run on tiles of at most kTileFrames frames, channel-major.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace reamp {

// 64 frames: a register tile of four AVX-512 vectors, 256 bytes per row, and a common block size.
inline constexpr int kTileFrames = 64;

// The widest vector of any instruction set. Kernels work on whole vectors, so every row of a tile
// may be read and written up to the next multiple of kMaxLanes.
inline constexpr int kMaxLanes = 16;

inline constexpr std::size_t kAlignment = 64;

constexpr int round_up(int value, int multiple) { return (value + multiple - 1) / multiple * multiple; }

// A zeroed array of floats on a cache line, of fixed size, because audio buffers never grow.
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t size) : data_(new (std::align_val_t{kAlignment}) float[size]()), size_(size) {}

  float* data() noexcept { return data_.get(); }
  const float* data() const noexcept { return data_.get(); }
  std::size_t size() const noexcept { return size_; }
  float& operator[](std::size_t i) noexcept { return data_[i]; }
  void clear() noexcept {
    for (std::size_t i = 0; i < size_; ++i) data_[i] = 0.0f;
  }

 private:
  struct Free {
    void operator()(float* p) const noexcept { ::operator delete[](p, std::align_val_t{kAlignment}); }
  };
  std::unique_ptr<float[], Free> data_;
  std::size_t size_ = 0;
};

// One tile: row c starts at row(c), rows are kTileFrames apart.
class Tile {
 public:
  Tile() = default;
  explicit Tile(int channels) : buffer_(static_cast<std::size_t>(channels) * kTileFrames) {}

  float* row(int channel) noexcept { return buffer_.data() + static_cast<std::ptrdiff_t>(channel) * kTileFrames; }
  float* data() noexcept { return buffer_.data(); }
  void clear() noexcept { buffer_.clear(); }

 private:
  AlignedBuffer buffer_;
};

}  // namespace reamp
