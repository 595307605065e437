// Currents as functions of one voltage, tabulated with their integrals: using the mean over a step reduces aliases.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <vector>

namespace reamp::sim {

// The mean of f(x) while x moves from x0 to x1 in a straight line is (F(x1) - F(x0)) / (x1 - x0), F the integral of f:
// Parker, Zavalishin and Le Bivic, "Reducing the aliasing of nonlinear waveshaping using continuous-time convolution",
// DAFx-16. The mean has zeros at the frequencies that sampling would fold to low frequencies.
// kCount functions share the table; F is a cubic in each cell, through the exact integrals with the exact slopes.
// Outside the table the functions keep the values of its ends.
template <std::size_t kCount>
class Curves {
 public:
  using Values = std::array<double, kCount>;

  // A position x, and the integrals up to it.
  struct Place {
    double x;
    Values integrals;
  };

  // Calls f for x = low, low + step / 2, .. high, in this order.
  Curves(double low, double high, double step, const std::function<Values(double)>& f)
      : per_step_(1.0 / step),
        offset_(1.0 - low / step),
        cells_(static_cast<std::size_t>(std::ceil((high - low) / step)) + 2),
        last_(static_cast<std::ptrdiff_t>(cells_.size()) - 1) {
    Values integral{}, value = f(low);
    for (std::size_t i = 1; i + 1 < cells_.size(); ++i) {
      const double x = low + step * static_cast<double>(i);
      const Values middle = f(x - 0.5 * step), next = f(x);
      for (std::size_t k = 0; k < kCount; ++k) {
        const double area = step / 6.0 * (value[k] + 4.0 * middle[k] + next[k]);
        const double a = step * value[k], b = step * next[k];
        set(cells_[i], k, {integral[k], a, 3.0 * area - 2.0 * a - b, a + b - 2.0 * area});
        integral[k] += area;
      }
      value = next;
    }
    constant_ends();
  }

  Place at(double x) const noexcept {
    double t;
    const Cell& c = find(x, t);
    Place place{x, {}};
    for (std::size_t k = 0; k < kCount; ++k)
      place.integrals[k] = (c[0][k] + t * c[1][k]) + t * t * (c[2][k] + t * c[3][k]);
    return place;
  }

  Values value(double x) const noexcept {
    double t;
    const Cell& c = find(x, t);
    Values values;
    for (std::size_t k = 0; k < kCount; ++k)
      values[k] = per_step_ * (c[1][k] + t * (2.0 * c[2][k] + t * 3.0 * c[3][k]));
    return values;
  }

  // The means from `place` to x; `place` moves there.
  Values mean(Place& place, double x) const noexcept {
    const double change = x - place.x;
    const Place next = at(x);
    Values means;
    if (std::abs(change) > 1e-4) {
      const double per_change = 1.0 / change;
      for (std::size_t k = 0; k < kCount; ++k) means[k] = per_change * (next.integrals[k] - place.integrals[k]);
    } else {  // the difference of the integrals would be rounding noise
      means = value(place.x + 0.5 * change);
    }
    place = next;
    return means;
  }

 private:
  using Cell = std::array<Values, 4>;  // coefficients of 1, t, t^2, t^3; t runs from 0 to 1 in the cell

  // The first and the last cell stand for everything outside.
  const Cell& find(double x, double& t) const noexcept {
    const double place = x * per_step_ + offset_;
    const auto cell = std::clamp(static_cast<std::ptrdiff_t>(place), std::ptrdiff_t{0}, last_);
    t = place - static_cast<double>(cell);
    return cells_[static_cast<std::size_t>(cell)];
  }

  void constant_ends() {
    const Cell &first = cells_[1], &last = cells_[cells_.size() - 2];
    for (std::size_t k = 0; k < kCount; ++k) {
      set(cells_.front(), k, {-first[1][k], first[1][k], 0.0, 0.0});
      set(cells_.back(), k,
          {last[0][k] + last[1][k] + last[2][k] + last[3][k], last[1][k] + 2.0 * last[2][k] + 3.0 * last[3][k], 0.0,
           0.0});
    }
  }

  static void set(Cell& cell, std::size_t k, const std::array<double, 4>& coefficients) {
    for (std::size_t i = 0; i < 4; ++i) cell[i][k] = coefficients[i];
  }

  double per_step_, offset_;  // of a cell's number
  std::vector<Cell> cells_;
  std::ptrdiff_t last_;
};

}  // namespace reamp::sim
