// The engine in random sessions: two threads, everything changes; the audio thread takes no memory and no lock.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <thread>

#include "allocations.h"
#include "engine.h"
#include "live/locks.h"
#include "seeds.h"
#include "session_files.h"
#include "test.h"

using namespace reamp;
using namespace reamp::plugin;
using reamp::testing::Sequence;

namespace {

struct Block {
  std::vector<float> sides[2] = {std::vector<float>(4096), std::vector<float>(4096)};

  bool play(Engine& engine, Sequence& sequence, std::size_t frames) {
    for (auto& side : sides)
      for (std::size_t t = 0; t < frames; ++t) side[t] = sequence.uniform(-0.5f, 0.5f);
    float* const pointers[] = {sides[0].data(), sides[1].data()};
    engine.process(pointers, pointers, frames);
    for (const auto& side : sides)
      for (std::size_t t = 0; t < frames; ++t)
        if (!std::isfinite(side[t])) return false;
    return true;
  }
};

void change(Engine& engine, Sequence& sequence, const SessionFiles& folder, std::string& kept) {
  static constexpr const char* kModels[] = {"a.nam",         "half.nam", "bad.nam", "gone.nam",
                                            "official.toml", "two.toml", "x.wav"};
  static constexpr const char* kCabinets[] = {"1x12", "4x12", "a.nam", "gone.wav"};
  switch (sequence.below(10)) {
    case 8:
      return engine.choose_side(sequence.below(2));
    case 9:
      return engine.follow();
    case 0:
      return engine.choose_model(folder.file(kModels[sequence.below(std::size(kModels))]));
    case 1:
      return engine.choose_cabinet(kCabinets[sequence.below(std::size(kCabinets))]);
    case 2:
      kept = engine.project();
      return;
    case 3:
      return engine.restore(kept);
    case 4: {
      std::string damaged = engine.project();
      if (!damaged.empty())
        damaged[static_cast<std::size_t>(sequence.below(damaged.size()))] = static_cast<char>(sequence.next());
      return engine.restore(damaged);
    }
    case 5:
      engine.choose_model("");
      return;
    default:
      engine.values().set(static_cast<std::size_t>(sequence.below(kCount)), sequence.uniform(-100.0f, 100.0f));
  }
}

}  // namespace

TEST(engine_plays_in_random_sessions) {
  const SessionFiles folder;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Sequence sequence(seed);
    Engine engine;
    Block block;
    std::string kept;
    for (int n = 0; n < 30; ++n) {
      if (sequence.below(8) == 0) engine.start(sequence.below(2) ? 44100 : 96000);
      change(engine, sequence, folder, kept);
      CHECK(block.play(engine, sequence, static_cast<std::size_t>(1 + sequence.below(700))));
      CHECK(engine.latency_frames() >= 0);
    }
  }
}

TEST(engine_takes_no_memory_and_no_lock_in_the_audio_thread) {
  const SessionFiles folder;
  Engine engine;
  std::atomic<bool> is_over{false};
  std::atomic<long> heap{0}, locks{0}, blocks{0};
  std::atomic<bool> is_sound{true};
  std::thread audio([&] {
    Sequence sequence(3);
    Block block;
    while (!is_over) {
      const long heap_before = reamp::testing::heap_calls(), locks_before = reamp::testing::lock_calls();
      if (!block.play(engine, sequence, 64)) is_sound = false;
      heap += reamp::testing::heap_calls() - heap_before;
      locks += reamp::testing::lock_calls() - locks_before;
      ++blocks;
      std::this_thread::yield();
    }
  });
  Sequence sequence(5);
  std::string kept;
  for (int n = 0; n < 150; ++n) change(engine, sequence, folder, kept);
  while (blocks < 200) std::this_thread::yield();
  is_over = true;
  audio.join();
  CHECK(is_sound);
  CHECK_EQUAL(heap.load(), 0);
  CHECK_EQUAL(locks.load(), 0);
}

