// Plays a chain of models, and fades to another chain.
#include "rig/model_slot.h"

#include <algorithm>
#include <utility>

namespace reamp {

ModelSlot::ModelSlot(double rate_hz)
    : fade_(0.0, frames_in(kFadeS, rate_hz)), drive_(1.0, frames_in(kFadeS, rate_hz)) {}

ModelSlot::~ModelSlot() {
  delete current_;
  delete next_;
}

void ModelSlot::reset() {
  for (Parcel* newer : {std::exchange(next_, nullptr), mailbox_.take()})
    if (newer) delete std::exchange(current_, newer);
  mailbox_.free_retired();
  has_played_ = false;
  settle_frames_left_ = 0;
  fade_.jump(0.0);
  drive_.jump(current_ ? current_->object->input_gain() : 1.0);
  meters_ = unheard_meters_ = {};
  if (current_) current_->object->reset();
}

void ModelSlot::begin(Parcel* chain) noexcept {
  if (has_played_) {
    next_ = chain;
    settle_frames_left_ = chain->object->settle_frames();
    fade_.jump(0.0);
    unheard_meters_ = {};
    return;
  }
  if (current_) mailbox_.retire(current_);
  current_ = chain;
  drive_.jump(chain->object->input_gain());
}

std::size_t ModelSlot::prepare(std::size_t frames) noexcept {
  if (!next_)
    if (Parcel* chain = mailbox_.take()) begin(chain);
  if (!next_) return frames;
  if (settle_frames_left_ > 0) return std::min<std::size_t>(frames, settle_frames_left_);
  if (fade_.target() == 0.0) {
    fade_.go(1.0);
    drive_.go(next_->object->input_gain());
  }
  return std::min<std::size_t>(frames, fade_.frames_left());
}

void ModelSlot::process(std::span<const float> in, std::span<float> out) noexcept {
  has_played_ = true;
  if (current_)
    current_->object->process(in, out, meters_, output_);
  else
    std::copy(in.begin(), in.end(), out.begin());
  if (!next_) return;

  const std::span<float> next_out(next_out_.data(), in.size());
  next_->object->process(in, next_out, unheard_meters_, output_);
  if (settle_frames_left_ > 0) {
    settle_frames_left_ -= static_cast<int>(in.size());
    return;
  }
  for (std::size_t i = 0; i < in.size(); ++i) {
    const auto share = static_cast<float>(fade_.next());
    out[i] = (1.0f - share) * out[i] + share * next_out[i];
  }
  if (fade_.moving()) return;
  if (current_) mailbox_.retire(current_);
  current_ = std::exchange(next_, nullptr);
  meters_.broken_model = -1;
}

}  // namespace reamp
