// Plays a chain of models, and fades to another chain.
#pragma once

#include <memory>
#include <span>

#include "dsp/ramp.h"
#include "kernels/tile.h"
#include "rig/model_chain.h"
#include "threads/mailbox.h"

namespace reamp {

// A new chain first runs silently until it has settled. Then the old chain is faded into it. The fade is linear, so
// that two chains with the same sound add up to that sound.
class ModelSlot {
 public:
  explicit ModelSlot(double rate_hz);
  ~ModelSlot();

  void publish(std::unique_ptr<ModelChain> chain) {  // [main thread]
    newest_ = chain.get();
    mailbox_.publish(std::move(chain));
  }
  void free_retired() { mailbox_.free_retired(); }  // [main thread]

  // The last published chain, or null; it exists until another one is published. [main thread]
  ModelChain* newest() noexcept { return newest_; }

  // Goes back to the initial state, with the last published chain. Not while process() runs. [main thread]
  void reset();

  // Takes a published chain, and returns how many of the next `frames` pass before the next change. The two
  // functions below must not get more. [audio thread]
  std::size_t prepare(std::size_t frames) noexcept;

  // The input of the first model, for the gate; during a fade, from one chain's gain to the other's.
  void as_driven(std::span<const float> in, std::span<float> out) noexcept { multiply(drive_, in, out); }

  // Which of a chain's gains follows its last model. [audio thread]
  void choose_output(int output) noexcept { output_ = output; }

  // At most a tile; in and out must not overlap.
  void process(std::span<const float> in, std::span<float> out) noexcept;

  bool is_changing() const noexcept { return next_ || !mailbox_.is_empty(); }
  ModelMeters& meters() noexcept { return meters_; }  // [audio thread]

 private:
  using Parcel = Mailbox<ModelChain>::Parcel;
  void begin(Parcel* chain) noexcept;

  ModelChain* newest_ = nullptr;  // of the main thread
  Mailbox<ModelChain> mailbox_;
  Parcel *current_ = nullptr, *next_ = nullptr;
  bool has_played_ = false;
  int output_ = 0;
  int settle_frames_left_ = 0;
  Ramp fade_, drive_;
  ModelMeters meters_, unheard_meters_;
  AlignedBuffer next_out_{kTileFrames};
};

}  // namespace reamp
