// Resampling to another rate and back, block by block, with a latency of whole frames.
#include "dsp/resampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "dsp/windowed_sinc.h"

namespace reamp {
namespace {

constexpr std::size_t kLanes = 8;
constexpr double kStopDb = 110.0;

// Sums in separate lanes, which compilers can vectorise; a single sum must keep its order.
float dot(const float* a, const float* b, std::size_t count) noexcept {
  float sums[kLanes] = {};
  for (std::size_t i = 0; i < count; i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

std::size_t round_up_to_lanes(std::size_t count) { return (count + kLanes - 1) / kLanes * kLanes; }

}  // namespace

int Resampler::half_length(int from_hz, Band band) noexcept {
  const double transition_per_frame = (band.stop_hz - band.pass_hz) / from_hz;
  return WindowedSinc::half_frames(transition_per_frame, kStopDb);
}

std::int64_t Resampler::step_denominator(int from_hz, int to_hz) noexcept { return to_hz / std::gcd(from_hz, to_hz); }
std::int64_t Resampler::step_numerator(int from_hz, int to_hz) noexcept { return from_hz / std::gcd(from_hz, to_hz); }

Resampler::Resampler(int from_hz, int to_hz, Band band, std::int64_t delay, std::size_t max_push)
    : num_(step_numerator(from_hz, to_hz)), den_(step_denominator(from_hz, to_hz)) {
  const int half = half_length(from_hz, band);
  const auto used_taps = static_cast<std::size_t>(2 * half);
  taps_ = round_up_to_lanes(used_taps);
  const std::int64_t whole_delay = (delay + den_ - 1) / den_;
  phase_ = whole_delay * den_ - delay;
  // Silence before the first input, so that the taps of the first output begin at frame 0.
  size_ = static_cast<std::size_t>(whole_delay) + taps_ - static_cast<std::size_t>(half) - 1;

  filters_.assign(static_cast<std::size_t>(den_) * taps_, 0.0f);
  const WindowedSinc sinc(0.5 * (band.pass_hz + band.stop_hz) / from_hz, kStopDb, half);
  for (std::int64_t phase = 0; phase < den_; ++phase) {
    const std::vector<double> filter = sinc.taps(static_cast<double>(phase) / static_cast<double>(den_));
    float* to = filters_.data() + static_cast<std::size_t>(phase) * taps_ + (taps_ - used_taps);
    for (std::size_t i = 0; i < used_taps; ++i) to[i] = static_cast<float>(filter[i]);
  }
  frames_.resize(4 * (size_ + taps_ + max_push));
}

std::size_t Resampler::available_after(std::size_t pushed) const noexcept {
  const auto beyond = static_cast<std::int64_t>(size_ + pushed) - static_cast<std::int64_t>(start_ + taps_);
  if (beyond < 0) return 0;
  return static_cast<std::size_t>(((beyond + 1) * den_ - 1 - phase_) / num_ + 1);
}

void Resampler::push(std::span<const float> in) noexcept {
  if (size_ + in.size() > frames_.size()) {
    std::copy(frames_.begin() + static_cast<std::ptrdiff_t>(start_),
              frames_.begin() + static_cast<std::ptrdiff_t>(size_), frames_.begin());
    size_ -= start_;
    start_ = 0;
  }
  std::copy(in.begin(), in.end(), frames_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += in.size();
}

void Resampler::pull(std::span<float> out) noexcept {
  for (float& y : out) {
    y = dot(frames_.data() + start_, filters_.data() + static_cast<std::size_t>(phase_) * taps_, taps_);
    phase_ += num_;
    start_ += static_cast<std::size_t>(phase_ / den_);
    phase_ %= den_;
  }
}

// Both directions have the same band; the delay of the way back makes the sum, the model's included, a whole number of
// host frames.
struct RateBridge::Plan {
  Plan(int host_hz_, int model_hz_, std::size_t max_frames_, int model_delay_frames_)
      : host_hz(host_hz_), model_hz(model_hz_), max_frames(max_frames_), model_delay_frames(model_delay_frames_) {
    const double lower_hz = std::min(host_hz, model_hz);
    band.pass_hz = std::min(20'000.0, 20.0 / 44.1 * lower_hz);
    band.stop_hz = lower_hz - band.pass_hz;
    there_frames = Resampler::half_length(host_hz, band);
    const double host_per_model = static_cast<double>(host_hz) / model_hz;
    const int back_at_least = Resampler::half_length(model_hz, band) + model_delay_frames;
    back_frames = static_cast<int>(std::ceil(back_at_least * host_per_model));
    max_model_frames = static_cast<std::size_t>(static_cast<double>(max_frames) / host_per_model) + 2;
  }

  int host_hz, model_hz;
  std::size_t max_frames, max_model_frames;
  Resampler::Band band;
  int model_delay_frames;
  int there_frames, back_frames;  // of the host; the latter with the delay of the model
};

RateBridge::RateBridge(int host_hz, int model_hz, std::size_t max_frames, int model_delay_frames)
    : RateBridge(Plan(host_hz, model_hz, max_frames, model_delay_frames)) {}

RateBridge::RateBridge(const Plan& plan)
    : max_model_frames_(plan.max_model_frames),
      latency_frames_(plan.there_frames + plan.back_frames),
      there_(plan.host_hz, plan.model_hz, plan.band,
             plan.there_frames * Resampler::step_denominator(plan.host_hz, plan.model_hz), plan.max_frames),
      back_(plan.model_hz, plan.host_hz, plan.band,
            plan.back_frames * Resampler::step_numerator(plan.model_hz, plan.host_hz) -
                plan.model_delay_frames * Resampler::step_denominator(plan.model_hz, plan.host_hz),
            plan.max_model_frames) {}

void RateBridge::to_model(std::span<const float> host, std::span<float> model) noexcept {
  there_.push(host);
  there_.pull(model);
}

void RateBridge::to_host(std::span<const float> model, std::span<float> host) noexcept {
  back_.push(model);
  back_.pull(host);
}

}  // namespace reamp
