// The cabinet: one impulse response, or one for each side, and the fade to another cabinet.
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

// Convolves with impulse responses; without any, the sound passes unchanged.
class Cabinet {
 public:
  // An empty right means the same on both sides; two empty ones mean no cabinet. [main thread]
  Cabinet(std::span<const float> left, std::span<const float> right);

  std::int64_t tail_frames() const noexcept { return tail_frames_; }  // how long it is heard after its input

  void clear() noexcept;  // forgets its input [main thread]

  // At most a tile; left and right must not overlap in or each other.
  void process(std::span<const float> in, std::span<float> left, std::span<float> right) noexcept;

 private:
  std::optional<PartitionedConvolver> left_, right_;
  std::int64_t tail_frames_;
};

// Fades the input from one cabinet to the next, while the old one rings out. If a third one is waiting, the old one is
// faded out instead.
class CabinetSlot {
 public:
  explicit CabinetSlot(double rate_hz);
  ~CabinetSlot();

  void publish(std::unique_ptr<Cabinet> cabinet) { mailbox_.publish(std::move(cabinet)); }  // [main thread]
  void free_retired() { mailbox_.free_retired(); }                                          // [main thread]

  // Goes back to the initial state, with the last published cabinet. Not while process() runs. [main thread]
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
  Ramp fade_;                        // of the input; 0: all into the old one
  std::int64_t ringing_frames_ = 0;  // left of the old one
  Ramp old_level_;                   // of its output
};

}  // namespace reamp
