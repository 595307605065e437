// What comes before the models: the channel of the interface, its meter, the input gain.
#include "rig/input_stage.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace reamp {
namespace {

constexpr float kClipped = 0.999f;  // a converter that clips stays within 0.01 dB of full scale

float sample_at(std::span<const float* const> inputs, int channel, std::size_t frame) noexcept {
  const bool is_there = channel >= 0 && static_cast<std::size_t>(channel) < inputs.size();
  return is_there ? playable(inputs[static_cast<std::size_t>(channel)][frame]) : 0.0f;
}

}  // namespace

InputStage::InputStage(double rate_hz) noexcept
    : share_(1.0, frames_in(kRampS, rate_hz)), gain_(1.0, frames_in(kRampS, rate_hz)) {}

void InputStage::start(const RigSettings& settings) noexcept {
  wanted_channel_ = channel_ = settings.channel;
  share_.jump(1.0);
  gain_.jump(db_to_ratio(settings.input_gain_db));
}

void InputStage::set(const RigSettings& settings) noexcept {
  wanted_channel_ = settings.channel;
  gain_.go(db_to_ratio(settings.input_gain_db));
}

void InputStage::process(std::span<const float* const> inputs, std::size_t first, std::span<float> out) noexcept {
  choose(inputs, first, out);
  measure(out);
  multiply(gain_, out, out);
}

void InputStage::choose(std::span<const float* const> inputs, std::size_t first, std::span<float> out) noexcept {
  for (std::size_t i = 0; i < out.size();) {
    if (!share_.moving() && wanted_channel_ != channel_) {
      channel_before_ = std::exchange(channel_, wanted_channel_);
      share_.jump(0.0);
      share_.go(1.0);
    }
    if (share_.moving()) {
      const auto share = static_cast<float>(share_.next());
      out[i] = share * sample_at(inputs, channel_, first + i) +
               (1.0f - share) * sample_at(inputs, channel_before_, first + i);
      ++i;
    } else {
      for (; i < out.size(); ++i) out[i] = sample_at(inputs, channel_, first + i);
    }
  }
}

void InputStage::measure(std::span<const float> signal) noexcept {
  const float peak = peak_of(signal);
  peak_.add(peak);
  if (peak < kClipped) return;
  for (const float x : signal) clipped_frames_ += std::abs(x) >= kClipped ? 1 : 0;
}

}  // namespace reamp
