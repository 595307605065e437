// Holds the half-band filters to their stopbands.
#include "sim/half_band.h"
#include "sim/measure.h"

using namespace reamp::sim;
using namespace reamp::testing;

namespace {

// |A0(z^2) + z^-1 A1(z^2)| / 2 at a share of the rate, from the coefficients.
double magnitude(std::span<const double> a, double share) {
  const auto delay = std::polar(1.0, -2.0 * std::numbers::pi * share), twice = delay * delay;
  std::complex<double> branch[2] = {1.0, 1.0};
  for (std::size_t i = 0; i < a.size(); ++i) branch[i % 2] *= (a[i] + twice) / (1.0 + a[i] * twice);
  return 0.5 * std::abs(branch[0] + delay * branch[1]);
}

double worst_stopband_db(std::span<double> a, double transition) {
  design_half_band(transition, a);
  double worst = 0.0;
  for (double share = 0.25 + 0.5 * transition; share <= 0.5; share += 1e-4)
    worst = std::max(worst, magnitude(a, share));
  return db(worst);
}

}  // namespace

TEST(half_bands_stop_what_they_state) {
  std::array<double, 11> steep;
  std::array<double, 4> gentle;
  std::array<double, 3> short_one;
  CHECK(std::abs(worst_stopband_db(steep, 0.02) + 112.7) < 0.2);
  CHECK(std::abs(worst_stopband_db(gentle, 0.25) + 116.8) < 0.2);
  CHECK(worst_stopband_db(short_one, 0.375) < -125.0);
}

TEST(half_band_branches_add_up_in_power) {
  std::array<double, 11> a;
  design_half_band(0.02, a);
  for (double share = 0.0; share < 0.25; share += 0.001)
    CHECK(std::abs(std::pow(magnitude(a, share), 2) + std::pow(magnitude(a, 0.5 - share), 2) - 1.0) < 1e-12);
}

TEST(half_band_runs_as_its_coefficients_say) {
  HalfBand<11> filter(0.02);
  std::array<double, 11> a;
  design_half_band(0.02, a);
  for (const double hz : {1000.0, 20000.0, 23500.0}) {
    filter.reset();
    const auto wave = sine(1.0, hz, 96000.0, 19200);
    std::vector<double> halved;
    for (std::size_t t = 0; t < wave.size(); t += 2) halved.push_back(filter.down(wave[t], wave[t + 1]));
    CHECK(std::abs(std::abs(amplitude(halved, hz, 48000.0, 4800)) - magnitude(a, hz / 96000.0)) < 1e-6);
  }
}
