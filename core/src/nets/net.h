// The interface of every network.
#pragma once

#include <cstdint>
#include <optional>

#include "kernels/tile.h"

namespace reamp {

// A network of any number of channels that processes tiles. Its constructor allocates and prepares
// everything; process() only computes.
class Net {
 public:
  virtual ~Net() = default;

  // in: [in_channels][kTileFrames], out: [out_channels][kTileFrames]; 1 <= frames <= kTileFrames.
  // in and out never overlap. Frames beyond `frames` may hold any values. [audio thread]
  virtual void process(const float* in, float* out, int frames) noexcept = 0;

  // Restores the state of a new network: empty histories, initial LSTM states. [main thread]
  virtual void clear() noexcept = 0;

  // Frames of input that one output depends on; none for unlimited memory (LSTM).
  virtual std::optional<int> receptive_field_frames() const noexcept = 0;

  // Multiply-accumulates for one frame of output.
  virtual std::int64_t macs_per_frame() const noexcept = 0;

  virtual int in_channels() const noexcept = 0;
  virtual int out_channels() const noexcept = 0;
};

}  // namespace reamp
