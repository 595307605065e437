// Controllers are learnt, kept and obeyed; programs are presets.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "environment.h"
#include "instance.h"
#include "test.h"

using namespace reamp;
using namespace reamp::plugin;
namespace fs = std::filesystem;

namespace {

constexpr int kBass = kFirstKnob + 1;

// The user's settings, in a folder that is gone afterwards.
struct Settings {
  Settings() {
    fs::remove_all(path);
    fs::create_directories(path / "presets");
    reamp::testing::set_environment("REAMP_CONFIG_DIR", path);
  }
  ~Settings() {
    reamp::testing::set_environment("REAMP_CONFIG_DIR", "");
    fs::remove_all(path);
  }
  const fs::path path = fs::temp_directory_path() / "reamp_test_midi";
};

void send(Midi& midi, std::uint8_t kind, std::uint8_t number, std::uint8_t value = 0) {
  const std::uint8_t message[] = {kind, number, value};
  midi.take(message, kind == 0xC0 ? 2 : 3);
}

}  // namespace

TEST(midi_learns_a_controller_and_keeps_it) {
  const Settings settings;
  Engine engine;
  {
    Midi midi(engine);
    send(midi, 0xB0, 11, 127);
    CHECK_EQUAL(engine.values().get(kBass), 5.0);  // none was learnt
    midi.learn(kBass);
    send(midi, 0xB3, 11, 127);
    CHECK_EQUAL(engine.values().get(kBass), 10.0);
    CHECK(!midi.learning());
    send(midi, 0xB0, 11, 64);
    CHECK_EQUAL(engine.values().get(kBass), 5.0);
    send(midi, 0xB0, 11, 0);
    CHECK_EQUAL(engine.values().get(kBass), 0.0);
    midi.work();
  }
  Midi again(engine);
  CHECK_EQUAL(again.controller_of(kBass).value(), 11);
  again.forget(kBass);
  again.work();
  CHECK(midi_controls(config_dir()).empty());
}

TEST(midi_of_two_instances_keeps_what_both_have_learnt) {
  const Settings settings;
  Engine engine;
  Midi first(engine), second(engine);
  const auto learn = [](Midi& midi, int target, std::uint8_t controller) {
    midi.learn(target);
    send(midi, 0xB0, controller, 100);
    midi.work();
  };
  learn(first, kBass, 11);
  learn(second, kBass + 1, 12);
  CHECK_EQUAL(midi_controls(config_dir()).size(), 2u);
  CHECK_EQUAL(second.controller_of(kBass).value(), 11);  // what the other has kept meanwhile
  learn(first, kBass + 2, 12);                           // takes a controller that it has never heard of
  CHECK_EQUAL(midi_controls(config_dir()).size(), 2u);
  second.forget(kBass);
  second.work();
  const auto kept = midi_controls(config_dir());
  CHECK_EQUAL(kept.size(), 1u);
  CHECK_EQUAL(kept[0].controller, 12);
  CHECK_EQUAL(kept[0].target, target_key(kBass + 2));
}

TEST(midi_of_one_instance_keeps_what_another_has_moved) {
  const Settings settings;
  Engine engine;
  Midi first(engine);
  const auto learn = [](Midi& midi, int target, std::uint8_t controller) {
    midi.learn(target);
    send(midi, 0xB0, controller, 100);
    midi.work();
  };
  learn(first, kBass, 5);
  Midi second(engine);
  learn(second, kBass, 7);
  learn(first, kBass + 1, 5);  // whose bass it still believes to be there
  CHECK_EQUAL(midi_controls(config_dir()).size(), 2u);
  CHECK_EQUAL(Midi(engine).controller_of(kBass).value(), 7);
  CHECK_EQUAL(Midi(engine).controller_of(kBass + 1).value(), 5);
  CHECK_EQUAL(first.controller_of(kBass).value(), 7);
}

static std::ptrdiff_t threads() {
  std::error_code error;
  const fs::directory_iterator all("/proc/self/task", error);
  return error ? -1 : std::distance(fs::begin(all), fs::end(all));
}

TEST(instance_that_never_plays_has_no_thread) {
  if (threads() < 0) return;  // not Linux
  const Settings settings;
  const auto before = threads();
  Instance instance;
  CHECK_EQUAL(threads(), before);
  instance.begin();
  instance.begin();
  CHECK_EQUAL(threads(), before + 1);
}

TEST(midi_chooses_presets_by_program_and_says_where_there_is_none) {
  const Settings settings;
  std::ofstream(settings.path / "presets" / "broken.toml") << "version = ";
  Engine engine;
  Midi midi(engine);
  send(midi, 0xC0, 0);
  midi.work();
  CHECK(engine.problems()[0].find("is not TOML") != std::string::npos);
  send(midi, 0xC0, 5);
  midi.work();
  CHECK(engine.problems()[0].find("there are 1 presets") != std::string::npos);
}

TEST(midi_takes_broken_messages) {
  const Settings settings;
  Engine engine;
  Midi midi(engine);
  midi.take(nullptr, 0);
  for (int kind = 0; kind < 256; ++kind) {
    const std::uint8_t message[] = {static_cast<std::uint8_t>(kind), 255, 255};
    for (std::size_t size = 1; size <= 3; ++size) midi.take(message, size);
  }
  CHECK(!midi.learning());
}
