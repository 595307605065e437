// The tuner of the plug-in.
#include "input_tuner.h"

#include <algorithm>
#include <vector>

#include "reamp/input_ring.h"

namespace reamp::plugin {
namespace {

constexpr std::size_t kRingFrames = 1 << 15;  // between two looks of the panel, at any rate
constexpr double kFadeS = 0.02;

}  // namespace

InputTuner::InputTuner() = default;
InputTuner::~InputTuner() = default;

void InputTuner::open() {
  if (is_open_) return;
  if (!ring_) ring_ = std::make_unique<InputRing>(1, kRingFrames);
  ring_->read();
  tuner_.reset();
  heard_ = ring_.get();
  is_open_ = true;
}

void InputTuner::close() { is_open_ = false; }

std::optional<TunerReading> InputTuner::listen(int rate_hz) {
  if (!is_open_) return std::nullopt;
  if (!tuner_ || tuner_->rate_hz() != rate_hz) tuner_.emplace(rate_hz);
  return tuner_->hear(ring_->read());
}

void InputTuner::hear(const float* samples, std::size_t frames) noexcept {
  if (!is_open_.load(std::memory_order_relaxed)) return;
  if (InputRing* const ring = heard_.load(std::memory_order_acquire)) ring->write({&samples, 1}, frames);
}

void InputTuner::mute(float* const* outputs, std::size_t frames, int rate_hz) noexcept {
  const auto relaxed = std::memory_order_relaxed;
  const float wanted = is_open_.load(relaxed) && is_muted_.load(relaxed) ? 0.0f : 1.0f;
  if (gain_ == 1.0f && wanted == 1.0f) return;
  const auto step = static_cast<float>(1.0 / (kFadeS * rate_hz));
  for (std::size_t t = 0; t < frames; ++t) {
    gain_ = wanted > gain_ ? std::min(wanted, gain_ + step) : std::max(wanted, gain_ - step);
    for (std::size_t side = 0; side < 2; ++side) outputs[side][t] *= gain_;
  }
}

}  // namespace reamp::plugin
