// Holds resampling inside the chain to: no tone where none was, a flat band, and the latency it states.
#include "allocations.h"
#include "dsp/resampler.h"
#include "nets.h"
#include "rig/blocks.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

constexpr int kRates[] = {44100, 48000, 88200, 96000, 192000};

// Calls f(host_hz, model_hz) for all pairs that differ.
template <class Function>
static void for_each_pair(Function f) {
  for (const int host_hz : kRates)
    for (const int model_hz : kRates)
      if (host_hz != model_hz) f(host_hz, model_hz);
}

static Signal to_model(RateBridge& bridge, const Signal& host) {
  Signal model;
  for (std::size_t done = 0; done < host.size(); done += 64) {
    const auto piece = std::span(host).subspan(done, std::min<std::size_t>(64, host.size() - done));
    const std::size_t before = model.size();
    model.resize(before + bridge.model_frames(piece.size()));
    bridge.to_model(piece, std::span(model).subspan(before));
  }
  return model;
}

static Signal there_and_back(RateBridge& bridge, const Signal& host, std::size_t longest) {
  Signal out(host.size()), model(bridge.model_frames_at_most());
  testing::in_blocks(host.size(), longest, 1, [&](std::size_t first, std::size_t frames) {
    const std::span<float> at_model(model.data(), bridge.model_frames(frames));
    bridge.to_model(std::span(host).subspan(first, frames), at_model);
    bridge.to_host(at_model, std::span(out).subspan(first, frames));
  });
  return out;
}

TEST(resampler_mirrors_nothing_into_what_is_heard) {
  for_each_pair([](int host_hz, int model_hz) {
    for (const double frequency_hz : {100.0, 5000.0, 15000.0, 19500.0}) {
      RateBridge bridge(host_hz, model_hz, 64);
      const Signal model = to_model(bridge, testing::sine(20000, frequency_hz, 0.5, host_hz));
      CHECK(testing::residue_db(std::span(model).subspan(3000), frequency_hz, model_hz) < -100.0);
    }
  });
}

// What lies above the lower rate's half goes away, or comes down no lower than 20 kHz.
TEST(resampler_folds_nothing_below_20_khz) {
  for_each_pair([](int host_hz, int model_hz) {
    for (const double folded_hz : {1000.0, 10000.0, 19900.0}) {
      if (model_hz - folded_hz > 0.5 * host_hz) continue;  // no such tone
      RateBridge bridge(host_hz, model_hz, 64);
      const Signal model = to_model(bridge, testing::sine(20000, model_hz - folded_hz, 1.0, host_hz));
      CHECK(testing::ratio_db(testing::rms(std::span(model).subspan(3000))) < -100.0);
    }
  });
}

TEST(resampler_is_flat_and_as_late_as_it_says) {
  for_each_pair([](int host_hz, int model_hz) {
    for (const double frequency_hz : {20.0, 1000.0, 10000.0, 18000.0}) {
      RateBridge bridge(host_hz, model_hz, 64);
      const auto latency = static_cast<std::size_t>(bridge.latency_frames());
      const Signal in = testing::sine(20000, frequency_hz, 0.5, host_hz), out = there_and_back(bridge, in, 64);
      std::vector<double> expected;
      Signal heard;
      for (std::size_t t = 3000; t < in.size(); ++t) {
        expected.push_back(in[t - latency]);
        heard.push_back(out[t]);
      }
      CHECK(testing::esr_db(expected, heard) < (frequency_hz > 15000.0 ? -80.0 : -100.0));
    }
  });
}

TEST(resampler_is_late_by_less_than_4_ms) {
  for_each_pair([](int host_hz, int model_hz) {
    const RateBridge bridge(host_hz, model_hz, 64);
    CHECK(bridge.latency_frames() < 0.004 * host_hz);
  });
}

TEST(resampler_gives_the_same_bits_in_any_blocks_and_takes_no_memory) {
  const Signal in = testing::noise(10000, 0.5f, 1);
  for_each_pair([&](int host_hz, int model_hz) {
    RateBridge whole(host_hz, model_hz, 64), split(host_hz, model_hz, 64);
    CHECK(there_and_back(whole, in, 64) == there_and_back(split, in, 1));
    Signal out(64), model(whole.model_frames_at_most());
    const long before = testing::heap_calls();
    for (std::size_t done = 0; done + 64 <= in.size(); done += 64) {
      const std::span<float> at_model(model.data(), whole.model_frames(64));
      whole.to_model(std::span(in).subspan(done, 64), at_model);
      whole.to_host(at_model, out);
    }
    CHECK_EQUAL(testing::heap_calls(), before);
  });
}
