// What every network is to the rest of the core.
#pragma once

#include <cstdint>
#include <optional>

#include "kernels/tile.h"

namespace reamp {

// A network of any number of channels, at work on tiles. Constructing it allocates and prepares
// everything; from then on process() only computes.
class Net {
 public:
  virtual ~Net() = default;

  // in: [in_channels][kTileFrames], out: [out_channels][kTileFrames]; 1 <= frames <= kTileFrames.
  // in and out never overlap. Frames beyond `frames` hold anything. [audio thread]
  virtual void process(const float* in, float* out, int frames) noexcept = 0;

  // Back to the state of a new network: empty histories, initial LSTM states. [main thread]
  virtual void clear() noexcept = 0;

  // Frames of input one output depends on; none when it never forgets (LSTM).
  virtual std::optional<int> receptive_field_frames() const noexcept = 0;

  // Multiply-accumulates for one frame of output.
  virtual std::int64_t macs_per_frame() const noexcept = 0;

  virtual int in_channels() const noexcept = 0;
  virtual int out_channels() const noexcept = 0;
};

}  // namespace reamp
