// Partitions of an impulse response, and the schedule of their work.
#include "dsp/convolver.h"

#include <algorithm>
#include <utility>

namespace reamp {
namespace {

// Partition sizes and their first taps: a partition begins one size into the impulse when its product is due at once,
// two sizes when the product may take as long as a partition.
struct Range {
  int size, first_tap;
};
constexpr Range kRanges[] = {{64, 64}, {512, 1024}, {4096, 8192}};

}  // namespace

PartitionedConvolver::Level::Level(std::span<const float> taps, int size_, const Kernels& kernels)
    : fft(size_),
      size(size_),
      chunks(size_ / kChunk),
      partitions((static_cast<int>(taps.size()) + size_ - 1) / size_),
      impulse(static_cast<std::size_t>(partitions) * size_ * 2),
      inputs(static_cast<std::size_t>(partitions) * size_ * 2),
      product(static_cast<std::size_t>(size_) * 2),
      signal{AlignedBuffer(size_), AlignedBuffer(size_)},
      output{AlignedBuffer(size_), AlignedBuffer(size_)},
      work(static_cast<std::size_t>(size_) * 2) {
  AlignedBuffer part(size), zeros(size);
  for (int p = 0; p < partitions; ++p) {
    const auto from = taps.subspan(static_cast<std::size_t>(p) * size);
    part.clear();
    const std::size_t count = std::min<std::size_t>(size, from.size());
    for (std::size_t n = 0; n < count; ++n) part[n] = from[n] / static_cast<float>(size);
    kernels.fft_forward(fft.view(), part.data(), zeros.data(), work.data(), impulse.data() + p * kChunkFloats,
                        partitions * kChunkFloats);
  }
}

void PartitionedConvolver::Level::clear() noexcept {
  for (AlignedBuffer* buffer : {&inputs, &product, &signal[0], &signal[1], &output[0], &output[1]}) buffer->clear();
  chunk = newest = 0;
}

PartitionedConvolver::PartitionedConvolver(std::span<const float> impulse, const Kernels& kernels)
    : kernels_(kernels),
      head_taps_(round_up(std::min(static_cast<int>(impulse.size()), kBlock), 2)),
      head_(kBlock),
      signal_(2 * kBlock + kMaxLanes),
      tail_(kBlock + kMaxLanes) {
  const int taps = static_cast<int>(impulse.size());
  std::copy_n(impulse.data(), std::min(taps, kBlock), head_.data());
  for (const Range& range : kRanges) {
    if (taps <= range.first_tap) break;
    const int end = &range == std::end(kRanges) - 1 ? taps : std::min(taps, (&range + 1)->first_tap);
    levels_.emplace_back(impulse.subspan(range.first_tap, end - range.first_tap), range.size, kernels);
  }
}

void PartitionedConvolver::process(const float* in, float* out, int frames) noexcept {
  alignas(kAlignment) float heard[kBlock + kMaxLanes];
  for (int done = 0; done < frames;) {
    const int count = std::min(frames - done, kBlock - position_);
    float* now = signal_.data() + kBlock + position_;
    std::copy_n(in + done, count, now);
    kernels_.fir(head_.data(), head_taps_, now, tail_.data() + position_, heard, count);
    std::copy_n(heard, count, out + done);
    done += count;
    position_ += count;
    if (position_ == kBlock) finish_block();
  }
}

void PartitionedConvolver::finish_block() noexcept {
  float* tail = tail_.data();
  std::fill_n(tail, kBlock, 0.0f);
  for (Level& level : levels_) {
    run(level);
    const float* heard = level.output[0].data() + level.chunk * kChunk;
    for (int t = 0; t < kBlock; ++t) tail[t] += heard[t];
  }
  std::copy_n(signal_.data() + kBlock, kBlock, signal_.data());
  position_ = 0;
}

// Works on one chunk of bins per block. A full partition of input is transformed before the first chunk; the sum of
// the products is transformed back after the last, and is output while the next partition comes in.
void PartitionedConvolver::run(Level& level) noexcept {
  const int chunk_stride = level.partitions * kChunkFloats;
  std::copy_n(signal_.data() + kBlock, kBlock, level.signal[1].data() + level.chunk * kChunk);
  if (++level.chunk == level.chunks) {
    level.chunk = 0;
    level.newest = (level.newest + level.partitions - 1) % level.partitions;
    kernels_.fft_forward(level.fft.view(), level.signal[0].data(), level.signal[1].data(), level.work.data(),
                         level.inputs.data() + level.newest * kChunkFloats, chunk_stride);
    std::swap(level.signal[0], level.signal[1]);
    std::swap(level.output[0], level.output[1]);
  }
  kernels_.multiply_spectra(level.inputs.data() + static_cast<std::ptrdiff_t>(level.chunk) * chunk_stride, level.newest,
                            level.impulse.data() + static_cast<std::ptrdiff_t>(level.chunk) * chunk_stride,
                            level.partitions, level.product.data() + level.chunk * kChunkFloats);
  if (level.chunk == level.chunks - 1)
    // A partition of one chunk is due at once.
    kernels_.fft_inverse(level.fft.view(), level.product.data(), level.output[level.chunks == 1 ? 0 : 1].data());
}

void PartitionedConvolver::clear() noexcept {
  signal_.clear();
  tail_.clear();
  for (Level& level : levels_) level.clear();
  position_ = 0;
}

std::int64_t PartitionedConvolver::macs_per_frame() const noexcept {
  std::int64_t macs = head_taps_;
  for (const Level& level : levels_) macs += 4 * level.partitions;
  return macs;
}

}  // namespace reamp
