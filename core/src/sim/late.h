// A value that is used a few frames late.
#pragma once

#include <array>
#include <cstddef>

namespace reamp::sim {

// Slow parts (a cathode or coupling capacitor) may get the tube's current three frames late: four microseconds at
// 768 kHz, where their time constants are hundreds. The next frame then need not wait for this one, so a core
// computes several at once.
class Late {
 public:
  double last() const noexcept { return values_[at_]; }
  double late() const noexcept { return values_[(at_ + 1) % values_.size()]; }

  void put(double value) noexcept {
    at_ = (at_ + 1) % values_.size();
    values_[at_] = value;
  }

  void reset(double value) noexcept { values_.fill(value); }

 private:
  std::array<double, 4> values_{};
  std::size_t at_ = 0;
};

}  // namespace reamp::sim
