// A half-band filter with linear phase, which doubles or halves the rate.
#include "dsp/half_band.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "dsp/windowed_sinc.h"

namespace reamp {

HalfBandTaps::HalfBandTaps(HalfBandForm form, double sum) {
  constexpr double kNyquist = 0.5;  // of the lower rate: the middle of what the filter neither passes nor stops
  const std::vector<double> taps = WindowedSinc(kNyquist, form.stop_db, form.half_frames).taps(0.5);
  count_ = static_cast<int>(taps.size());
  taps_ = AlignedBuffer(taps.size());
  std::transform(taps.begin(), taps.end(), taps_.data(), [&](double tap) { return static_cast<float>(sum * tap); });
}

RecentFrames::RecentFrames(int past) : past_(past), frames_(static_cast<std::size_t>(past + kTileFrames + kMaxLanes)) {}

const float* RecentFrames::push(const float* in, int frames) noexcept {
  std::memmove(frames_.data(), frames_.data() + pushed_, static_cast<std::size_t>(past_) * sizeof(float));
  std::copy_n(in, frames, frames_.data() + past_);
  pushed_ = frames;
  return frames_.data() + past_;
}

void RecentFrames::clear() noexcept {
  frames_.clear();
  pushed_ = 0;
}

HalfBandUp::HalfBandUp(HalfBandForm form, const Kernels& kernels)
    : taps_(form, 1.0), kernels_(kernels), recent_(taps_.count() - 1) {}

// The newest frame that has as many frames behind it as before it, and what lies before that.
void HalfBandUp::process(const float* in, float* even, float* odd, int frames) noexcept {
  static constexpr float kZeros[kTileFrames] = {};
  const float* now = recent_.push(in, frames);
  kernels_.fir(taps_.data(), taps_.count(), now, kZeros, even, frames);
  std::copy_n(now - (taps_.count() / 2 - 1), frames, odd);
}

HalfBandDown::HalfBandDown(HalfBandForm form, Middle middle, const Kernels& kernels)
    : taps_(form, 0.5), middle_(middle), kernels_(kernels), even_(taps_.count() - 1), odd_(taps_.count() - 1) {}

int HalfBandDown::delay() const noexcept { return taps_.count() - (middle_ == Middle::kOdd ? 1 : 2); }

void HalfBandDown::process(const float* even, const float* odd, float* out, int frames) noexcept {
  const float* const evens = even_.push(even, frames);
  const float* const odds = odd_.push(odd, frames);
  const int half = taps_.count() / 2;
  const float* const middle = middle_ == Middle::kOdd ? odds - half : evens - (half - 1);
  alignas(kAlignment) float start[kTileFrames];
  for (int t = 0; t < frames; ++t) start[t] = 0.5f * middle[t];
  kernels_.fir(taps_.data(), taps_.count(), middle_ == Middle::kOdd ? evens : odds, start, out, frames);
}

void HalfBandDown::clear() noexcept {
  even_.clear();
  odd_.clear();
}

}  // namespace reamp
