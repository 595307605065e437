// What the audio thread plays.
#include "playback.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace reamp::plugin {
namespace {

constexpr double kBypassS = 0.02;
constexpr double kSettleS = 0.25, kFadeS = 0.05;  // of a rig of another mode, as within a rig for another chain
constexpr std::size_t kPieceFrames = 512;

int frames_in(double seconds, int rate_hz) { return static_cast<int>(std::lround(seconds * rate_hz)); }

const ImpulseResponse& cabinet_of(const std::shared_ptr<const ImpulseResponse>& chosen) {
  static const ImpulseResponse kNoCabinet;
  return chosen ? *chosen : kNoCabinet;
}

}  // namespace

Playback::~Playback() {
  delete playing_;
  delete before_;
  delete next_.load();
  free_past();
}

void Playback::start(int rate_hz) {
  rate_hz_ = rate_hz;
  delete std::exchange(playing_, nullptr);
  delete std::exchange(before_, nullptr);
  free_past();
  Playing* const waiting = next_.load();
  if (waiting && waiting->rate_hz != rate_hz) delete next_.exchange(nullptr);
  newest_ = next_.load();
  fade_frames_left_ = 0;
  dry_.start();
  wet_ = values_.is_on(kBypass) ? 0.0f : 1.0f;
}

bool Playback::is_ready(int rate_hz) const noexcept {
  const Playing* const waiting = next_.load();
  return waiting && waiting->rate_hz == rate_hz && (waiting->second || !values_.is_dual());
}

// The audio thread may take the rig that waits at any moment: who exchanges next_ owns what was in it.
void Playback::play(const Chain& chain) {
  free_past();
  Playing* waiting = next_.load();
  if (!waiting && newest_ && newest_->mode == chain.mode) return set_chain(*newest_, chain);
  auto playing = std::make_unique<Playing>(rate_hz_, chain.mode);
  set_chain(*playing, chain);
  if (values_.is_dual()) {
    playing->second = std::make_unique<Rig>(playing->rate_hz, playing->mode);
    set_chain(*playing->second, chain, true);
  }
  if (waiting && next_.compare_exchange_strong(waiting, playing.get())) {
    newest_ = playing.release();
    delete waiting;
    return;
  }
  if (newest_ && newest_->mode == chain.mode) return set_chain(*newest_, chain);  // it has just begun to play
  newest_ = playing.release();
  next_.store(newest_);
}

void Playback::set_chain(Playing& playing, const Chain& chain) {
  const bool is_other_cabinet = cabinet_of(chain.cabinet) != cabinet_of(playing.cabinet);
  playing.cabinet = chain.cabinet;
  set_chain(playing.rig, chain, is_other_cabinet);
  if (playing.second) set_chain(*playing.second, chain, is_other_cabinet);
  latency_frames_ = playing.rig.latency_frames();
}

void Playback::set_chain(Rig& rig, const Chain& chain, bool sets_cabinet) {
  rig.set_models(chain.models, chain.output_gains_db, chain.oversampling);
  if (const ImpulseResponse& cabinet = cabinet_of(chain.cabinet); sets_cabinet)
    rig.set_cabinet(cabinet.left, cabinet.right);
  rig.free_retired();
}

void Playback::free_past() {
  Playing* past = past_.exchange(nullptr, std::memory_order_acquire);
  while (past) delete std::exchange(past, past->next);
}

Peaks Playback::peaks() const noexcept {
  const auto relaxed = std::memory_order_relaxed;
  std::array<float, 3> later{};
  for (std::size_t i = 0; i < later.size(); ++i) later[i] = peaks_.later_models[i].load(relaxed);
  return {.input = peaks_.input.load(relaxed),
          .model = peaks_.model.load(relaxed),
          .later_models = later,
          .output = {peaks_.left.load(relaxed), peaks_.right.load(relaxed)},
          .gate_gain = peaks_.gate_gain.load(relaxed),
          .limiter_gain = peaks_.limiter_gain.load(relaxed),
          .clipped_frames = peaks_.clipped_frames.load(relaxed)};
}

