// Convolution with a long impulse response, without latency; the bits do not depend on the block size.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "dsp/fft.h"
#include "kernels/kernels.h"
#include "kernels/tile.h"

namespace reamp {

// The first 64 taps run directly; the rest is cut into partitions of 64, then 512, then 4096 frames, whose
// spectra are multiplied. Partitions of 512 and more begin two of their lengths into the impulse, so that
// their work is spread over the tiles of a whole partition. All work is done at multiples of 64 frames since
// clear(), wherever blocks begin.
class PartitionedConvolver {
 public:
  // impulse: any length; allocates everything. [main thread]
  PartitionedConvolver(std::span<const float> impulse, const Kernels& kernels);

  // 1 <= frames <= kTileFrames; in and out may be the same. [audio thread]
  void process(const float* in, float* out, int frames) noexcept;

  void clear() noexcept;  // [main thread]

  // Multiply-adds per frame, without the transforms.
  std::int64_t macs_per_frame() const noexcept;

 private:
  static constexpr int kBlock = kTileFrames;

  // A run of partitions of one size.
  struct Level {
    Level(std::span<const float> impulse, int size, const Kernels& kernels);
    void clear() noexcept;

    Fft fft;
    int size, chunks, partitions;
    AlignedBuffer impulse;    // [chunk][partition][2 * 64]
    AlignedBuffer inputs;     // spectra of the latest inputs, from `newest` on
    AlignedBuffer product;    // [chunk][2 * 64]
    AlignedBuffer signal[2];  // the input, a partition each
    AlignedBuffer output[2];  // the tail that is output now, and the next
    AlignedBuffer work;
    int chunk = 0;  // the present one, of input and output
    int newest = 0;
  };

  void finish_block() noexcept;
  void run(Level& level) noexcept;

  const Kernels& kernels_;
  int head_taps_;
  AlignedBuffer head_;
  AlignedBuffer signal_;  // the previous block, this block
  AlignedBuffer tail_;    // from earlier blocks into this one
  std::vector<Level> levels_;
  int position_ = 0;  // in this block
};

}  // namespace reamp
