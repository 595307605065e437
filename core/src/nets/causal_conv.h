// A convolution that remembers the past of its input.
#pragma once

#include <vector>

#include "nam/spec.h"
#include "nets/history.h"
#include "nets/packed_conv.h"

namespace reamp {

// For each tile: write the input to input(), then process(); or window(), compute, advance().
class CausalConv {
 public:
  // scale: multiplies weights and bias.
  CausalConv(const Kernels& kernels, const ConvSpec& spec, float scale = 1.0f);

  // The place for the next tile of input. [audio thread]
  Rows input() noexcept { return {history_.now(), history_.stride()}; }

  // Row 0 of the window of each tap, oldest first; call it when the input is written. [audio thread]
  const float* const* window(int frames) noexcept {
    if (windows_.size() > 1) history_.wrote(frames);
    int offset = past_frames_;
    for (const float*& window : windows_) {
      window = history_.past(offset);
      offset -= dilation_;
    }
    return windows_.data();
  }

  // Ends the tile. A single tap needs no past, so its input stays in one place in the cache. [audio thread]
  void advance(int frames) noexcept {
    if (windows_.size() > 1) history_.advance(frames);
  }

  // window(), out = conv(input) + bias, advance(). [audio thread]
  void process(Rows out, int frames) noexcept {
    kernels_->conv(conv_.view(), window(frames), history_.stride(), out, frames, /*accumulate=*/false);
    advance(frames);
  }

  void clear() noexcept { history_.clear(); }

  ConvView view() const noexcept { return conv_.view(); }
  int stride() const noexcept { return history_.stride(); }

 private:
  const Kernels* kernels_;
  PackedConv conv_;
  int dilation_, past_frames_;
  History history_;
  std::vector<const float*> windows_;  // one for each tap
};

// The packed weights times `scale`, for a convolution without a past.
PackedConv pack(const Kernels& kernels, const ConvSpec& spec, float scale = 1.0f);

}  // namespace reamp
