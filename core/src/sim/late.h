// A value that is heard a few frames late.
#pragma once

#include <array>
#include <cstddef>

namespace reamp::sim {

// What charges slowly (a cathode, a coupling capacitor) may hear of the tube's current three frames late: four
// microseconds at 768 kHz, against hundreds. The next frame then does not wait for this one, and a core works at
// several.
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