TEST(engine_keeps_what_plays_when_a_file_is_bad) {
  const SessionFiles folder;
  Engine engine;
  engine.choose_model(folder.file("half.nam"));
  CHECK(engine.problems().empty());
  engine.choose_model(folder.file("bad.nam"));
  CHECK_EQUAL(engine.problems().size(), 1u);
  CHECK_EQUAL(engine.model(), folder.file("half.nam"));
  CHECK(engine.values().is_on(kHasProblem));
  engine.choose_model(folder.file("a.nam"));
  CHECK(engine.problems().empty() && !engine.values().is_on(kHasProblem));
}

namespace {

constexpr double kPi = 3.14159265358979;

// Plays a sine on from where it was, and keeps the left side.
struct SinePlayer {
  explicit SinePlayer(Engine& engine_) : engine(engine_) {}

  void play(std::size_t frames, double frequency_hz = 200.0) {
    std::vector<float> sides[2];
    for (std::size_t done = 0; done < frames; done += 64) {
      for (auto& side : sides) {
        side.resize(64);
        for (std::size_t t = 0; t < 64; ++t)
          side[t] = static_cast<float>(0.1 * std::sin(2.0 * kPi * frequency_hz / 48000.0 * double(heard.size() + t)));
      }
      float* const pointers[] = {sides[0].data(), sides[1].data()};
      engine.process(pointers, pointers, 64);
      heard.insert(heard.end(), sides[0].begin(), sides[0].end());
    }
  }

  float largest_step(std::size_t first) const {
    float step = 0.0f;
    for (std::size_t t = first + 1; t < heard.size(); ++t) step = std::max(step, std::abs(heard[t] - heard[t - 1]));
    return step;
  }

  Engine& engine;
  std::vector<float> heard;
};

constexpr std::size_t kOversampling = kRevision - 1;

}  // namespace

TEST(engine_follows_the_oversampling_while_it_plays) {
  const SessionFiles folder;
  Engine engine;
  engine.choose_model(folder.file("a.nam"));
  Sequence sequence(1);
  Block block;
  CHECK(block.play(engine, sequence, 64));
  CHECK_EQUAL(std::string(kKnobs[kOversampling - kFirstKnob].key), "oversampling");
  for (const auto& [index, frames] : {std::pair{1, 39}, {2, 44}, {0, 0}, {2, 44}}) {
    engine.values().set(kOversampling, index);
    engine.follow();
    CHECK_EQUAL(engine.latency_frames(), frames);
    for (int n = 0; n < 300; ++n) CHECK(block.play(engine, sequence, 64));
  }
  // What is saved has it, and what is restored plays at it.
  Engine other;
  other.restore(engine.project());
  CHECK_EQUAL(other.values().oversampling(), 4);
  CHECK_EQUAL(other.latency_frames(), 44);
}

TEST(engine_changes_a_model_at_the_level_of_another_output_mode) {
  const SessionFiles folder;
  std::string weights = "0.02";
  for (int i = 1; i < 8000; ++i) weights += ", 0";
  folder.write("late.nam", reamp::testing::model_text("Linear", R"("receptive_field": 8000, "bias": false)", weights));
  Engine changed, unchanged;
  SinePlayer other(changed), same(unchanged);
  for (SinePlayer* player : {&other, &same}) {
    player->engine.choose_model(folder.file("half.nam"));
    player->play(4800);
    player->engine.values().set(kOutput, 0);  // raw
    player->play(9600);
  }
  changed.choose_model(folder.file("late.nam"));
  for (SinePlayer* player : {&other, &same}) player->play(7488);  // the new chain is still unheard
  CHECK(other.heard == same.heard);
  other.play(9600);
  const float loudest = *std::max_element(other.heard.end() - 4800, other.heard.end());
  CHECK(std::abs(loudest - 0.002f) < 0.0002f);
}

