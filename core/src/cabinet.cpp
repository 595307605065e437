// A speaker cabinet: the convolution with its impulse response, of any length.
#include "reamp/cabinet.h"

#include <algorithm>
#include <stdexcept>

#include "convolver.h"
#include "denormals.h"

namespace reamp {

struct Cabinet::State {
  PartitionedConvolver convolver;
};

Cabinet::Cabinet(std::span<const float> impulse_response) {
  if (impulse_response.empty()) throw std::invalid_argument("an impulse response needs at least one tap");
  state_ = std::make_unique<State>(State{PartitionedConvolver(impulse_response, best_kernels())});
}

Cabinet::~Cabinet() = default;

void Cabinet::process(std::span<const float> in, std::span<float> out) noexcept {
  const NoDenormals no_denormals;
  const std::size_t total = std::min(in.size(), out.size());
  for (std::size_t done = 0; done < total; done += kTileFrames) {
    const std::size_t frames = std::min<std::size_t>(kTileFrames, total - done);
    state_->convolver.process(in.data() + done, out.data() + done, static_cast<int>(frames));
  }
}

void Cabinet::reset() noexcept { state_->convolver.clear(); }

}  // namespace reamp
