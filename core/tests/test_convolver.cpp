// Holds the partitioned convolution to the sum it computes.
#include "allocations.h"
#include "dsp/convolver.h"
#include "nets.h"
#include "test.h"

using namespace reamp;

static std::vector<float> play(PartitionedConvolver& convolver, std::vector<float> signal, std::uint64_t seed) {
  testing::Sequence sequence(seed);
  for (std::size_t done = 0; done < signal.size();) {
    const auto longest = std::min<std::size_t>(kTileFrames, signal.size() - done);
    const auto frames = seed ? 1 + static_cast<std::size_t>(sequence.below(longest)) : longest;
    convolver.process(&signal[done], &signal[done], static_cast<int>(frames));
    done += frames;
  }
  return signal;
}

// Every length at which a partition of another size begins, and one more.
static const int kLengths[] = {0, 1, 3, 63, 64, 65, 128, 129, 1000, 1024, 1025, 1536, 1537, 8192, 8193, 12289};

TEST(convolver_equals_the_direct_sum) {
  testing::for_each_instruction_set([](const Kernels& kernels) {
    for (int taps : kLengths) {
      if (taps == 0) continue;
      const auto impulse = testing::noise(taps, 0.3f, 4), in = testing::noise(taps + 9000, 1.0f, 5);
      PartitionedConvolver convolver(impulse, kernels);
      const auto out = play(convolver, in, 0);
      std::vector<double> expected;
      std::vector<float> heard;
      for (std::size_t t = 0; t < in.size(); t += 67) {
        double sum = 0.0;
        for (std::size_t n = 0; n < impulse.size() && n <= t; ++n) sum += static_cast<double>(impulse[n]) * in[t - n];
        expected.push_back(sum);
        heard.push_back(out[t]);
      }
      CHECK(testing::esr_db(expected, heard) < -125.0);
    }
  });
}

TEST(convolver_has_no_latency) {
  for (int delay : {0, 1, 63, 64, 65, 1023, 1024, 8191, 8192, 9000}) {
    std::vector<float> impulse(static_cast<std::size_t>(delay) + 1), in(12000);
    impulse.back() = in[100] = 1.0f;
    PartitionedConvolver convolver(impulse, best_kernel_set().infer);
    const auto out = play(convolver, in, 0);
    for (int t = 0; t < 12000; ++t) CHECK(std::abs(out[t] - (t == 100 + delay ? 1.0f : 0.0f)) < 1e-6f);
  }
}

TEST(convolver_sounds_the_same_in_any_blocks_and_after_clear) {
  testing::for_each_instruction_set([](const Kernels& kernels) {
    for (int taps : kLengths) {
      PartitionedConvolver convolver(testing::noise(taps, 0.3f, 6), kernels);
      const auto in = testing::noise(taps + 9000, 1.0f, 7);
      const auto whole = play(convolver, in, 0);
      convolver.clear();
      CHECK(play(convolver, in, 9) == whole);
    }
  });
}

TEST(convolver_without_taps_is_silent) {
  PartitionedConvolver convolver({}, best_kernel_set().infer);
  for (float y : play(convolver, testing::noise(200, 1.0f, 8), 0)) CHECK_EQUAL(y, 0.0f);
}

TEST(convolver_process_leaves_the_heap_alone) {
  PartitionedConvolver convolver(testing::noise(20000, 0.1f, 1), best_kernel_set().infer);
  float block[kTileFrames] = {};
  const long before = testing::heap_calls();
  for (int i = 0; i < 200; ++i) convolver.process(block, block, kTileFrames);
  CHECK_EQUAL(testing::heap_calls(), before);
}
