// The stage before the models: the channel of the interface, its meter, the input gain.
#include "rig/input_stage.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/tile.h"

namespace reamp {
namespace {

constexpr float kClipped = 0.999f;  // a converter that clips stays within 0.01 dB of full scale

// The frames of one channel, or silence.
void copy_channel(std::span<const float* const> inputs, int channel, std::size_t first, std::span<float> out) noexcept {
  if (channel >= 0 && static_cast<std::size_t>(channel) < inputs.size())
    std::copy_n(inputs[static_cast<std::size_t>(channel)] + first, out.size(), out.begin());
  else
    std::fill(out.begin(), out.end(), 0.0f);
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
  for (std::size_t done = 0; done < out.size();) {
    const std::size_t count = prepare(out.size() - done);
    choose(inputs, first + done, out.subspan(done, count));
    done += count;
  }
  measure(out, make_playable(out));
  multiply(gain_, out, out);
}

// Changes to another channel, and returns how many of the next frames pass before the next change.
std::size_t InputStage::prepare(std::size_t frames) noexcept {
  if (!share_.moving() && wanted_channel_ != channel_) {
    channel_before_ = std::exchange(channel_, wanted_channel_);
    share_.jump(0.0);
    share_.go(1.0);
  }
  if (!share_.moving()) return frames;
  return std::min({frames, static_cast<std::size_t>(share_.frames_left()), std::size_t{kTileFrames}});
}

void InputStage::choose(std::span<const float* const> inputs, std::size_t first, std::span<float> out) noexcept {
  copy_channel(inputs, channel_, first, out);
  if (!share_.moving()) return;
  float tile[kTileFrames];
  const std::span<float> before(tile, out.size());
  copy_channel(inputs, channel_before_, first, before);
  make_playable(before);
  make_playable(out);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto share = static_cast<float>(share_.next());
    out[i] = share * out[i] + (1.0f - share) * before[i];
  }
}

void InputStage::measure(std::span<const float> signal, float peak) noexcept {
  peak_.add(peak);
  if (peak < kClipped) return;
  for (const float x : signal) clipped_frames_ += std::abs(x) >= kClipped ? 1 : 0;
}

}  // namespace reamp
