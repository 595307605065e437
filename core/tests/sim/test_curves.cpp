// Holds the tables to the functions they stand for.
#include "sim/curves.h"
#include "sim/measure.h"

using namespace reamp::sim;
using namespace reamp::testing;

namespace {

Curves<2> waves() {
  return {-2.0, 2.0, 1.0 / 32.0, [](double x) { return Curves<2>::Values{std::tanh(3.0 * x), std::exp(x)}; }};
}

double integral(double x) { return std::log(std::cosh(3.0 * x)) / 3.0; }

}  // namespace

TEST(curves_are_as_exact_as_their_step_allows) {
  const auto curves = waves();
  for (double x = -2.0; x <= 2.0; x += 0.001) {
    CHECK(std::abs(curves.value(x)[0] - std::tanh(3.0 * x)) < 3e-5);
    CHECK(std::abs(curves.value(x)[1] - std::exp(x)) < 3e-5);
  }
}

TEST(curves_give_the_mean_along_a_straight_path) {
  const auto curves = waves();
  auto place = curves.at(-1.7);
  double last = -1.7;
  for (const double x : {1.3, 1.2, 1.2000001, -0.4, -0.4, 0.001, 1.9}) {
    const double mean = curves.mean(place, x)[0];
    const double expected =
        std::abs(x - last) > 1e-3 ? (integral(x) - integral(last)) / (x - last) : std::tanh(3.0 * x);
    CHECK(std::abs(mean - expected) < 2e-5);
    CHECK_EQUAL(place.x, x);
    last = x;
  }
}

TEST(curves_stay_what_they_are_outside) {
  const auto curves = waves();
  CHECK(std::abs(curves.value(1000.0)[1] - std::exp(2.0)) < 1e-3);
  CHECK(std::abs(curves.value(-1000.0)[0] - std::tanh(-6.0)) < 1e-4);
  auto place = curves.at(3.0);
  CHECK(std::abs(curves.mean(place, 50.0)[1] - std::exp(2.0)) < 1e-3);
  place = curves.at(-50.0);
  CHECK(std::abs(curves.mean(place, -2.5)[0] - std::tanh(-6.0)) < 1e-4);
}
