// Holds training, on every instruction set, to plain loops in double.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "../allocations.h"
#include "../nets.h"
#include "plain_training.h"
#include "reamp/training.h"
#include "test.h"

using namespace reamp;

namespace {

// Odd widths, kernels and dilations, one to three arrays.
TrainingShape random_shape(std::uint64_t seed) {
  testing::Sequence sequence(seed);
  TrainingShape shape;
  shape.arrays.resize(static_cast<std::size_t>(1 + sequence.below(3)));
  for (TrainingArray& array : shape.arrays) {
    array.channels = 1 + sequence.below(19);
    for (int l = 1 + sequence.below(4); l > 0; --l) {
      array.kernel_sizes.push_back(1 + sequence.below(6));
      array.dilations.push_back(1 + sequence.below(l == 1 ? 200 : 20));
    }
    array.head_kernel = 1 + sequence.below(5);
    array.head_bias = sequence.below(2) == 1;
  }
  for (std::size_t a = 0; a < shape.arrays.size(); ++a) {
    shape.arrays[a].inputs = a == 0 ? 1 : shape.arrays[a - 1].channels;
    shape.arrays[a].outputs = a + 1 == shape.arrays.size() ? 1 : shape.arrays[a + 1].channels;
  }
  shape.activation = seed % 2 == 1 ? TrainingActivation::kTanh : TrainingActivation::kLeakyReLU;
  shape.head_scale = 0.5f;
  return shape;
}

struct Step {
  std::vector<float> weights, x, d_out, out, gradient;
  int length;

  Step(const TrainingNet& net, std::uint64_t seed)
      : weights(testing::noise(net.weight_count(), 0.5f, seed)),
        x(testing::noise(static_cast<std::size_t>(net.batch()) * (net.past_frames() + net.frames()), 0.5f, seed + 1)),
        d_out(testing::noise(static_cast<std::size_t>(net.batch()) * net.frames(), 1.0f, seed + 2)),
        out(d_out.size(), std::numeric_limits<float>::quiet_NaN()),
        gradient(weights.size(), std::numeric_limits<float>::quiet_NaN()),
        length(net.past_frames() + net.frames()) {}

  void take(TrainingNet& net) {
    net.forward(weights, {x.data(), length}, out);
    net.backward(weights, {x.data(), length}, d_out, gradient);
  }
};

// The norm of the error over that of what is expected.
double error(const std::vector<double>& expected, const std::vector<float>& got) {
  double wrong = 0.0, all = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    wrong += (got[i] - expected[i]) * (got[i] - expected[i]);
    all += expected[i] * expected[i];
  }
  return std::sqrt(wrong / all);
}

constexpr int kBatch = 2;

}  // namespace

TEST(training_equals_plain_loops_in_double) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const TrainingShape shape = random_shape(seed);
    const int frames = 1 + static_cast<int>(seed * 37 % 400);
    testing::PlainTraining plain(shape, frames);
    testing::for_each_instruction_set([&](const KernelSet& kernels) {
      TrainingNet net(shape, kBatch, frames, 1, kernels.name);
      CHECK_EQUAL(net.past_frames(), plain.past_frames());
      Step step(net, seed);
      step.take(net);
      std::vector<double> out, gradient;
      for (int b = 0; b < kBatch; ++b) {
        const auto row = plain.run(step.weights, &step.x[b * step.length], &step.d_out[b * frames], gradient);
        out.insert(out.end(), row.begin(), row.end());
      }
      CHECK_EQUAL(gradient.size(), net.weight_count());
      CHECK(error(out, step.out) < 1e-5);
      CHECK(error(gradient, step.gradient) < 1e-4);
    });
  }
}

TEST(training_gives_the_same_bits_on_any_number_of_threads) {
  const TrainingShape shape = random_shape(3);
  std::vector<float> first;
  for (const int threads : {1, 2, 5, 9}) {
    TrainingNet net(shape, 7, 300, threads);
    Step step(net, 1);
    step.take(net);
    if (first.empty()) first = step.gradient;
    CHECK(step.gradient == first);
  }
}

TEST(training_forgets_the_step_before) {
  TrainingNet net(random_shape(5), 2, 100, 1);
  Step step(net, 1), broken(net, 2), again(net, 1);
  step.take(net);
  std::fill(broken.weights.begin(), broken.weights.end(), std::numeric_limits<float>::quiet_NaN());
  broken.take(net);
  CHECK(std::isnan(broken.out[0]));
  again.take(net);
  CHECK(again.out == step.out);
  CHECK(again.gradient == step.gradient);
}

TEST(training_on_one_thread_takes_nothing_from_the_heap) {
  TrainingNet net(random_shape(7), 2, 300, 1);
  Step step(net, 1);
  const long before = testing::heap_calls();
  step.take(net);
  CHECK_EQUAL(testing::heap_calls() - before, 0L);
}

TEST(training_refuses_what_is_no_network) {
  const auto problem = [](const TrainingShape& shape, int batch, const char* instruction_set) -> std::string {
    try {
      TrainingNet(shape, batch, 8, 1, instruction_set);
    } catch (const std::invalid_argument& refused) {
      return refused.what();
    }
    return "";
  };
  TrainingShape shape = random_shape(1);
  CHECK_EQUAL(problem(shape, 0, "baseline"), "batch must be at least 1, got 0");
  CHECK_EQUAL(problem(shape, 1, "sse9"), "this machine does not run the instruction set 'sse9'");
  shape.arrays.back().dilations.back() = 1 << 30;
  shape.arrays.back().kernel_sizes.back() = 9;
  CHECK(problem(shape, 1, "baseline").starts_with("a network may look back 16777216 frames"));
  shape.arrays.back().dilations.push_back(1);
  CHECK_EQUAL(problem(shape, 1, "baseline"), "a layer array needs as many kernel sizes as dilations");
  shape.arrays.clear();
  CHECK_EQUAL(problem(shape, 1, "baseline"), "a network needs a layer array");
}
