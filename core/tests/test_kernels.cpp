// Holds the inner loops of every instruction set to plain ones in double.
#include <algorithm>
#include <cmath>
#include <string>

#include "kernels/kernels.h"
#include "nam/spec.h"
#include "nets.h"
#include "nets/packed_conv.h"
#include "nets/rows.h"
#include "test.h"

using namespace reamp;

namespace {

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

// The rational function that the official core calls Fasttanh.
double fast_tanh(double x) {
  const double m = std::abs(x), s = x * x;
  const double top = x * (2.45550750702956 + 2.45550750702956 * m + (0.893229853513558 + 0.821226666969744 * m) * s);
  return top / (2.44506634652299 + (2.44506634652299 + s) * std::abs(x + 0.814642734961073 * x * m));
}

struct Activation {
  const char* name;
  ActivationSpec spec;
  double (*exact)(double x, int channel);
};

// Slopes and limits that no other activation would get right by chance.
const Activation kActivations[] = {
    {"Tanh", {ActivationKind::kTanh}, [](double x, int) { return std::tanh(x); }},
    {"Fasttanh", {ActivationKind::kFastTanh}, [](double x, int) { return fast_tanh(x); }},
    {"Hardtanh", {ActivationKind::kHardTanh}, [](double x, int) { return std::clamp(x, -1.0, 1.0); }},
    {"ReLU", {ActivationKind::kReLU}, [](double x, int) { return std::max(x, 0.0); }},
    {"LeakyReLU", {ActivationKind::kLeakyReLU, {0.125f}}, [](double x, int) { return x > 0 ? x : 0.125 * x; }},
    {"PReLU",
     {ActivationKind::kPReLU, {0.5f, -0.25f, 2.0f}},
     [](double x, int channel) {
       const double slopes[] = {0.5, -0.25, 2.0};
       return x > 0 ? x : slopes[channel % 3] * x;
     }},
    {"Sigmoid", {ActivationKind::kSigmoid}, [](double x, int) { return sigmoid(x); }},
    {"SiLU", {ActivationKind::kSiLU}, [](double x, int) { return x * sigmoid(x); }},
    {"Hardswish", {ActivationKind::kHardSwish}, [](double x, int) { return x * std::clamp(x + 3, 0.0, 6.0) / 6; }},
    {"LeakyHardtanh",
     {ActivationKind::kLeakyHardTanh, {}, -0.5f, 0.75f, 0.25f, 0.125f},
     [](double x, int) { return x < -0.5   ? -0.5 + 0.25 * (x + 0.5)
                                : x > 0.75 ? 0.75 + 0.125 * (x - 0.75)
                                           : x; }},
    {"Softsign", {ActivationKind::kSoftSign}, [](double x, int) { return x / (1 + std::abs(x)); }},
};

// From -24 to 24 densely, then powers of two up to where SiLU is all but x.
std::vector<float> arguments() {
  std::vector<float> x;
  for (int i = -24000; i <= 24000; ++i) x.push_back(static_cast<float>(i) * 1e-3f);
  for (float power = 32.0f; power < 1e9f; power *= 2.0f)
    x.insert(x.end(), {power, -power, 1.0f / power, -1.0f / power});
  return x;
}

constexpr int kChannels = 7;

// The largest error of 7 channels, relative to |y| where that is above 1.
double worst_error(const Kernels& kernels, const Activation& activation) {
  const std::vector<float> x = arguments();
  Tile tile(kChannels);
  double worst = 0.0;
  for (std::size_t done = 0; done < x.size(); done += kTileFrames) {
    const int frames = static_cast<int>(std::min<std::size_t>(kTileFrames, x.size() - done));
    for (int c = 0; c < kChannels; ++c) std::copy_n(&x[done], frames, tile.row(c));
    kernels.activate(activation.spec.view(), rows_of(tile), kChannels, frames);
    for (int c = 0; c < kChannels; ++c)
      for (int t = 0; t < frames; ++t) {
        const double y = activation.exact(x[done + t], c);
        const double error = std::abs(tile.row(c)[t] - y) / std::max(1.0, std::abs(y));
        worst = error <= worst ? worst : error;  // and so for NaN
      }
  }
  return worst;
}

}  // namespace

