// The callback of an audio device, independent of the audio library.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "live/load_meter.h"
#include "reamp/input_ring.h"
#include "reamp/live.h"
#include "threads/cell.h"

namespace reamp {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kLoadWindowS = 0.1;
constexpr std::size_t kSides = 2;
constexpr int kRecorded = 3;                            // an input and both sides
constexpr auto kWait = std::chrono::microseconds(100);  // far less than a block, far more than one pass of a loop

}  // namespace

struct StreamCallback::State {
  State(int rate_hz_, int inputs_, int outputs_)
      : rate_hz(rate_hz_),
        inputs(inputs_),
        outputs(outputs_),
        ring(inputs, static_cast<std::size_t>(rate_hz)),
        blocks(static_cast<std::size_t>(inputs + outputs) * kInterleavedFrames),
        channels(static_cast<std::size_t>(inputs)),
        sides(static_cast<std::size_t>(outputs)),
        replaced(static_cast<std::size_t>(inputs)) {
    for (std::size_t c = 0; c < channels.size(); ++c) channels[c] = blocks.data() + c * kInterleavedFrames;
    for (std::size_t c = 0; c < sides.size(); ++c)
      sides[c] = blocks.data() + (channels.size() + c) * kInterleavedFrames;
  }

  template <class Played>
  void hand_over(std::atomic<Played*>& playing, Played* next);

  Clock::time_point begin() noexcept;
  void play(std::span<const float* const> in, std::span<float* const> out, std::size_t frames) noexcept;
  void play_rig(std::span<const float* const> in, std::span<float* const> out, std::size_t frames) noexcept;
  std::span<const float* const> heard(std::span<const float* const> in, std::size_t frames) noexcept;
  void record(std::span<const float* const> in, std::span<float* const> out, std::size_t frames) noexcept;
  void add_beside(std::span<float* const> out, std::size_t frames) noexcept;
  void end(Clock::time_point begun, std::size_t frames) noexcept;
  void count(double taken_s, std::size_t frames) noexcept;

  static constexpr std::size_t kInterleavedFrames = 1024;

  const int rate_hz, inputs, outputs;
  std::atomic<Rig*> rig{nullptr};
  std::atomic<Take*> take{nullptr};
  std::atomic<SoundLoop*> in_place{nullptr}, beside{nullptr};
  std::atomic<DiskRecorder*> recorder{nullptr};
  std::atomic<std::size_t> recorded_input{0};
  std::atomic<std::uint64_t> phase{0};  // odd while a block is being played
  std::atomic<std::uint64_t> xruns{0};
  std::atomic<bool> is_freewheeling{false};
  InputRing ring;
  Cell<StreamStats> stats{StreamStats()};

  // Of the audio thread, from here on.
  LoadMeter load{kLoadWindowS};
  StreamStats now;
  std::vector<float> blocks;  // one channel after another, from interleaved frames
  std::vector<const float*> channels;
  std::vector<float*> sides;
  std::vector<const float*> replaced;
  std::uint64_t xruns_seen = 0, gap_frames = 0;
};

StreamCallback::StreamCallback(int rate_hz, int inputs, int outputs) {
  if (rate_hz < 1 || inputs < 1 || outputs < 1)
    throw std::invalid_argument("a stream has a rate, an input and an output");
  state_ = std::make_unique<State>(rate_hz, inputs, outputs);
}
StreamCallback::~StreamCallback() = default;

int StreamCallback::rate_hz() const noexcept { return state_->rate_hz; }
int StreamCallback::inputs() const noexcept { return state_->inputs; }

// Each thread writes its variable and then reads the other's, in sequentially consistent order. So either the audio
// thread sees the new rig, or this thread sees that a block is being played.
template <class Played>
void StreamCallback::State::hand_over(std::atomic<Played*>& playing, Played* next) {
  playing.store(next);
  const std::uint64_t now_in = phase.load();
  if (now_in % 2 == 0) return;
  while (phase.load() == now_in) std::this_thread::sleep_for(kWait);
}

void StreamCallback::play(Rig* rig) { state_->hand_over(state_->rig, rig); }
void StreamCallback::play_take(Take* take) { state_->hand_over(state_->take, take); }
void StreamCallback::play_in_place(SoundLoop* loop) { state_->hand_over(state_->in_place, loop); }
void StreamCallback::play_beside(SoundLoop* loop) { state_->hand_over(state_->beside, loop); }
void StreamCallback::record(DiskRecorder* recorder, int input) {
  if (recorder && (recorder->channels() != kRecorded || input < 0 || input >= inputs()))
    throw std::invalid_argument("a recorder of an input and both sides has three channels");
  if (recorder) state_->recorded_input = static_cast<std::size_t>(input);
  state_->hand_over(state_->recorder, recorder);
}

StreamStats StreamCallback::stats() {
  StreamStats stats = state_->stats.read();
  stats.xruns = state_->xruns.load(std::memory_order_relaxed);
  return stats;
}

std::vector<float> StreamCallback::read_inputs() { return state_->ring.read(); }

void StreamCallback::count_xrun() noexcept { state_->xruns.fetch_add(1, std::memory_order_relaxed); }

void StreamCallback::set_freewheeling(bool is_freewheeling) noexcept { state_->is_freewheeling = is_freewheeling; }
void StreamCallback::note_gap(std::uint64_t frames) noexcept { state_->gap_frames += frames; }

