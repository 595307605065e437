// Runs a network at 2 or 4 times its rate, as 2 or 4 networks that take turns.
#pragma once

#include <optional>
#include <span>

#include "dsp/half_band.h"

namespace reamp {

// Every network with its dilations (or, for an LSTM, its feedback) scaled by the factor only ever combines frames that
// lie a multiple of it apart: it is as many networks of the usual kind, each on its phase of the oversampled signal,
// which are every 2nd or 4th frame of it.
//
// Up to 20 kHz at 48 kHz the way there and back is flat, and it mirrors nothing into that band by more than -100 dB; at
// another rate both scale with it.
class PhaseBridge {
 public:
  static constexpr int kMaxFactor = 4;
  static constexpr bool is_factor(int factor) noexcept { return factor == 2 || factor == kMaxFactor; }

  PhaseBridge(int factor, const Kernels& kernels);

  int factor() const noexcept { return factor_; }

  // Of the way there and back, in frames of the lower rate.
  int latency_frames() const noexcept;

  // A tile at most. phases: factor() of them, each as long as the other span and written up to the next multiple of
  // kMaxLanes. [audio thread]
  void split(std::span<const float> in, float* const* phases) noexcept;
  void join(const float* const* phases, std::span<float> out) noexcept;

  void clear() noexcept;

 private:
  // From 2 times the rate to 4 times, and back.
  struct Inner {
    HalfBandUp up;
    HalfBandDown down;
  };

  int factor_;
  std::optional<Inner> inner_;
  HalfBandUp up_;
  HalfBandDown down_;
};

}  // namespace reamp
