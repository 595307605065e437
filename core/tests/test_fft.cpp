// Holds the transform to what it is for: products of spectra are convolutions modulo x^(2 size) + 1.
#include "dsp/fft.h"
#include "nets.h"
#include "test.h"

using namespace reamp;

// A whole convolution with the kernels: one partition, all chunks.
static std::vector<float> second_half_of_product(const Kernels& kernels, int size, const std::vector<float>& a,
                                                 const std::vector<float>& b) {
  const Fft fft(size);
  AlignedBuffer work(2 * size), a_bins(2 * size), b_bins(2 * size), product(2 * size);
  kernels.fft_forward(fft.view(), a.data(), a.data() + size, work.data(), a_bins.data(), 128);
  kernels.fft_forward(fft.view(), b.data(), b.data() + size, work.data(), b_bins.data(), 128);
  for (int chunk = 0; chunk < size / 64; ++chunk)
    kernels.multiply_spectra(a_bins.data() + 128 * chunk, 0, b_bins.data() + 128 * chunk, 1,
                             product.data() + 128 * chunk);
  std::vector<float> out(size);
  kernels.fft_inverse(fft.view(), product.data(), out.data());
  return out;
}

TEST(fft_turns_products_into_convolutions) {
  testing::for_each_instruction_set([](const Kernels& kernels) {
    for (int size : {64, 512, 4096}) {
      const auto a = testing::noise(2 * size, 1.0f, 1), b = testing::noise(2 * size, 1.0f, 2);
      const auto out = second_half_of_product(kernels, size, a, b);
      for (int n = 0; n < size; n += 61) {
        const int at = size + n;
        double expected = 0.0, power = 0.0;
        for (int k = 0; k < 2 * size; ++k) {
          const double term = static_cast<double>(a[k]) * b[(at - k + 2 * size) % (2 * size)];
          expected += k <= at ? term : -term;
          power += term * term;
        }
        CHECK(std::abs(out[n] / size - expected) < 3e-6 * std::sqrt(power));
      }
    }
  });
}

TEST(fft_keeps_an_impulse_to_itself) {
  testing::for_each_instruction_set([](const Kernels& kernels) {
    for (int size : {64, 512, 4096}) {
      std::vector<float> one(2 * size), shifted(2 * size);
      one[0] = 1.0f;
      shifted[size + 5] = 1.0f;
      const auto out = second_half_of_product(kernels, size, one, shifted);
      for (int n = 0; n < size; ++n) CHECK(std::abs(out[n] / size - (n == 5 ? 1.0f : 0.0f)) < 1e-6f);
    }
  });
}
