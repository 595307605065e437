// A take: plays a signal once and records the inputs meanwhile, frame for frame.
//
//   reamp::Take take(signal, {.outputs = {0}, .inputs = {1}, .tail_frames = 24000}, recorder);
//   client.callback()->play_take(&take);  // until take.is_done()
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "reamp/recorder.h"

namespace reamp {

struct TakeSetup {
  std::vector<int> outputs;     // of the callback, from 0: these play the signal, all others are silent
  std::vector<int> inputs;      // these are recorded, in this order
  std::size_t tail_frames = 0;  // of silence after the signal, recorded too
};

// An event at a frame of the take. A gap is `frames` that the device played and recorded without this program.
struct TakeEvent {
  std::uint64_t at_frame = 0, frames = 0;
};

class Take {
 public:
  // The recorder needs a channel for each input; without a recorder, the recording is kept in memory. Throws
  // std::invalid_argument.
  Take(std::vector<float> signal, TakeSetup setup, std::shared_ptr<DiskRecorder> recorder = nullptr);

  // One block, a pointer for each input and output of the callback. A missing output is ignored; a missing input
  // records silence. may_wait: the block is not played in real time. [audio thread; no allocation, lock, I/O,
  // exception]
  void process(std::span<const float* const> inputs, std::span<float* const> outputs, std::size_t frames,
               bool may_wait = false) noexcept;

  // The driver has lost or repeated frames; the callback was not called for `frames`. [audio thread]
  void note_xrun() noexcept { xruns_.add(frames(), 0); }
  void note_gap(std::uint64_t frames_missed) noexcept { gaps_.add(frames(), frames_missed); }

  // Fades out within a few milliseconds; then the take is done. [any thread]
  void stop() noexcept { is_stopping_ = true; }

  // [any thread] Frames that were played and recorded so far, and in total.
  std::uint64_t frames() const noexcept { return frames_; }
  std::uint64_t total_frames() const noexcept { return total_; }
  bool is_done() const noexcept { return is_done_; }
  std::size_t inputs() const noexcept { return setup_.inputs.size(); }

  // [any thread] How often, and the first hundred places.
  std::uint64_t xruns() const noexcept { return xruns_.count(); }
  std::uint64_t gaps() const noexcept { return gaps_.count(); }
  std::vector<TakeEvent> xrun_places() const { return xruns_.places(); }
  std::vector<TakeEvent> gap_places() const { return gaps_.places(); }

  // The recording in memory, one input after another, frames() of each; call it when the take is done.
  std::vector<float> recorded() const;

 private:
  // [one writer, the audio thread; any reader]
  class Places {
   public:
    void add(std::uint64_t at_frame, std::uint64_t frames) noexcept {
      const std::uint64_t count = count_.load(std::memory_order_relaxed);
      if (count < places_.size()) places_[count] = {at_frame, frames};
      count_.store(count + 1, std::memory_order_release);
    }
    std::uint64_t count() const noexcept { return count_.load(std::memory_order_acquire); }
    std::vector<TakeEvent> places() const {
      return {places_.begin(), places_.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(count(), 100))};
    }

   private:
    std::array<TakeEvent, 100> places_{};
    std::atomic<std::uint64_t> count_{0};
  };

  void play(std::span<float* const> outputs, std::size_t frames) noexcept;
  void record(std::span<const float* const> inputs, std::size_t frames, bool may_wait) noexcept;

  const std::vector<float> signal_;
  const TakeSetup setup_;
  const std::uint64_t total_;
  const std::shared_ptr<DiskRecorder> recorder_;
  std::atomic<std::uint64_t> frames_{0};
  std::atomic<bool> is_stopping_{false}, is_done_{false};
  Places xruns_, gaps_;

  // Of the audio thread.
  std::vector<float> memory_, silence_;
  std::vector<const float*> recorded_;
};

}  // namespace reamp
