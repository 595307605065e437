// A speaker cabinet: the convolution with its impulse response, of any length.
#pragma once

#include <memory>
#include <span>

namespace reamp {

class Cabinet {
 public:
  // impulse_response: at the rate it will be played at, gain included; at least one tap. Allocates everything.
  // Throws std::invalid_argument for none. [main thread]
  explicit Cabinet(std::span<const float> impulse_response);
  ~Cabinet();

  // Processes one block of any length, without latency; in and out may be the same span. [audio thread; no
  // allocation, lock, I/O, exception]
  void process(std::span<const float> in, std::span<float> out) noexcept;

  void reset() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reamp
