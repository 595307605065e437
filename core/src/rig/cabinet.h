// The cabinet: one impulse response or one for each side, and how another takes its place.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "dsp/convolver.h"
#include "dsp/ramp.h"
#include "kernels/tile.h"
#include "threads/mailbox.h"

namespace reamp {

// Impulse responses at work; none lets the sound pass.
class Cabinet {
 public:
  // right: empty for the same on both sides; both: for no cabinet. [main thread]
  Cabinet(std::span<const float> left, std::span<const float> right);

  std::int64_t tail_frames() const noexcept { return tail_frames_; }  // for which it is heard after its input

  void clear() noexcept;  // forgets what it heard [main thread]

  // A tile at most; left and right overlap neither in nor each other.
  void process(std::span<const float> in, std::span<float> left, std::span<float> right) noexcept;

 private:
  std::optional<PartitionedConvolver> left_, right_;
  std::int64_t tail_frames_;
};

// Fades the input from one cabinet into the next; the old one rings out meanwhile, unless a third is waiting: then
// what is left of it is faded out.
class CabinetSlot {
 public:
  explicit CabinetSlot(double rate_hz);
  ~CabinetSlot();

  void publish(std::unique_ptr<Cabinet> cabinet) { mailbox_.publish(std::move(cabinet)); }  // [main thread]
  void free_retired() { mailbox_.free_retired(); }                                          // [main thread]

  // As new, with the cabinet published last. Not while process() runs. [main thread]
  void reset();

  // Any number of frames. right may be empty: left is then the mean of both sides. [audio thread]
  void process(std::span<const float> in, std::span<float> left, std::span<float> right) noexcept;

  bool is_changing() const noexcept { return old_ || !mailbox_.is_empty(); }

 private:
  using Parcel = Mailbox<Cabinet>::Parcel;

  void begin(Parcel* cabinet) noexcept;
  std::size_t prepare(std::size_t frames) noexcept;
  void play(std::span<const float> in, std::span<float> left, std::span<float> right) noexcept;

  Mailbox<Cabinet> mailbox_;
  Parcel *current_, *old_ = nullptr;
  bool has_played_ = false;
  Ramp fade_;                        // of the input, 0: into the old one
  std::int64_t ringing_frames_ = 0;  // left of the old one
  Ramp old_level_;                   // of its output
};

}  // namespace reamp