void Playback::process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept {
  take_next();
  // What is turned to both or from it takes effect between two blocks.
  const Seconds seconds{second_of(*playing_), before_ ? second_of(*before_) : nullptr};
  turn_knobs(*playing_, seconds.playing);
  if (before_) turn_knobs(*before_, seconds.before);
  const bool is_dry_heard = wet_ != 1.0f || values_.is_on(kBypass);
  dry_.begin(static_cast<std::size_t>(latency_frames()), is_dry_heard, frames_in(kBypassS, rate_hz_));
  for (std::size_t first = 0; first < frames;) {
    const std::size_t count = std::min(kPieceFrames, frames - first);
    const float* const in[] = {inputs[0] + first, inputs[1] + first};
    float* const out[] = {outputs[0] + first, outputs[1] + first};
    process_piece(in, out, count, seconds);
    first += count;
  }
  keep_peaks(seconds.playing);
}

// A rig that waits while another is still faded out, waits on.
void Playback::take_next() noexcept {
  if (before_) return;
  Playing* const next = next_.exchange(nullptr, std::memory_order_acq_rel);
  if (!next) return;
  before_ = std::exchange(playing_, next);
  if (!before_) return;
  settle_frames_left_ = frames_in(kSettleS, rate_hz_);
  fade_frames_left_ = frames_in(kFadeS, rate_hz_);
}

void Playback::retire(Playing* playing) noexcept {
  playing->next = past_.load(std::memory_order_relaxed);
  while (!past_.compare_exchange_weak(playing->next, playing, std::memory_order_release, std::memory_order_relaxed)) {
  }
}

void Playback::turn_knobs(Playing& playing, Rig* second) noexcept {
  RigSettings settings = values_.settings();
  settings.output = static_cast<int>(values_.output_mode());
  playing.rig.set(settings);
  if (!second) return;
  settings.channel = 1;
  second->set(settings);
}

void Playback::process_piece(const float* const* inputs, float* const* outputs, std::size_t frames,
                             const Seconds& seconds) noexcept {
  dry_.push(inputs, frames);
  float other_side[kPieceFrames], guitar[2][kPieceFrames];
  if (before_)  // in place, the first rig overwrites what the second still needs
    for (std::size_t side = 0; side < 2; ++side) std::copy_n(inputs[side], frames, guitar[side]);
  Rig* const second = seconds.playing;
  playing_->rig.process({inputs, 2}, {outputs[0], frames}, {second ? other_side : outputs[1], frames});
  if (second) second->process({inputs, 2}, {other_side, frames}, {outputs[1], frames});
  if (before_) {
    const float* const in[] = {guitar[0], guitar[1]};
    fade_from_before(in, outputs, frames, seconds.before);
  }
  mix_bypass(outputs, frames);
  dry_.end_block(frames);
}

// First the rig that plays next settles, unheard.
void Playback::fade_from_before(const float* const* inputs, float* const* outputs, std::size_t frames,
                                Rig* second) noexcept {
  float before[2][kPieceFrames], other_side[kPieceFrames];
  before_->rig.process({inputs, 2}, {before[0], frames}, {second ? other_side : before[1], frames});
  if (second) second->process({inputs, 2}, {other_side, frames}, {before[1], frames});
  const auto fade_frames = static_cast<float>(frames_in(kFadeS, rate_hz_));
  for (std::size_t t = 0; t < frames; ++t) {
    if (settle_frames_left_ > 0)
      --settle_frames_left_;
    else if (fade_frames_left_ > 0)
      --fade_frames_left_;
    const float share = static_cast<float>(fade_frames_left_) / fade_frames;
    for (std::size_t side = 0; side < 2; ++side)
      outputs[side][t] = share * before[side][t] + (1.0f - share) * outputs[side][t];
  }
  if (fade_frames_left_ == 0) retire(std::exchange(before_, nullptr));
}

