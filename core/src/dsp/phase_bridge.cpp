// Runs a network at 2 or 4 times its rate, as 2 or 4 networks that take turns.
#include "dsp/phase_bridge.h"

#include <algorithm>
#include <stdexcept>

namespace reamp {
namespace {

// For a network at 48 kHz both pass 20 kHz and attenuate by 100 dB what would fold below it: from 28 kHz on, and in the
// inner filter, which works at 96 kHz, from 76 kHz on.
constexpr HalfBandForm kOuter{.half_frames = 20, .stop_db = 103.0}, kInner{.half_frames = 6, .stop_db = 108.0};

void interleave(const float* even, const float* odd, int frames, float* out) noexcept {
  for (int t = 0; t < frames; ++t) {
    out[2 * t] = even[t];
    out[2 * t + 1] = odd[t];
  }
}

void deinterleave(const float* in, int frames, float* even, float* odd) noexcept {
  for (int t = 0; t < frames; ++t) {
    even[t] = in[2 * t];
    odd[t] = in[2 * t + 1];
  }
}

// Calls f(first, frames) for the tiles of twice as many frames as a tile has at most.
template <class Function>
void for_two_tiles(int frames, Function f) noexcept {
  f(0, std::min(frames, kTileFrames));
  if (frames > kTileFrames) f(kTileFrames, frames - kTileFrames);
}

}  // namespace

// Both ways of the inner filters together are late by an odd number of frames at 2 times the rate; the middle of the
// outer one makes the sum even, which is a whole number of frames at the network's rate.
PhaseBridge::PhaseBridge(int factor, const Kernels& kernels)
    : factor_(factor),
      up_(kOuter, kernels),
      down_(kOuter, factor == 4 ? HalfBandDown::Middle::kEven : HalfBandDown::Middle::kOdd, kernels) {
  if (!is_factor(factor)) throw std::invalid_argument("a network is oversampled 2 or 4 times");
  if (factor == 4)
    inner_.emplace(Inner{HalfBandUp(kInner, kernels), HalfBandDown(kInner, HalfBandDown::Middle::kOdd, kernels)});
}

int PhaseBridge::latency_frames() const noexcept {
  const int inner = inner_ ? (inner_->up.delay() + inner_->down.delay()) / 2 : 0;
  return (up_.delay() + inner + down_.delay()) / 2;
}

void PhaseBridge::split(std::span<const float> in, float* const* phases) noexcept {
  const int frames = static_cast<int>(in.size());
  if (!inner_) return up_.process(in.data(), phases[0], phases[1], frames);
  alignas(kAlignment) float even[kTileFrames] = {}, odd[kTileFrames] = {}, doubled[2 * kTileFrames];
  up_.process(in.data(), even, odd, frames);
  interleave(even, odd, frames, doubled);
  for_two_tiles(2 * frames, [&](int first, int count) noexcept {
    inner_->up.process(doubled + first, even, odd, count);
    deinterleave(even, count / 2, phases[0] + first / 2, phases[2] + first / 2);
    deinterleave(odd, count / 2, phases[1] + first / 2, phases[3] + first / 2);
  });
}

void PhaseBridge::join(const float* const* phases, std::span<float> out) noexcept {
  const int frames = static_cast<int>(out.size());
  alignas(kAlignment) float even[kTileFrames] = {}, odd[kTileFrames] = {}, doubled[2 * kTileFrames],
                            joined[kTileFrames];
  if (!inner_) {
    down_.process(phases[0], phases[1], joined, frames);
  } else {
    for_two_tiles(2 * frames, [&](int first, int count) noexcept {
      interleave(phases[0] + first / 2, phases[2] + first / 2, count / 2, even);
      interleave(phases[1] + first / 2, phases[3] + first / 2, count / 2, odd);
      inner_->down.process(even, odd, doubled + first, count);
    });
    deinterleave(doubled, frames, even, odd);
    down_.process(even, odd, joined, frames);
  }
  std::copy_n(joined, frames, out.begin());
}

void PhaseBridge::clear() noexcept {
  up_.clear();
  down_.clear();
  if (!inner_) return;
  inner_->up.clear();
  inner_->down.clear();
}

}  // namespace reamp
