// Holds the rig to what every block of the core promises, while everything about it changes as it plays.
#include <atomic>
#include <limits>
#include <thread>

#include "allocations.h"
#include "nets.h"
#include "reamp/offline_rig.h"
#include "reamp/rig.h"
#include "rig/blocks.h"
#include "rig/random_change.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

constexpr int kRate = 48000;

static void play(Rig& rig, std::span<const float> in, std::span<float> left, std::span<float> right = {}) {
  const float* const inputs[] = {in.data()};
  rig.process(inputs, left, right);
}

static double largest_step(std::span<const float> signal) {
  double largest = 0.0;
  for (std::size_t t = 1; t < signal.size(); ++t)
    largest = std::max(largest, std::abs(static_cast<double>(signal[t]) - signal[t - 1]));
  return largest;
}

// Everything that can change, at frames that have nothing to do with the blocks.
static void change(Rig& rig, std::size_t part, const Model& wavenet, const Model& lstm, const Model& other_rate,
                   int oversampling) {
  const RigModel chain[] = {{&lstm, 3.0}, {&other_rate, 0.0}, {&wavenet, -6.0}};
  const Signal left = testing::noise(1500, 0.03f, 1), right = testing::noise(400, 0.03f, 2);
  switch (part) {
    case 0:
      rig.set_models(std::span(chain).first(1), 0.0, oversampling);
      rig.set_cabinet(left);
      return rig.set({.gate = true, .gate_threshold_db = -40.0, .tone = {.bass = 7.0}});
    case 1:
      return rig.set(
          {.channel = 1, .input_gain_db = 6.0, .gate = true, .gate_threshold_db = -30.0, .tone = {.middle = 0.0}});
    case 2:
      return rig.set_models(chain, 3.0, oversampling);
    case 3:
      rig.set_cabinet(left, right);
      return rig.set({.gate = false, .tone = {.treble = 9.0}, .output_gain_db = 20.0});
    case 4:
      rig.set_cabinet({});
      return rig.set_models({});
    default:
      rig.set_cabinet(right);
      return rig.set({.gate = true, .gate_threshold_db = -50.0, .output_gain_db = -3.0, .limiter = false});
  }
}

TEST(rig_sounds_the_same_in_any_blocks_while_all_of_it_changes_and_takes_no_memory) {
  const auto wavenet = Model::parse(testing::plain_wavenet()), lstm = Model::parse(testing::lstm());
  const auto other_rate = testing::gain_model(0.7, 96000);
  constexpr std::size_t kPart = 7000;
  const Signal inputs[] = {testing::noise(6 * kPart, 0.3f, 1), testing::sine(6 * kPart, 220.0, 0.2)};
  const auto output = [&](std::size_t longest, int oversampling) {
    Rig rig(kRate);
    Signal left(6 * kPart), right(6 * kPart);
    for (std::size_t part = 0; part < 6; ++part) {
      change(rig, part, *wavenet, *lstm, *other_rate, oversampling);
      const long before = testing::heap_calls();
      testing::in_blocks(kPart, longest, part, [&](std::size_t first, std::size_t frames) {
        const std::size_t begin = part * kPart + first;
        const float* const channels[] = {inputs[0].data() + begin, inputs[1].data() + begin};
        rig.process(channels, std::span(left).subspan(begin, frames), std::span(right).subspan(begin, frames));
      });
      CHECK_EQUAL(testing::heap_calls(), before);
    }
    left.insert(left.end(), right.begin(), right.end());
    return left;
  };
  for (const int oversampling : kOversamplings) {
    const Signal whole = output(kPart, oversampling);
    CHECK(testing::peak(whole) > 0.1);
    for (const std::size_t longest : {1, 16, 64, 333, 1024}) CHECK(output(longest, oversampling) == whole);
  }
}

