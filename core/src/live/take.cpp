// A take: plays a signal once and records the inputs meanwhile.
#include "reamp/take.h"

#include <algorithm>
#include <stdexcept>

namespace reamp {
namespace {

constexpr std::size_t kFadeFrames = 256;
constexpr std::size_t kBlockFrames = 1024;  // longer blocks are processed in parts

bool are_channels(const std::vector<int>& channels) {
  return !channels.empty() && std::ranges::all_of(channels, [](int channel) { return channel >= 0; });
}

}  // namespace

Take::Take(std::vector<float> signal, TakeSetup setup, std::shared_ptr<DiskRecorder> recorder)
    : signal_(std::move(signal)),
      setup_(std::move(setup)),
      total_(signal_.size() + setup_.tail_frames),
      recorder_(std::move(recorder)),
      silence_(kBlockFrames),
      recorded_(setup_.inputs.size()) {
  if (total_ == 0 || !are_channels(setup_.outputs) || !are_channels(setup_.inputs))
    throw std::invalid_argument("a take has frames, an output and an input");
  if (recorder_ && recorder_->channels() != static_cast<int>(setup_.inputs.size()))
    throw std::invalid_argument("the recorder of a take has a channel for each input");
  if (!recorder_) memory_.resize(total_ * setup_.inputs.size());
}

void Take::process(std::span<const float* const> inputs, std::span<float* const> outputs, std::size_t frames,
                   bool may_wait) noexcept {
  for (float* const output : outputs) std::fill_n(output, frames, 0.0f);
  if (is_done_) return;
  const std::size_t left = total_ - frames_.load(std::memory_order_relaxed);
  const bool is_stopping = is_stopping_;
  std::size_t count = std::min(frames, left);
  if (is_stopping) count = std::min(count, kFadeFrames);
  play(outputs, count);
  if (is_stopping)
    for (const int channel : setup_.outputs)
      if (static_cast<std::size_t>(channel) < outputs.size())
        for (std::size_t t = 0; t < count; ++t)
          outputs[static_cast<std::size_t>(channel)][t] *= 1.0f - static_cast<float>(t) / static_cast<float>(count);
  record(inputs, count, may_wait);
  frames_.fetch_add(count, std::memory_order_release);
  if (count == left || is_stopping) is_done_ = true;
}

void Take::play(std::span<float* const> outputs, std::size_t frames) noexcept {
  const std::size_t begin = std::min<std::size_t>(frames_, signal_.size());
  const std::size_t count = std::min(frames, signal_.size() - begin);
  for (const int channel : setup_.outputs)
    if (static_cast<std::size_t>(channel) < outputs.size())
      std::copy_n(signal_.data() + begin, count, outputs[static_cast<std::size_t>(channel)]);
}

void Take::record(std::span<const float* const> inputs, std::size_t frames, bool may_wait) noexcept {
  for (std::size_t first = 0; first < frames; first += kBlockFrames) {
    const std::size_t count = std::min(frames - first, kBlockFrames);
    for (std::size_t i = 0; i < recorded_.size(); ++i) {
      const auto channel = static_cast<std::size_t>(setup_.inputs[i]);
      recorded_[i] = channel < inputs.size() ? inputs[channel] + first : silence_.data();
    }
    if (!recorder_) {
      for (std::size_t i = 0; i < recorded_.size(); ++i)
        std::copy_n(recorded_[i], count, memory_.data() + i * total_ + frames_ + first);
    } else if (may_wait) {
      recorder_->write_patiently(recorded_, count);
    } else {
      recorder_->write(recorded_, count);
    }
  }
}

std::vector<float> Take::recorded() const {
  std::vector<float> recorded;
  if (recorder_ || !is_done_) return recorded;
  for (std::size_t i = 0; i < setup_.inputs.size(); ++i) {
    const float* const channel = memory_.data() + i * total_;
    recorded.insert(recorded.end(), channel, channel + frames());
  }
  return recorded;
}

}  // namespace reamp
