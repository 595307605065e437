// The engine in random sessions: two threads, everything changes; the audio thread takes no memory and no lock.
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "allocations.h"
#include "engine.h"
#include "environment.h"
#include "live/locks.h"
#include "seeds.h"
#include "test.h"

using namespace reamp;
using namespace reamp::plugin;
using reamp::testing::Sequence;

namespace {

// Files to choose from, and settings of its own; gone afterwards.
struct Folder {
  Folder() : path(std::filesystem::temp_directory_path() / ("reamp_engine_" + std::to_string(std::rand()))) {
    std::filesystem::create_directories(path);
    reamp::testing::set_environment("REAMP_CONFIG_DIR", path);
    write("interface.toml", "[[interface]]\nname = \"Apollo Twin X\"\ngain_db = 15\n");
    write("a.nam", reamp::testing::plain_wavenet());
    write("half.nam", reamp::testing::model_text("Linear", R"("receptive_field": 1, "bias": false)", "0.5"));
    write("bad.nam", "{");
    write("official.toml", "version = 1\nmode = \"compatible\"\n[[model]]\npath = \"a.nam\"\n");
    write("two.toml",
          "version = 1\n[gate]\nthreshold_db = -60\n[[model]]\npath = \"a.nam\"\n[[model]]\npath = \"half.nam\"\n"
          "[[cabinet]]\npath = \"4x12\"\npan = 0.5\n");
  }
  ~Folder() { std::filesystem::remove_all(path); }
  void write(const char* name, const std::string& text) const { std::ofstream(path / name) << text; }
  std::string file(const char* name) const { return (path / name).string(); }

  std::filesystem::path path;
};

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

void change(Engine& engine, Sequence& sequence, const Folder& folder, std::string& kept) {
  static constexpr const char* kModels[] = {"a.nam",         "half.nam", "bad.nam", "gone.nam",
                                            "official.toml", "two.toml", "x.wav"};
  static constexpr const char* kCabinets[] = {"1x12", "4x12", "a.nam", "gone.wav"};
  switch (sequence.below(8)) {
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
  const Folder folder;
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
  const Folder folder;
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
  const Folder folder;
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

// Plays until the latency is this; then the new chain has been handed over, and is faded in.
static void play_until_late_by(Engine& engine, int frames) {
  Sequence sequence(1);
  Block block;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (engine.latency_frames() != frames) {
    CHECK(std::chrono::steady_clock::now() < end);
    CHECK(block.play(engine, sequence, 64));
    std::this_thread::yield();
  }
}

TEST(engine_follows_the_oversampling_while_it_plays) {
  const Folder folder;
  Engine engine;
  engine.choose_model(folder.file("a.nam"));
  Sequence sequence(1);
  Block block;
  CHECK(block.play(engine, sequence, 64));
  const std::size_t oversampling = kCount - 1;
  CHECK_EQUAL(std::string(kKnobs[oversampling - kFirstKnob].key), "oversampling");
  for (const auto& [index, frames] : {std::pair{1, 39}, {2, 44}, {0, 0}, {2, 44}}) {
    engine.values().set(oversampling, index);
    play_until_late_by(engine, frames);
  }
  // What is saved has it, and what is restored plays at it.
  Engine other;
  other.restore(engine.project());
  CHECK_EQUAL(other.values().oversampling(), 4);
  CHECK_EQUAL(other.latency_frames(), 44);
}

TEST(project_of_random_bytes_is_refused_or_read) {
  const Folder folder;
  Engine engine;
  engine.choose_model(folder.file("two.toml"));
  const std::string good = engine.project();
  long read = 0;
  for (std::uint64_t seed = 0; seed < 20000; ++seed) {
    Sequence sequence(seed);
    for (int i = 0; i < 5; ++i) sequence.next();
    std::string text = good;
    for (int n = sequence.below(4); n >= 0 && !text.empty(); --n) {
      const auto at = static_cast<std::size_t>(sequence.below(text.size()));
      const int kind = sequence.below(3);
      if (kind == 0) text[at] = static_cast<char>(sequence.next());
      if (kind == 1) text.erase(at, static_cast<std::size_t>(1 + sequence.below(9)));
      if (kind == 2) text.resize(at);
    }
    try {
      parse_project(text);
      ++read;
    } catch (const SettingsError&) {
    }
  }
  CHECK(read > 0 && read < 20000);
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