TEST(rig_offline_is_the_same_to_the_bit) {
  const auto wavenet = Model::parse(testing::plain_wavenet()), lstm = Model::parse(testing::lstm());
  const auto other_rate = testing::gain_model(2.0, 44100);
  const RigModel chain[] = {{lstm.get(), 3.0}, {other_rate.get(), -1.0}, {wavenet.get(), -6.0}};
  const Signal in = testing::noise(90000, 0.3f, 1), taps = testing::noise(3000, 0.03f, 2),
               other = testing::noise(50, 0.1f, 3);
  const RigSettings settings{.input_gain_db = 2.0,
                             .gate = true,
                             .gate_threshold_db = -20.0,
                             .tone = {.bass = 8.0, .treble = 2.0},
                             .output_gain_db = 30.0};
  for (const int oversampling : kOversamplings) {
    const RigMode mode = oversampling == 2 ? RigMode::kCompatible : RigMode::kPlayer;
    Rig rig(kRate, mode);
    rig.set(settings);
    rig.set_models(chain, 1.5, oversampling);
    rig.set_cabinet(taps, other);
    OfflineRig offline(kRate, {mode, settings, chain, 1.5, taps, other, oversampling}, 2);
    Signal live[2] = {Signal(in.size()), Signal(in.size())}, file[2] = {Signal(in.size()), Signal(in.size())};
    testing::in_blocks(in.size(), 64, 1, [&](std::size_t first, std::size_t frames) {
      play(rig, std::span(in).subspan(first, frames), std::span(live[0]).subspan(first, frames),
           std::span(live[1]).subspan(first, frames));
    });
    testing::in_blocks(in.size(), 80000, 1, [&](std::size_t first, std::size_t frames) {
      offline.process(std::span(in).subspan(first, frames), std::span(file[0]).subspan(first, frames),
                      std::span(file[1]).subspan(first, frames));
    });
    CHECK(live[0] == file[0]);
    CHECK(live[1] == file[1]);
    CHECK_EQUAL(rig.latency_frames(), offline.latency_frames());
    CHECK(rig.meters().limited_frames > 0);
    CHECK_EQUAL(rig.meters().limited_frames, offline.meters().limited_frames);
  }
}

TEST(rig_chooses_a_gain_of_each_chain) {
  const auto model = testing::gain_model(0.5);
  const RigModel chain[] = {{model.get(), 0.0}};
  const double gains_db[] = {-3.0, 6.0}, others_db[] = {2.0, 6.0};
  const Signal in = testing::sine(48000, 220.0, 0.3);
  Signal out(in.size()), loud(in.size());
  Rig rig(kRate), plain(kRate);
  rig.set_models(chain, gains_db);
  plain.set_models(chain, 6.0);
  play(plain, in, loud);
  play(rig, std::span(in).first(12000), std::span(out).first(12000));
  rig.set({.output = 1});
  play(rig, std::span(in).subspan(12000, 12000), std::span(out).subspan(12000, 12000));
  CHECK(testing::rms(std::span(out).first(12000)) < 0.5 * testing::rms(std::span(loud).first(12000)));
  CHECK(largest_step(out) < 1.01 * largest_step(loud));
  // Another chain, whose first gain differs: nothing of that may be heard.
  rig.set_models(chain, others_db);
  play(rig, std::span(in).subspan(24000), std::span(out).subspan(24000));
  for (std::size_t t = 16000; t < in.size(); ++t)
    CHECK(std::abs(out[t] - loud[t]) < 1e-3f);  // what the DC blocker remembers
  bool is_refused = false;
  try {
    rig.set_models(chain, std::span<const double>());
  } catch (const std::invalid_argument&) {
    is_refused = true;
  }
  CHECK(is_refused);
}

