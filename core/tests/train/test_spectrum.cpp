// Holds the loops of the spectral loss, on every instruction set, to plain ones in double.
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "kernels/dispatch.h"
#include "kernels/kernels.h"
#include "reamp/spectrum.h"
#include "test.h"

using namespace reamp;

namespace {

constexpr float kFloor = 1e-8f;

struct Case {
  std::vector<float> spectrum, wanted;
};

// Levels over 160 dB, so that some bins lie at the floor; a length that fills no vector.
Case random_case(int bins) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> level(-6.0f, 2.0f), phase(0.0f, 6.2831853f);
  Case made;
  for (int i = 0; i < bins; ++i) {
    const float magnitude = std::pow(10.0f, level(random)), angle = phase(random);
    made.spectrum.insert(made.spectrum.end(), {magnitude * std::cos(angle), magnitude * std::sin(angle)});
    made.wanted.push_back(std::max(1e-4f, std::pow(10.0f, level(random))));
  }
  made.spectrum[0] = made.spectrum[1] = 0.0f;
  return made;
}

double power(const Case& given, int bin) {
  return std::pow(double{given.spectrum[2 * bin]}, 2) + std::pow(double{given.spectrum[2 * bin + 1]}, 2);
}

template <class Check>
void on_every_instruction_set(Check check) {
  for (const char* name : {"baseline", "neon", "avx2", "avx512"})
    if (find_kernel_set(name))
      for (int bins : {1, 7, 16, 513, 2101}) check(SpectrumMath(name), random_case(bins), bins);
}

}  // namespace

TEST(spectrum_magnitudes_end_at_the_floor) {
  on_every_instruction_set([](const SpectrumMath& math, const Case& given, int bins) {
    std::vector<float> out(static_cast<std::size_t>(bins));
    math.magnitudes(given.spectrum, kFloor, out);
    for (int i = 0; i < bins; ++i) {
      const double wanted = std::sqrt(std::max(power(given, i), double{kFloor}));
      CHECK(std::abs(out[i] - wanted) <= 3e-7 * wanted);
    }
  });
}

TEST(spectrum_distance_is_that_of_logarithms_and_of_magnitudes) {
  on_every_instruction_set([](const SpectrumMath& math, const Case& given, int bins) {
    double log = 0.0, square = 0.0;
    for (int i = 0; i < bins; ++i) {
      const double magnitude = std::sqrt(std::max(power(given, i), double{kFloor}));
      log += std::abs(std::log(magnitude / given.wanted[i]));
      square += std::pow(magnitude - given.wanted[i], 2);
    }
    const SpectrumDistance sums = math.distance(given.spectrum, given.wanted, kFloor);
    CHECK(std::abs(sums.log_sum - log) <= 1e-6 * log);
    CHECK(std::abs(sums.square_sum - square) <= 1e-6 * square);
  });
}

TEST(spectrum_derivative_points_away_from_the_wanted_magnitude) {
  on_every_instruction_set([](const SpectrumMath& math, const Case& given, int bins) {
    const float square = 0.3f, log = 0.02f;
    std::vector<float> derived = given.spectrum;
    math.derive(derived, given.wanted, kFloor, square, log);
    for (int i = 0; i < bins; ++i) {
      const double p = power(given, i), excess = 1.0 - given.wanted[i] / std::sqrt(p);
      const double factor = p <= kFloor ? 0.0 : square * excess + std::copysign(log, excess) / p;
      const double scale = p <= kFloor ? 1.0 : square * (1.0 + given.wanted[i] / std::sqrt(p)) + log / p;
      for (int part : {2 * i, 2 * i + 1})
        CHECK(std::abs(derived[part] - factor * given.spectrum[part]) <= 1e-6 * scale * std::abs(given.spectrum[part]));
    }
  });
}
