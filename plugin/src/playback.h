// What the audio thread plays: the rig that it is handed, the bypass, and the peaks that a panel shows.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "parameters.h"
#include "reamp/impulse.h"
#include "reamp/rig.h"

namespace reamp::plugin {

// Peaks are ratios, each the highest of the last 100 to 200 ms.
struct Peaks {
  float input = 0.0f, model = 0.0f;     // of the first rig
  std::array<float, 3> later_models{};  // those behind the first that play
  std::array<float, 2> output{};
  float gate_gain = 1.0f, limiter_gain = 1.0f;
  std::uint64_t clipped_frames = 0;
};

// Models and cabinet, ready to play.
struct Chain {
  RigMode mode = RigMode::kPlayer;
  std::vector<RigModel> models{};
  std::array<double, 3> output_gains_db{};           // for each OutputMode
  std::shared_ptr<const ImpulseResponse> cabinet{};  // null: there is none
  int oversampling = 1;
};

class Playback {
 public:
  explicit Playback(Values& values) noexcept : values_(values) {}
  ~Playback();

  // All but the functions marked otherwise are for one thread at a time that is not the audio thread.

  // Goes to rest at this rate, with the rig that waits, if it has this rate. Not while process() runs.
  void start(int rate_hz);

  // Whether a rig for this rate waits for its first frame, with as many sides as the values want.
  bool is_ready(int rate_hz) const noexcept;

  // Plays this chain from now on. Before the first frame it takes the place of the one before; later it is faded in.
  void play(const Chain& chain);

  // How much later the output is than the input. [any thread; no lock]
  int latency_frames() const noexcept { return latency_frames_; }

  // As of the last block. [any thread; no lock]
  Peaks peaks() const noexcept;

  // One block of any length, in place or not. [audio thread; no allocation, lock, I/O, exception]
  void process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept;

 private:
  struct Playing {
    Playing(int rate_hz, RigMode mode) : rig(rate_hz, mode), rate_hz(rate_hz), mode(mode) {}

    Rig rig;
    const int rate_hz;
    const RigMode mode;
    std::unique_ptr<Rig> second{};                     // of the right channel, where both had a guitar at first
    std::shared_ptr<const ImpulseResponse> cabinet{};  // which plays
    Playing* next = nullptr;                           // of those that have played
  };

  // The input, so late as the rig's sound; another delay is faded in.
  class DryInput {
   public:
    void start();
    void push(const float* const* inputs, std::size_t frames) noexcept;
    void begin(std::size_t late, bool is_heard, int fade_frames) noexcept;
    std::array<float, 2> read(std::size_t frame) noexcept;  // frame: of those pushed last, each once and in order
    void end_block(std::size_t frames) noexcept { at_ = (at_ + frames) & (kFrames - 1); }

   private:
    static constexpr std::size_t kFrames = 1 << 14;  // more than the longest latency; resampling takes some hundred
    float past(std::size_t side, std::size_t frame, std::size_t late) const noexcept;

    std::array<std::vector<float>, 2> ring_;
    std::size_t at_ = 0, late_ = 0, next_late_ = 0;
    int fade_left_ = 0, fade_frames_ = 1;
    bool is_at_rest_ = true;
  };

  // The second rigs that a block plays; null: none.
  struct Seconds {
    Rig *playing, *before;
  };

  void set_chain(Playing& playing, const Chain& chain);
  static void set_chain(Rig& rig, const Chain& chain, bool sets_cabinet);
  void free_past();
  void take_next() noexcept;
  void retire(Playing* playing) noexcept;
  void turn_knobs(Playing& playing, Rig* second) noexcept;
  void process_piece(const float* const* inputs, float* const* outputs, std::size_t frames,
                     const Seconds& seconds) noexcept;
  void fade_from_before(const float* const* inputs, float* const* outputs, std::size_t frames, Rig* second) noexcept;
  void mix_bypass(float* const* outputs, std::size_t frames) noexcept;
  void keep_peaks(Rig* second) noexcept;
  Rig* second_of(Playing& playing) const noexcept { return values_.is_dual() ? playing.second.get() : nullptr; }

  Values& values_;
  std::atomic<int> latency_frames_{0};
  struct {
    std::array<std::atomic<float>, 3> later_models{};
    std::atomic<float> input{0.0f}, model{0.0f}, left{0.0f}, right{0.0f}, gate_gain{1.0f}, limiter_gain{1.0f};
    std::atomic<std::uint64_t> clipped_frames{0};
  } peaks_;
  int rate_hz_ = 48000;
  Playing* newest_ = nullptr;  // which of those below gets the next chain

  // One that waits for its first frame, and those that have played.
  std::atomic<Playing*> next_{nullptr}, past_{nullptr};

  // Of the audio thread.
  Playing *playing_ = nullptr, *before_ = nullptr;  // before_: is faded out
  int settle_frames_left_ = 0, fade_frames_left_ = 0;
  DryInput dry_;
  float wet_ = 1.0f;  // share of the rig's sound
};

}  // namespace reamp::plugin
