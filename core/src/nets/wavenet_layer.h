// One layer of a WaveNet: the plain kind in one fused pass, and every other kind step by step.
#pragma once

#include <memory>

#include "kernels/kernels.h"
#include "nam/spec.h"

namespace reamp {

struct LayerJob {
  ConstRows condition;
  Rows scratch;  // at least bottleneck rows, for intermediate results
  Rows head;     // added to
  Rows out;      // the input of the next layer; data null: it is not read
  int frames;
};

class WaveNetLayer {
 public:
  virtual ~WaveNetLayer() = default;

  // The place for the layer's input, which is written before process(). [audio thread]
  virtual Rows input() noexcept = 0;
  virtual void process(const LayerJob& job) noexcept = 0;  // [audio thread]
  virtual void clear() noexcept = 0;
};

// last: only the head's output is used, not the layer's.
std::unique_ptr<WaveNetLayer> make_wavenet_layer(const WaveNetLayerSpec& spec, const Kernels& kernels, bool last);
std::unique_ptr<WaveNetLayer> make_full_wavenet_layer(const WaveNetLayerSpec& spec, const Kernels& kernels);

}  // namespace reamp
