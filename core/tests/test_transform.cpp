// The transform of any number of points is the sum that defines it.
#include <cmath>
#include <numbers>

#include "dsp/transform.h"
#include "test.h"

using namespace reamp;

TEST(transform_is_the_sum_that_defines_it) {
  for (const std::size_t size : {1u, 2u, 3u, 4u, 5u, 7u, 8u, 11u, 12u, 60u, 97u, 128u, 175u, 256u, 286u}) {
    Spectrum x(size), expected(size);
    for (std::size_t n = 0; n < size; ++n) x[n] = {std::sin(1.0 + 3.0 * n * n), std::cos(0.3 * n)};
    for (std::size_t k = 0; k < size; ++k)
      for (std::size_t n = 0; n < size; ++n)
        expected[k] += x[n] * std::polar(1.0, -2.0 * std::numbers::pi * static_cast<double>(k * n % size) / size);
    Spectrum got = x;
    transform(got);
    for (std::size_t k = 0; k < size; ++k) CHECK(std::abs(got[k] - expected[k]) < 1e-12 * size);
    std::vector<double> real(size);
    for (std::size_t n = 0; n < size; ++n) real[n] = x[n].real();
    const std::vector<double> back = signal_of(spectrum_of(real, size));
    for (std::size_t n = 0; n < size; ++n) CHECK(std::abs(back[n] - real[n]) < 1e-13 * size);
  }
}