TEST(rig_changes_models_without_a_step_or_a_gap) {
  for (const double frequency_hz : {41.0, 82.0, 440.0})
    for (const double second : {1.0, 0.5, -1.0}) {  // the same, a softer one, one the other way round
      const auto first_model = testing::gain_model(1.0), second_model = testing::gain_model(second);
      const RigModel one[] = {{first_model.get(), 0.0}}, other[] = {{second_model.get(), 0.0}};
      const Signal in = testing::sine(24000, frequency_hz, 0.5);
      Signal out(in.size());
      Rig rig(kRate);
      rig.set_models(one);
      play(rig, std::span(in).first(12000), std::span(out).first(12000));
      rig.set_models(other);
      play(rig, std::span(in).last(12000), std::span(out).last(12000));
      CHECK(largest_step(out) < 1.005 * largest_step(in));
      CHECK(!rig.meters().is_changing);
      Rig unchanged(kRate);
      Signal expected(in.size());
      unchanged.set_models(one);
      play(unchanged, in, expected);
      for (std::size_t t = 0; t < 12000; ++t) CHECK_EQUAL(out[t], expected[t]);
      for (std::size_t t = 18000; t < out.size(); ++t)  // the DC blocker remembers the fade for a while
        CHECK(std::abs(out[t] - static_cast<float>(second) * expected[t]) < 2e-3f);
    }
}

TEST(rig_plays_a_new_model_only_once_it_has_settled) {
  const auto wavenet = Model::parse(testing::plain_wavenet());
  const RigModel one[] = {{wavenet.get(), 0.0}};
  const Signal in = testing::sine(20000, 110.0, 0.3);
  for (const int oversampling : kOversamplings) {
    Signal out(in.size()), expected(in.size());
    Rig rig(kRate), unchanged(kRate);
    rig.set_models(one, 0.0, oversampling);
    unchanged.set_models(one, 0.0, oversampling);
    play(unchanged, in, expected);
    play(rig, std::span(in).first(10000), std::span(out).first(10000));
    rig.set_models(one, 0.0, oversampling);  // another player of the same model: nothing may be heard of it
    play(rig, std::span(in).subspan(10000), std::span(out).subspan(10000));
    CHECK(testing::esr_db(std::vector<double>(expected.begin(), expected.end()), out) < -120.0);
  }
}

TEST(rig_changes_the_size_of_a_model_at_once) {
  const auto plain = testing::gain_model(1.0), other_rate = testing::gain_model(1.0, 96000),
             slim = testing::gain_model_of_two_sizes();
  const RigModel chain[] = {{plain.get(), 0.0}, {other_rate.get(), 0.0}, {slim.get(), 0.0}};
  const Signal in = testing::sine(9600, 1000.0, 0.5);
  Signal out(in.size());
  for (const int oversampling : kOversamplings) {
    Rig rig(kRate);
    rig.set_slim(0, 0.0);  // there is none yet
    rig.set_models(chain, 0.0, oversampling);
    rig.set_slim(2, 0.0);  // before the chain has played
    play(rig, in, out);
    const double soft = testing::rms(out);
    rig.set_slim(2, 1.0);
    rig.set_slim(0, 0.0);  // of one size
    rig.set_slim(3, 0.0);  // there is none
    play(rig, in, out);
    CHECK(!rig.meters().is_changing);
    CHECK(std::abs(testing::rms(out) / soft - 2.0) < 0.015);  // the first frames are later the more there are
  }
}

TEST(rig_gate_follows_the_gain_of_the_model_that_is_heard) {
  const auto model = testing::gain_model(1.0);
  const RigModel soft[] = {{model.get(), -30.0}}, loud[] = {{model.get(), 0.0}};
  Rig rig(kRate);
  rig.set({.gate = true, .gate_threshold_db = -40.0});
  rig.set_models(soft);
  const Signal in = testing::sine(48000, 220.0, 0.03);  // -30 dBFS, -60 into the first model
  Signal out(in.size());
  play(rig, in, out);
  CHECK(rig.meters().gate_gain < 0.02f);
  rig.set_models(loud);
  play(rig, in, out);
  CHECK_EQUAL(rig.meters().gate_gain, 1.0f);
}

