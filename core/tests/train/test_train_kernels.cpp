// Holds the loops of training that stand alone, on every instruction set, to plain sums in double.
#include <cmath>
#include <vector>

#include "../nets.h"
#include "kernels/train_kernels.h"
#include "nets/rows.h"
#include "test.h"

using namespace reamp;

namespace {

constexpr int kStride = kTrainFrames + 48;

double dot(const float* a, const float* b) {
  double sum = 0.0;
  for (int t = 0; t < kTrainFrames; ++t) sum += double{a[t]} * b[t];
  return sum;
}

// taps: windows that begin wherever they like.
void check_weight_gradient(const TrainKernels& kernels, int outs, int ins, int taps) {
  const auto d = testing::noise(static_cast<std::size_t>(outs) * kStride, 1.0f, 1);
  const auto in = testing::noise(static_cast<std::size_t>(ins) * kStride, 1.0f, 2);
  std::vector<const float*> windows;
  for (int tap = 0; tap < taps; ++tap) windows.push_back(d.data() + 7 * tap);
  const int width = round_up(ins, kGradientWidth);
  std::vector<float> gradient(static_cast<std::size_t>(taps) * outs * width, 0.5f);
  Ahead nothing{};
  kernels.weight_gradient(windows.data(), taps, kStride, outs, {in.data(), kStride}, ins, gradient.data(), nothing);
  for (int tap = 0; tap < taps; ++tap)
    for (int o = 0; o < outs; ++o)
      for (int i = 0; i < ins; ++i) {
        const double expected = 0.5 + dot(windows[tap] + o * kStride, &in[i * kStride]);
        CHECK(std::abs(gradient[(tap * outs + o) * width + i] - expected) < 1e-4);
      }
}

}  // namespace

TEST(train_kernels_weight_gradients_of_every_width_equal_the_sum_in_double) {
  testing::for_each_instruction_set([](const KernelSet& kernels) {
    for (int outs = 1; outs <= 14; ++outs)
      for (int ins = 1; ins <= 9; ++ins) check_weight_gradient(kernels.train, outs, ins, 1 + (outs + ins) % 3);
  });
}

TEST(train_kernels_fetch_ahead_a_row_at_a_time_as_far_as_told) {
  testing::for_each_instruction_set([](const KernelSet& kernels) {
    const auto rows = testing::noise(8 * kTrainFrames, 1.0f, 1);
    const float* d = rows.data();
    std::vector<float> gradient(4 * kGradientWidth);
    Ahead ahead{rows.data() + 8 * kTrainFrames, rows.data() + 6 * kTrainFrames};
    for (const int left : {7, 6, 6}) {
      kernels.train.weight_gradient(&d, 1, kTrainFrames, 1, const_train_rows(d), 4, gradient.data(), ahead);
      CHECK_EQUAL(ahead.next - rows.data(), static_cast<std::ptrdiff_t>(left) * kTrainFrames);
    }
  });
}

TEST(train_kernels_sum_rows_in_lanes) {
  testing::for_each_instruction_set([](const KernelSet& kernels) {
    const auto x = testing::noise(3 * kStride, 1.0f, 1);
    const std::vector<float> ones(kTrainFrames, 1.0f);
    std::vector<float> sums(3 * kGradientLanes, 0.25f);
    kernels.train.row_sums({x.data(), kStride}, 3, sums.data());
    for (int r = 0; r < 3; ++r) {
      double sum = -0.25 * kGradientLanes;
      for (int lane = 0; lane < kGradientLanes; ++lane) sum += sums[r * kGradientLanes + lane];
      CHECK(std::abs(sum - dot(&x[r * kStride], ones.data())) < 1e-4);
    }
  });
}

TEST(train_kernels_save_tiles_as_they_are) {
  testing::for_each_instruction_set([](const KernelSet& kernels) {
    const auto x = testing::noise(3 * kStride, 1.0f, 1);
    AlignedBuffer saved(4 * kTrainFrames);
    kernels.train.save({x.data() + 5, kStride}, 3, saved.data());
    kernels.train.finish_saving();
    for (int t = 0; t < 4 * kTrainFrames; ++t)
      CHECK_EQUAL(saved[t], t < 3 * kTrainFrames ? x[5 + t / kTrainFrames * kStride + t % kTrainFrames] : 0.0f);
  });
}
