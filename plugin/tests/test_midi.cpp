// Controllers are learnt, kept and obeyed; programs are presets.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "environment.h"
#include "midi.h"
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
