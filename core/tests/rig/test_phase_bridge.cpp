// Holds oversampling to: a flat band, no mirror images in it, the latency it states, and networks that take turns.
#include <array>

#include "allocations.h"
#include "dsp/phase_bridge.h"
#include "kernels/dispatch.h"
#include "nets.h"
#include "rig/blocks.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

constexpr int kRate = 48000;

// Calls f for every tile of a signal, of random lengths up to `longest`.
template <class Function>
static void in_tiles(std::size_t frames, std::size_t longest, Function f) {
  testing::in_blocks(frames, longest, 1, f);
}

// The oversampled signal, its phases put together.
static Signal above(PhaseBridge& bridge, const Signal& in, std::size_t longest = kTileFrames) {
  const auto factor = static_cast<std::size_t>(bridge.factor());
  Signal fine(in.size() * factor);
  Tile tile(bridge.factor());
  std::array<float*, 4> phases{};
  for (std::size_t i = 0; i < factor; ++i) phases[i] = tile.row(static_cast<int>(i));
  in_tiles(in.size(), longest, [&](std::size_t first, std::size_t frames) {
    bridge.split(std::span(in).subspan(first, frames), phases.data());
    for (std::size_t t = 0; t < frames; ++t)
      for (std::size_t i = 0; i < factor; ++i) fine[(first + t) * factor + i] = phases[i][t];
  });
  return fine;
}

static Signal back(PhaseBridge& bridge, const Signal& fine, std::size_t longest = kTileFrames) {
  const auto factor = static_cast<std::size_t>(bridge.factor());
  Signal out(fine.size() / factor);
  Tile tile(bridge.factor());
  std::array<float*, 4> phases{};
  for (std::size_t i = 0; i < factor; ++i) phases[i] = tile.row(static_cast<int>(i));
  in_tiles(out.size(), longest, [&](std::size_t first, std::size_t frames) {
    for (std::size_t t = 0; t < frames; ++t)
      for (std::size_t i = 0; i < factor; ++i) phases[i][t] = fine[(first + t) * factor + i];
    bridge.join(phases.data(), std::span(out).subspan(first, frames));
  });
  return out;
}

template <class Function>
static void for_each_factor(Function f) {
  testing::for_each_instruction_set([&](const Kernels& kernels) {
    for (const int factor : {2, 4}) f(factor, kernels);
  });
}

TEST(phase_bridge_is_flat_and_as_late_as_it_says) {
  for_each_factor([](int factor, const Kernels& kernels) {
    for (const double frequency_hz : {20.0, 1000.0, 10000.0, 18000.0, 20000.0}) {
      PhaseBridge bridge(factor, kernels);
      const auto latency = static_cast<std::size_t>(bridge.latency_frames());
      const Signal in = testing::sine(4000, frequency_hz, 0.5), out = back(bridge, above(bridge, in));
      const std::vector<double> expected(in.begin() + 1000 - static_cast<std::ptrdiff_t>(latency),
                                         in.end() - static_cast<std::ptrdiff_t>(latency));
      // -90 dB of error are 0.0003 dB of level.
      CHECK(testing::esr_db(expected, Signal(out.begin() + 1000, out.end())) < -90.0);
    }
  });
}

TEST(phase_bridge_is_late_by_less_than_a_millisecond) {
  const Kernels& kernels = best_kernel_set().infer;
  CHECK_EQUAL(PhaseBridge(2, kernels).latency_frames(), 39);
  CHECK_EQUAL(PhaseBridge(4, kernels).latency_frames(), 44);
}

// A tone is alone after the way up, and one above what is heard does not come back into it.
TEST(phase_bridge_mirrors_nothing_into_what_is_heard) {
  for_each_factor([](int factor, const Kernels& kernels) {
    const double fine_hz = factor * kRate;
    for (const double frequency_hz : {1000.0, 12000.0, 20000.0}) {
      PhaseBridge bridge(factor, kernels);
      const Signal fine = above(bridge, testing::sine(4000, frequency_hz, 1.0));
      const auto heard = std::span(fine).subspan(static_cast<std::size_t>(1000 * factor));
      CHECK(testing::residue_db(heard, frequency_hz, fine_hz) < -100.0);
      for (const double tone_hz : {kRate - frequency_hz, kRate + frequency_hz, 2 * kRate - frequency_hz}) {
        if (tone_hz >= fine_hz / 2) continue;
        bridge.clear();
        const Signal out = back(bridge, testing::sine(static_cast<std::size_t>(4000 * factor), tone_hz, 1.0, fine_hz));
        CHECK(testing::ratio_db(testing::rms(std::span(out).subspan(1000))) < -100.0);
      }
    }
  });
}

TEST(phase_bridge_gives_the_same_bits_in_any_blocks_and_after_clear_and_takes_no_memory) {
  const Signal in = testing::noise(5000, 0.5f, 1);
  for_each_factor([&](int factor, const Kernels& kernels) {
    PhaseBridge whole(factor, kernels), split(factor, kernels);
    const Signal fine = above(whole, in), expected = back(whole, fine);
    for (const std::size_t longest : {1, 7, 33}) {
      split.clear();
      CHECK(above(split, in, longest) == fine);
      CHECK(back(split, fine, longest) == expected);
    }
    Tile tile(factor);
    std::array<float*, 4> phases{};
    for (int i = 0; i < factor; ++i) phases[static_cast<std::size_t>(i)] = tile.row(i);
    Signal out(kTileFrames);
    const long before = testing::heap_calls();
    split.split(std::span(in).first(kTileFrames), phases.data());
    split.join(phases.data(), out);
    CHECK_EQUAL(testing::heap_calls(), before);
  });
}