TEST(engine_fades_to_a_rig_of_another_mode) {
  const SessionFiles folder;
  Engine engine;
  SinePlayer player(engine);
  const auto peak = [&](std::size_t first) {
    float peak = 0.0f;
    for (std::size_t t = first; t < first + 480; ++t) peak = std::max(peak, std::abs(player.heard[t]));
    return peak;
  };
  engine.choose_model(folder.file("a.nam"));
  player.play(36000);
  const float usual = player.largest_step(30000), before = peak(35000);
  engine.choose_model(folder.file("official.toml"));
  player.play(24000);
  CHECK(player.largest_step(35000) < 1.05f * usual);
  CHECK(peak(36000 + 11000) > 0.9f * before);                     // the other one settles
  CHECK(peak(36000 + 13000) > 0.3f * before);                     // and is faded in
  CHECK(std::abs(peak(36000 + 20000) - before) > 0.5f * before);  // an official rig knows no loudness of this file
}

TEST(engine_in_bypass_makes_no_click_when_the_latency_changes) {
  const SessionFiles folder;
  Engine engine;
  SinePlayer player(engine);
  engine.values().set(kBypass, 1);
  engine.choose_model(folder.file("half.nam"));
  player.play(4800, 1000.0);
  engine.values().set(kOversampling, 2);
  engine.follow();
  player.play(9600, 1000.0);
  CHECK_EQUAL(engine.latency_frames(), 44);
  CHECK(player.largest_step(4000) < 1.05 * 0.1 * 2.0 * kPi * 1000.0 / 48000.0);
  for (std::size_t t = 12000; t < 14000; ++t)
    CHECK(std::abs(player.heard[t] - 0.1 * std::sin(2.0 * kPi * 1000.0 / 48000.0 * double(t - 44))) < 1e-6);
}

TEST(values_are_those_of_a_preset_to_the_bit) {
  Values values;
  values.set(kFirstKnob, 5.9999995f);
  CHECK_EQUAL(values.get(kFirstKnob), 6.0);
  RigSettings settings{
      .input_gain_db = -2.3, .gate = true, .gate_threshold_db = -61.5, .tone = {.bass = 6.1, .presence = 7.5}};
  settings.output_gain_db = 1.1;
  values.take(settings, OutputMode::kCalibrated, 4);
  CHECK(values.settings() == settings);
  CHECK(values.output_mode() == OutputMode::kCalibrated);
  CHECK_EQUAL(values.oversampling(), 4);
}

TEST(values_that_the_host_has_are_not_told_again) {
  Values told, values;
  CHECK(untold(told, values).empty());
  told.set(kFirstKnob, 3.0f);  // as automation plays
  values.set(kFirstKnob, 3.0f);
  values.set(kFirstKnob + 2, 7.1);  // as a preset turns
  values.set(kHasProblem, 1.0);
  values.set(kRevision, 4.0);
  CHECK(untold(told, values) == (std::vector<std::size_t>{kFirstKnob + 2, kRevision}));
  for (const std::size_t index : untold(told, values)) told.set(index, static_cast<float>(values.get(index)));
  CHECK(untold(told, values).empty());
}

TEST(engine_takes_both_channels_from_the_next_start_on) {
  const SessionFiles folder;
  Engine engine;
  engine.choose_model(folder.file("half.nam"));
  std::vector<float> sides[2];
  const auto right_peak = [&] {
    for (int n = 0; n < 1000; ++n) {  // 1.3 s: longer than two fades
      sides[0].assign(64, 0.0f);
      sides[1].assign(64, n % 2 ? 0.1f : -0.1f);
      float* const pointers[] = {sides[0].data(), sides[1].data()};
      engine.process(pointers, pointers, 64);
    }
    float peak = 0.0f;
    for (const float sample : sides[1]) peak = std::max(peak, std::abs(sample));
    return peak;
  };
  CHECK(right_peak() < 0.001f);
  engine.values().set(kChannel, 2.0);
  CHECK(right_peak() < 0.001f);
  engine.choose_model(folder.file("a.nam"));
  engine.choose_model(folder.file("half.nam"));
  CHECK(right_peak() < 0.001f);
  engine.start(48000);
  CHECK(right_peak() > 0.01f);
}