void Playback::mix_bypass(float* const* outputs, std::size_t frames) noexcept {
  const float wanted = values_.is_on(kBypass) ? 0.0f : 1.0f;
  if (wet_ == 1.0f && wanted == 1.0f) return;
  const auto step = static_cast<float>(1.0 / (kBypassS * rate_hz_));
  for (std::size_t t = 0; t < frames; ++t) {
    wet_ = wanted > wet_ ? std::min(wanted, wet_ + step) : std::max(wanted, wet_ - step);
    const std::array<float, 2> dry = dry_.read(t);
    for (std::size_t side = 0; side < 2; ++side)
      outputs[side][t] = wet_ == 0.0f ? dry[side] : (1.0f - wet_) * dry[side] + wet_ * outputs[side][t];
  }
}

void Playback::keep_peaks(Rig* second) noexcept {
  const auto relaxed = std::memory_order_relaxed;
  const RigMeters meters = playing_->rig.meters();
  const RigMeters other = second ? second->meters() : meters;
  peaks_.input.store(std::max(meters.input_peak, other.input_peak), relaxed);
  peaks_.model.store(std::max(meters.model_peaks[0], other.model_peaks[0]), relaxed);
  for (std::size_t i = 0; i < peaks_.later_models.size(); ++i)
    peaks_.later_models[i].store(std::max(meters.model_peaks[i + 1], other.model_peaks[i + 1]), relaxed);
  peaks_.left.store(meters.output_peaks[0], relaxed);
  peaks_.right.store(second ? other.output_peaks[0] : meters.output_peaks[1], relaxed);
  peaks_.gate_gain.store(meters.gate_gain, relaxed);
  peaks_.limiter_gain.store(std::min(meters.limiter_gain, other.limiter_gain), relaxed);
  peaks_.clipped_frames.store(meters.clipped_frames + (second ? other.clipped_frames : 0), relaxed);
  values_.set(kHasClipped, meters.clipped_frames > 0 || other.clipped_frames > 0);
}

void Playback::DryInput::start() {
  for (auto& side : ring_) side.assign(kFrames, 0.0f);
  at_ = late_ = next_late_ = 0;
  fade_left_ = 0;
  is_at_rest_ = true;
}

void Playback::DryInput::push(const float* const* inputs, std::size_t frames) noexcept {
  for (std::size_t side = 0; side < 2; ++side)
    for (std::size_t t = 0; t < frames; ++t) ring_[side][(at_ + t) & (kFrames - 1)] = inputs[side][t];
}

void Playback::DryInput::begin(std::size_t late, bool is_heard, int fade_frames) noexcept {
  late = std::min(late, kFrames - kPieceFrames);
  if (!is_heard || is_at_rest_) {
    late_ = next_late_ = late;
    fade_left_ = 0;
  } else if (fade_left_ == 0 && late != late_) {
    next_late_ = late;
    fade_left_ = fade_frames_ = fade_frames;
  }
  is_at_rest_ = false;
}

std::array<float, 2> Playback::DryInput::read(std::size_t frame) noexcept {
  if (fade_left_ > 0) --fade_left_;
  if (fade_left_ == 0) late_ = next_late_;
  const float share = static_cast<float>(fade_left_) / static_cast<float>(fade_frames_);
  std::array<float, 2> sides{};
  for (std::size_t side = 0; side < 2; ++side) {
    sides[side] = past(side, frame, next_late_);
    if (fade_left_ > 0) sides[side] += share * (past(side, frame, late_) - sides[side]);
  }
  return sides;
}

float Playback::DryInput::past(std::size_t side, std::size_t frame, std::size_t late) const noexcept {
  return ring_[side][(at_ + frame + kFrames - late) & (kFrames - 1)];
}

}  // namespace reamp::plugin
