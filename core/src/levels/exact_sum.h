// The sum of numbers, rounded once, so that it does not depend on their order.
#pragma once

#include <cmath>
#include <span>
#include <utility>
#include <vector>

namespace reamp {

// Shewchuk, Adaptive Precision Floating-Point Arithmetic, 1997: the partial sums do not overlap, so no digit is lost;
// only the last addition rounds, half to even.
inline double exact_sum(std::span<const double> numbers) {
  std::vector<double> partials;  // ascending, none is 0
  for (double x : numbers) {
    std::size_t kept = 0;
    for (double y : partials) {
      if (std::abs(x) < std::abs(y)) std::swap(x, y);
      const double high = x + y, low = y - (high - x);
      if (low != 0.0) partials[kept++] = low;
      x = high;
    }
    partials.resize(kept);
    if (x != 0.0) partials.push_back(x);
  }
  if (partials.empty()) return 0.0;
  double high = partials.back(), low = 0.0;
  partials.pop_back();
  while (!partials.empty() && low == 0.0) {
    const double x = high, y = partials.back();
    partials.pop_back();
    high = x + y;
    low = y - (high - x);
  }
  // Halfway between two numbers, the smaller partial sums decide.
  if (!partials.empty() && (low < 0.0) == (partials.back() < 0.0)) {
    const double y = 2.0 * low, x = high + y;
    if (y == x - high) high = x;
  }
  return high;
}

}  // namespace reamp
