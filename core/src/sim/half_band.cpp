// The elliptic half-band filter's coefficients in closed form.
#include "sim/half_band.h"

#include <cmath>
#include <numbers>

void reamp::sim::design_half_band(double transition, std::span<double> coefficients) {
  using std::numbers::pi;
  const double modulus = std::pow(std::tan(pi / 4.0 * (1.0 - 2.0 * transition)), 2);
  const double root = std::sqrt(std::sqrt(1.0 - modulus * modulus));
  const double e = 0.5 * (1.0 - root) / (1.0 + root);
  const double nome = e + 2.0 * std::pow(e, 5) + 15.0 * std::pow(e, 9) + 150.0 * std::pow(e, 13);
  const auto order = static_cast<double>(2 * coefficients.size() + 1);

  for (std::size_t i = 0; i < coefficients.size(); ++i) {
    // The zeros of the elliptic function, as a ratio of two theta series whose terms fall like nome^(m^2)
    const double angle = static_cast<double>(i + 1) * pi / order;
    double above = 0.0, below = 0.5;
    for (int m = 0; m < 8; ++m) {
      const double sign = m % 2 ? -1.0 : 1.0;
      above += sign * std::pow(nome, m * (m + 1)) * std::sin((2 * m + 1) * angle);
      if (m > 0) below += sign * std::pow(nome, m * m) * std::cos(2 * m * angle);
    }
    const double zero = std::pow(std::sqrt(std::sqrt(nome)) * above / below, 2);
    const double pole = std::sqrt((1.0 - zero * modulus) * (1.0 - zero / modulus)) / (1.0 + zero);
    coefficients[i] = (1.0 - pole) / (1.0 + pole);
  }
}