void StreamCallback::process(std::span<const float* const> inputs, std::span<float* const> outputs,
                             std::size_t frames) noexcept {
  const auto begun = state_->begin();
  state_->play(inputs, outputs, frames);
  state_->end(begun, frames);
}

void StreamCallback::process_interleaved(const float* in, float* out, std::size_t frames) noexcept {
  State& state = *state_;
  const auto begun = state.begin();
  const auto inputs = static_cast<std::size_t>(state.inputs), outputs = state.sides.size();
  for (std::size_t first = 0; first < frames; first += State::kInterleavedFrames) {
    const std::size_t count = std::min(frames - first, State::kInterleavedFrames);
    for (std::size_t c = 0; c < inputs; ++c)
      for (std::size_t t = 0; t < count; ++t)
        state.blocks[c * State::kInterleavedFrames + t] = in[(first + t) * inputs + c];
    state.play(state.channels, state.sides, count);
    for (std::size_t c = 0; c < outputs; ++c)
      for (std::size_t t = 0; t < count; ++t) out[(first + t) * outputs + c] = state.sides[c][t];
  }
  state.end(begun, frames);
}

Clock::time_point StreamCallback::State::begin() noexcept {
  phase.fetch_add(1);
  return Clock::now();
}

void StreamCallback::State::play(std::span<const float* const> in, std::span<float* const> out,
                                 std::size_t frames) noexcept {
  const std::uint64_t xruns_now = xruns.load(std::memory_order_relaxed);
  if (Take* const now_playing = take.load()) {
    ring.write(in, frames);
    if (gap_frames > 0) now_playing->note_gap(gap_frames);
    if (xruns_now != xruns_seen) now_playing->note_xrun();
    now_playing->process(in, out, frames, is_freewheeling.load(std::memory_order_relaxed));
  } else {
    const auto played = heard(in, frames);
    ring.write(played, frames);
    play_rig(played, out, frames);
    record(played, out, frames);
    add_beside(out, frames);
  }
  gap_frames = 0;
  xruns_seen = xruns_now;
}

void StreamCallback::State::play_rig(std::span<const float* const> in, std::span<float* const> out,
                                     std::size_t frames) noexcept {
  const std::span left(out[0], frames), right = out.size() > 1 ? std::span(out[1], frames) : std::span<float>();
  if (Rig* const now_playing = rig.load()) {
    now_playing->process(in, left, right);
  } else {
    std::fill(left.begin(), left.end(), 0.0f);
    std::fill(right.begin(), right.end(), 0.0f);
  }
  for (std::size_t c = kSides; c < out.size(); ++c) std::fill_n(out[c], frames, 0.0f);
}

std::span<const float* const> StreamCallback::State::heard(std::span<const float* const> in,
                                                           std::size_t frames) noexcept {
  SoundLoop* const loop = in_place.load();
  if (!loop || frames > SoundLoop::kMostFrames) return in;
  std::fill(replaced.begin(), replaced.end(), loop->next(0));
  loop->advance(frames);
  return replaced;
}

void StreamCallback::State::record(std::span<const float* const> in, std::span<float* const> out,
                                   std::size_t frames) noexcept {
  DiskRecorder* const now_recording = recorder.load();
  if (!now_recording) return;
  const float* const channels[kRecorded] = {in[recorded_input.load(std::memory_order_relaxed)], out[0],
                                            out[out.size() > 1 ? 1 : 0]};
  if (is_freewheeling.load(std::memory_order_relaxed))
    now_recording->write_patiently(channels, frames);
  else
    now_recording->write(channels, frames);
}

void StreamCallback::State::add_beside(std::span<float* const> out, std::size_t frames) noexcept {
  SoundLoop* const loop = beside.load();
  if (!loop || frames > SoundLoop::kMostFrames) return;
  const float* const left = loop->next(0);
  const float* const right = loop->next(loop->channels() > 1 ? 1 : 0);
  if (out.size() > 1) {
    for (std::size_t t = 0; t < frames; ++t) out[0][t] += left[t];
    for (std::size_t t = 0; t < frames; ++t) out[1][t] += right[t];
  } else {
    for (std::size_t t = 0; t < frames; ++t) out[0][t] += 0.5f * (left[t] + right[t]);
  }
  loop->advance(frames);
}

void StreamCallback::State::end(Clock::time_point begun, std::size_t frames) noexcept {
  if (frames > 0) count(std::chrono::duration<double>(Clock::now() - begun).count(), frames);
  phase.fetch_add(1);
}

void StreamCallback::State::count(double taken_s, std::size_t frames) noexcept {
  const double block_s = static_cast<double>(frames) / rate_hz;
  load.add(taken_s, block_s);
  ++now.callbacks;
  now.late_callbacks += taken_s > block_s;
  now.block_frames = static_cast<int>(frames);
  now.load = load.load();
  now.peak_load = load.peak();
  stats.write(now);
}

int play_portaudio(const void* in, void* out, unsigned long frames, const void*, unsigned long flags,
                   void* callback) noexcept {
  constexpr unsigned long kXrun = 0xf;  // input or output, underflow or overflow
  StreamCallback& self = *static_cast<StreamCallback*>(callback);
  if (flags & kXrun) self.count_xrun();
  self.process_interleaved(static_cast<const float*>(in), static_cast<float*>(out), frames);
  return 0;  // go on
}

}  // namespace reamp
