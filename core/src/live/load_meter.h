// Measures the share of a block's time that processing takes.
#pragma once

#include <algorithm>

namespace reamp {

// Over the last one to two windows of time. [no allocation, lock]
class LoadMeter {
 public:
  explicit LoadMeter(double window_s) : window_s_(window_s) {}

  // A block that plays for block_s took taken_s to process.
  void add(double taken_s, double block_s) noexcept {
    now_.taken_s += taken_s;
    now_.blocks_s += block_s;
    now_.peak = std::max(now_.peak, taken_s / block_s);
    if (now_.blocks_s < window_s_) return;
    before_ = now_;
    now_ = {};
  }

  float load() const noexcept {
    const double blocks_s = before_.blocks_s + now_.blocks_s;
    return blocks_s > 0.0 ? static_cast<float>((before_.taken_s + now_.taken_s) / blocks_s) : 0.0f;
  }
  float peak() const noexcept { return static_cast<float>(std::max(before_.peak, now_.peak)); }

 private:
  struct Window {
    double taken_s = 0.0, blocks_s = 0.0, peak = 0.0;
  };

  double window_s_;
  Window before_, now_;
};

}  // namespace reamp
