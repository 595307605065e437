// Plays signals through networks tile by tile, on every instruction set, and measures the error.
#pragma once

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

#include "kernels/dispatch.h"
#include "nets/net.h"
#include "seeds.h"

namespace reamp::testing {

using Channels = std::vector<std::vector<float>>;

// Calls f with the KernelSet, or the Kernels of models, of every instruction set that runs here.
template <class Function>
void for_each_instruction_set(Function f) {
  for (const char* name : {"baseline", "neon", "avx2", "avx512"}) {
    const KernelSet* set = find_kernel_set(name);
    if (!set) continue;
    if constexpr (std::is_invocable_v<Function, const KernelSet&>)
      f(*set);
    else
      f(set->infer);
  }
}

inline std::vector<float> noise(std::size_t frames, float peak, std::uint64_t seed) {
  Sequence sequence(seed);
  std::vector<float> signal(frames);
  for (float& x : signal) x = sequence.uniform(-peak, peak);
  return signal;
}

// Tiles of kTileFrames, or of random lengths when a seed is given.
inline Channels play(Net& net, const Channels& in, std::uint64_t seed = 0) {
  Sequence sequence(seed);
  const std::size_t frames = in[0].size();
  Tile from(net.in_channels()), to(net.out_channels());
  Channels out(static_cast<std::size_t>(net.out_channels()), std::vector<float>(frames));
  for (std::size_t done = 0; done < frames;) {
    const auto longest = std::min<std::size_t>(kTileFrames, frames - done);
    const auto count = seed ? 1 + static_cast<std::size_t>(sequence.below(longest)) : longest;
    for (std::size_t c = 0; c < in.size(); ++c) std::copy_n(&in[c][done], count, from.row(static_cast<int>(c)));
    net.process(from.data(), to.data(), static_cast<int>(count));
    for (std::size_t c = 0; c < out.size(); ++c) std::copy_n(to.row(static_cast<int>(c)), count, &out[c][done]);
    done += count;
  }
  return out;
}

// The error-to-signal ratio in dB.
inline double esr_db(const std::vector<double>& reference, const std::vector<float>& estimate) {
  double error = 0.0, signal = 0.0;
  for (std::size_t t = 0; t < reference.size(); ++t) {
    error += (reference[t] - estimate[t]) * (reference[t] - estimate[t]);
    signal += reference[t] * reference[t];
  }
  return 10.0 * std::log10(error / signal);
}

}  // namespace reamp::testing