TEST(rig_chooses_a_channel_and_fades_to_another) {
  const Signal sine = testing::sine(9600, 100.0, 0.5), silence(9600);
  const float* const channels[] = {silence.data(), sine.data()};
  Rig rig(kRate);
  Signal out(9600);
  rig.set({.channel = 1});
  rig.process(channels, out, {});
  CHECK(testing::peak(out) > 0.49);
  rig.set({.channel = 0});
  rig.process(channels, out, {});
  CHECK(largest_step(out) < 1.01 * largest_step(sine));
  CHECK(testing::peak(std::span(out).last(4800)) < 0.1);
  rig.set({.channel = 7});
  rig.process(channels, out, {});
  rig.process(channels, out, {});
  CHECK(testing::peak(std::span(out).last(100)) < 1e-3);
}

TEST(rig_gets_over_input_that_is_no_number) {
  const auto wavenet = Model::parse(testing::plain_wavenet()), lstm = Model::parse(testing::lstm());
  const RigModel chain[] = {{wavenet.get(), 0.0}, {lstm.get(), 0.0}};
  const Signal taps = testing::noise(3000, 0.03f, 2);
  Signal in = testing::noise(96000, 0.3f, 1), bad = in, out(in.size()), expected(in.size());
  for (const float x : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                        -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::max()}) {
    bad[100] = bad[101] = bad[3000] = x;
    Rig rig(kRate), good(kRate);
    for (Rig* each : {&rig, &good}) {
      each->set({.gate = true, .tone = {.bass = 9.0}});
      each->set_models(chain);
      each->set_cabinet(taps);
    }
    play(rig, bad, out);
    play(good, in, expected);
    for (const float y : out) CHECK(std::isfinite(y));
    const std::vector<double> late(expected.end() - 24000, expected.end());
    CHECK(testing::esr_db(late, Signal(out.end() - 24000, out.end())) < -60.0);
  }
}

TEST(rig_says_which_model_answers_with_infinity) {
  const auto tame = testing::gain_model(1.0), wild = Model::parse(R"({"version": "0.5.4", "architecture": "Linear",
      "config": {"receptive_field": 1, "bias": false}, "weights": [1e38], "sample_rate": 48000})");
  const RigModel chain[] = {{tame.get(), 0.0}, {wild.get(), 40.0}};
  const Signal in = testing::sine(4800, 1000.0, 0.5);
  Signal out(in.size());
  for (const int oversampling : kOversamplings) {
    Rig rig(kRate);
    rig.set_models(chain, 0.0, oversampling);
    play(rig, in, out);
    CHECK_EQUAL(rig.meters().broken_model, 1);
    CHECK(rig.meters().broken_frames > 4000 && rig.meters().broken_frames <= in.size());
    for (const float y : out) CHECK(std::isfinite(y));
    rig.set_models(std::span(chain).first(1), 0.0, oversampling);
    play(rig, in, out);
    CHECK_EQUAL(rig.meters().broken_model, -1);
  }
}