TEST(kernels_activations_are_exact_to_1e_6) {
  std::string wrong;
  testing::for_each_instruction_set([&](const KernelSet& kernels) {
    for (const Activation& activation : kActivations)
      if (const double error = worst_error(kernels.infer, activation); !(error <= 1e-6))
        wrong += std::string(kernels.name) + ' ' + activation.name + " is wrong by " + std::to_string(error) + "; ";
  });
  CHECK_EQUAL(wrong, "");
}

TEST(kernels_activate_the_frames_asked_for_and_no_other_row) {
  testing::for_each_instruction_set([](const Kernels& kernels) {
    Tile tile(3);
    for (int c = 0; c < 3; ++c) std::fill_n(tile.row(c), kTileFrames, -1.0f);
    kernels.activate({ActivationKind::kReLU, nullptr, 0, 0, 0, 0, 0}, rows_from(rows_of(tile), 1), 1, 5);
    for (int t = 0; t < kTileFrames; ++t) {
      CHECK_EQUAL(tile.row(0)[t], -1.0f);
      if (t < 5) CHECK_EQUAL(tile.row(1)[t], 0.0f);
      if (t >= padded(5)) CHECK_EQUAL(tile.row(1)[t], -1.0f);
      CHECK_EQUAL(tile.row(2)[t], -1.0f);
    }
  });
}

// One convolution of random weights on one tile, with and without what is in `out` before.
static void check_conv(const Kernels& kernels, int ins, int outs, int taps, int frames) {
  const auto weights = testing::noise(static_cast<std::size_t>(outs) * ins * taps, 1.0f, 1);
  const auto bias = testing::noise(static_cast<std::size_t>(outs), 1.0f, 2);
  const PackedConv conv(kernels, weights, bias, ins, outs, taps);
  const int stride = kTileFrames + taps + kMaxLanes;  // tap k reads from frame k on
  const auto in = testing::noise(static_cast<std::size_t>(stride) * ins, 1.0f, 3);
  std::vector<const float*> windows;
  for (int tap = 0; tap < taps; ++tap) windows.push_back(in.data() + tap);
  for (const bool accumulate : {false, true}) {
    Tile out(outs);
    for (int o = 0; o < outs; ++o) std::fill_n(out.row(o), kTileFrames, 0.5f);
    kernels.conv(conv.view(), windows.data(), stride, rows_of(out), frames, accumulate);
    for (int o = 0; o < outs; ++o)
      for (int t = 0; t < frames; ++t) {
        double y = bias[o] + (accumulate ? 0.5 : 0.0);
        for (int i = 0; i < ins; ++i)
          for (int tap = 0; tap < taps; ++tap)
            y += static_cast<double>(weights[(o * ins + i) * taps + tap]) * in[i * stride + t + tap];
        CHECK(std::abs(out.row(o)[t] - y) < 1e-5);
      }
  }
}

TEST(kernels_convolutions_of_every_width_equal_the_sum_in_double) {
  testing::for_each_instruction_set([](const Kernels& kernels) {
    for (int outs = 1; outs <= 25; ++outs)
      for (const int ins : {1, 3, 8}) check_conv(kernels, ins, outs, 1 + outs % 3, 1 + (outs * 29 + ins) % kTileFrames);
  });
}

TEST(kernels_split_outputs_into_groups_that_fit_a_tile) {
  for (int limit = 1; limit <= 8; ++limit)
    for (int outputs = 1; outputs <= 40; ++outputs) {
      const int groups = group_count(outputs, limit);
      int sum = 0;
      for (int group = 0; group < groups; ++group) {
        const int size = group_size(outputs, groups, group);
        CHECK(size >= 1 && size <= limit);
        sum += size;
      }
      CHECK_EQUAL(sum, outputs);
    }
}

TEST(kernels_are_found_by_name) {
  CHECK_EQUAL(find_kernel_set("baseline")->name, std::string("baseline"));
  CHECK(!find_kernel_set("sse9"));
  CHECK_EQUAL(&best_kernel_set(), find_kernel_set(best_kernel_set().name));
}
