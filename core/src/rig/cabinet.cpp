// The cabinet: one impulse response, or one for each side, and the fade to another cabinet.
#include "rig/cabinet.h"

#include <algorithm>
#include <utility>

#include "kernels/dispatch.h"

namespace reamp {

Cabinet::Cabinet(std::span<const float> left, std::span<const float> right)
    : tail_frames_(static_cast<std::int64_t>(std::max(left.size(), right.size()))) {
  if (!left.empty()) left_.emplace(left, best_kernel_set().infer);
  if (!right.empty()) right_.emplace(right, best_kernel_set().infer);
}

void Cabinet::process(std::span<const float> in, std::span<float> left, std::span<float> right) noexcept {
  const int frames = static_cast<int>(in.size());
  if (right_) right_->process(in.data(), right.data(), frames);
  if (left_)
    left_->process(in.data(), left.data(), frames);
  else
    std::copy(in.begin(), in.end(), left.begin());
  if (!right_) std::copy(left.begin(), left.end(), right.begin());
}

void Cabinet::clear() noexcept {
  if (left_) left_->clear();
  if (right_) right_->clear();
}

CabinetSlot::CabinetSlot(double rate_hz)
    : current_(new Parcel{std::make_unique<Cabinet>(std::span<const float>(), std::span<const float>())}),
      fade_(1.0, frames_in(kFadeS, rate_hz)),
      old_level_(1.0, frames_in(kRampS, rate_hz)) {}

CabinetSlot::~CabinetSlot() {
  delete current_;
  delete old_;
}

void CabinetSlot::reset() {
  delete std::exchange(old_, nullptr);
  if (Parcel* waiting = mailbox_.take()) delete std::exchange(current_, waiting);
  mailbox_.free_retired();
  current_->object->clear();
  has_played_ = false;
  fade_.jump(1.0);
  ringing_frames_ = 0;
  old_level_.jump(1.0);
}

void CabinetSlot::process(std::span<const float> in, std::span<float> left, std::span<float> right) noexcept {
  for (std::size_t done = 0; done < in.size();) {
    const std::size_t count = prepare(std::min<std::size_t>(in.size() - done, kTileFrames));
    has_played_ = true;
    alignas(kAlignment) float sides[2][kTileFrames];
    const std::span<float> l(sides[0], count), r(sides[1], count);
    play(in.subspan(done, count), l, r);
    if (right.empty()) {
      for (std::size_t i = 0; i < count; ++i) l[i] = 0.5f * (l[i] + r[i]);  // two equal sides give the same bits
    } else {
      std::copy(r.begin(), r.end(), right.begin() + static_cast<std::ptrdiff_t>(done));
    }
    std::copy(l.begin(), l.end(), left.begin() + static_cast<std::ptrdiff_t>(done));
    done += count;
  }
}

void CabinetSlot::begin(Parcel* cabinet) noexcept {
  if (!has_played_) {
    mailbox_.retire(std::exchange(current_, cabinet));
    return;
  }
  old_ = std::exchange(current_, cabinet);
  ringing_frames_ = old_->object->tail_frames();
  old_level_.jump(1.0);
  fade_.jump(0.0);
  fade_.go(1.0);
}

// Takes a published cabinet, and returns how many of the next frames pass before the next change.
std::size_t CabinetSlot::prepare(std::size_t frames) noexcept {
  if (!old_)
    if (Parcel* cabinet = mailbox_.take()) begin(cabinet);
  if (!old_) return frames;
  if (fade_.moving()) return std::min<std::size_t>(frames, fade_.frames_left());
  if (!mailbox_.is_empty()) old_level_.go(0.0);
  if (old_level_.moving()) frames = std::min<std::size_t>(frames, old_level_.frames_left());
  return static_cast<std::size_t>(std::min(static_cast<std::int64_t>(frames), ringing_frames_));
}

void CabinetSlot::play(std::span<const float> in, std::span<float> left, std::span<float> right) noexcept {
  if (!old_) return current_->object->process(in, left, right);

  alignas(kAlignment) float inputs[2][kTileFrames] = {}, old_sides[2][kTileFrames];
  const std::span<float> to_old(inputs[0], in.size()), to_new(inputs[1], in.size());
  if (fade_.moving()) {
    for (std::size_t i = 0; i < in.size(); ++i) {
      to_new[i] = in[i] * static_cast<float>(fade_.next());
      to_old[i] = in[i] - to_new[i];
    }
  } else {
    std::copy(in.begin(), in.end(), to_new.begin());
    ringing_frames_ -= static_cast<std::int64_t>(in.size());
  }
  current_->object->process(to_new, left, right);
  old_->object->process(to_old, {old_sides[0], in.size()}, {old_sides[1], in.size()});
  for (std::size_t i = 0; i < in.size(); ++i) {
    const auto level = static_cast<float>(old_level_.next());
    left[i] += level * old_sides[0][i];
    right[i] += level * old_sides[1][i];
  }
  const bool is_faded_out = old_level_.target() == 0.0 && !old_level_.moving();
  if (!fade_.moving() && (ringing_frames_ <= 0 || is_faded_out)) mailbox_.retire(std::exchange(old_, nullptr));
}

}  // namespace reamp