TEST(rig_meters_what_is_where) {
  const auto model = testing::gain_model(2.0);
  const RigModel chain[] = {{model.get(), -6.0}, {model.get(), 0.0}};
  Signal in = testing::sine(48000, 1000.0, 0.25), left(in.size()), right(in.size());
  in[40000] = in[40001] = 1.0f;
  Rig rig(kRate);
  rig.set({.input_gain_db = 6.0, .output_gain_db = -20.0});
  rig.set_models(chain);
  rig.set_cabinet(Signal{1.0f}, Signal{0.5f});
  play(rig, std::span(in).first(36000), std::span(left).first(36000), std::span(right).first(36000));
  RigMeters meters = rig.meters();
  CHECK(std::abs(meters.input_peak - 0.25f) < 1e-4f);
  CHECK(std::abs(meters.model_peaks[0] - 0.25f) < 1e-3f);
  CHECK(std::abs(meters.model_peaks[1] - 0.5f) < 1e-3f);
  CHECK(std::abs(meters.output_peaks[0] - 0.1f) < 1e-3f);
  CHECK(std::abs(meters.output_peaks[1] - 0.05f) < 1e-3f);
  CHECK_EQUAL(meters.limiter_gain, 1.0f);
  CHECK_EQUAL(meters.frames, 36000u);
  CHECK_EQUAL(meters.clipped_frames, 0u);
  play(rig, std::span(in).subspan(36000), std::span(left).subspan(36000), std::span(right).subspan(36000));
  meters = rig.meters();
  CHECK_EQUAL(meters.input_peak, 1.0f);  // 8000 frames ago
  CHECK_EQUAL(meters.clipped_frames, 2u);
  in.assign(48000, 0.0f);
  play(rig, in, left, right);
  CHECK_EQUAL(rig.meters().input_peak, 0.0f);
  CHECK_EQUAL(rig.meters().clipped_frames, 2u);
}

// 10 000 changes of everything from one thread while another plays; for ThreadSanitizer above all.
TEST(rig_plays_on_through_ten_thousand_changes) {
  const testing::Models models = testing::changing_models();
  std::atomic<bool> done{false};
  std::atomic<int> audible{0}, silent{0};
  Rig rig(kRate);
  std::thread audio([&] {
    const Signal in = testing::sine(4800, 100.0, 0.25);
    Signal left(64), right(64);
    for (std::size_t at = 0; !done; at = (at + 64) % 4800) {
      const float* const inputs[] = {in.data() + at};
      rig.process(inputs, left, right);
      (testing::peak(left) > 0.0 ? audible : silent) += 1;
    }
  });
  testing::Sequence random(1);
  for (int i = 0; i < 10000; ++i) {
    testing::change_at_random(rig, models, random);
    CHECK(rig.meters().broken_frames == 0);
  }
  done = true;
  audio.join();
  CHECK(audible > 0);
  CHECK(silent <= 2);  // the first frame is 0, and a resampler begins late
}

// Another setting of a model with knobs is another model of the same shape.
static testing::Models settings_of_a_knob() {
  const std::string text = testing::plain_wavenet();
  const std::size_t end = text.rfind("], \"sample_rate\""), begin = text.rfind(' ', end) + 1;
  testing::Models models;
  for (int setting = 1; setting <= 8; ++setting)
    models.push_back(Model::parse(std::string(text).replace(begin, end - begin, std::to_string(0.01 * setting))));
  return models;
}

TEST(rig_takes_no_memory_while_a_knob_makes_ten_thousand_random_turns) {
  const testing::Models models = settings_of_a_knob();
  std::atomic<bool> done{false};
  std::atomic<long> heap_calls{0}, blocks{0};
  Rig rig(kRate);
  std::thread audio([&] {
    const Signal in = testing::sine(4800, 100.0, 0.25);
    Signal left(64);
    const long before = testing::heap_calls();
    for (std::size_t at = 0; !done; at = (at + 64) % 4800) {
      const float* const inputs[] = {in.data() + at};
      rig.process(inputs, left, {});
      ++blocks;
    }
    heap_calls = testing::heap_calls() - before;
  });
  testing::Sequence random(1);
  for (int i = 0; i < 10000; ++i) {
    const RigModel turned[] = {{models[static_cast<std::size_t>(random.below(models.size()))].get(), 0.0}};
    rig.set_models(turned, random.uniform(-6.0f, 6.0f));
    CHECK(rig.meters().broken_frames == 0);
  }
  while (rig.meters().is_changing) std::this_thread::yield();  // until the last turn is faded in
  done = true;
  audio.join();
  CHECK(blocks > 0);
  CHECK_EQUAL(heap_calls.load(), 0);
}
