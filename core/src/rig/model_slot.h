// Where the models play, and another chain of models is faded in.
#pragma once

#include <memory>
#include <span>

#include "dsp/ramp.h"
#include "kernels/tile.h"
#include "rig/model_chain.h"
#include "threads/mailbox.h"

namespace reamp {

// A new chain first hears the guitar unheard until it has settled, then the old one is faded into it: linear, so
// that two that sound the same sum to the same.
class ModelSlot {
 public:
  explicit ModelSlot(double rate_hz);
  ~ModelSlot();

  void publish(std::unique_ptr<ModelChain> chain) {  // [main thread]
    newest_ = chain.get();
    mailbox_.publish(std::move(chain));
  }
  void free_retired() { mailbox_.free_retired(); }  // [main thread]

  // The chain published last, or null; it lives until another is. [main thread]
  ModelChain* newest() noexcept { return newest_; }

  // As new, with the chain published last. Not while process() runs. [main thread]
  void reset();

  // Takes what was published, and returns how many of the next `frames` go by before anything changes again:
  // no more go into the two functions below. [audio thread]
  std::size_t prepare(std::size_t frames) noexcept;

  // The guitar as the first model gets it, for the gate; from one chain's gain to another's over the fade.
  void as_driven(std::span<const float> in, std::span<float> out) noexcept { multiply(drive_, in, out); }

  // A tile at most; in and out do not overlap.
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
  int settle_frames_left_ = 0;
  Ramp fade_, drive_;
  ModelMeters meters_, unheard_meters_;
  AlignedBuffer next_out_{kTileFrames};
};

}  // namespace reamp
