// Steps back and forth, and two sides.
#include <filesystem>
#include <fstream>

#include "history.h"
#include "seeds.h"
#include "test.h"

using namespace reamp;
using namespace reamp::plugin;
namespace fs = std::filesystem;

namespace {
constexpr std::size_t kBass = kFirstKnob + 1;
}

TEST(history_goes_back_and_forth) {
  Engine engine;
  History history(engine);
  CHECK(!history.can_undo());
  history.note();
  engine.values().set(kBass, 7.0);
  history.note();
  engine.choose_cabinet("4x12");
  history.undo();
  CHECK_EQUAL(engine.cabinet(), std::string());
  CHECK_EQUAL(engine.values().get(kBass), 7.0);
  history.undo();
  CHECK_EQUAL(engine.values().get(kBass), 5.0);
  CHECK(!history.can_undo());
  history.redo();
  history.redo();
  CHECK_EQUAL(engine.cabinet(), std::string("4x12"));
  CHECK(!history.can_redo());
  history.undo();
  history.note();  // a new change ends what could be done again
  CHECK(!history.can_redo());
}

TEST(history_leaves_out_a_change_that_came_to_nothing) {
  Engine engine;
  History history(engine);
  history.note();
  engine.values().set(kBass, 8.0);
  history.note();
  history.note();
  history.undo();
  CHECK_EQUAL(engine.values().get(kBass), 5.0);
}

TEST(history_has_two_sides) {
  Engine engine;
  History history(engine);
  engine.values().set(kBass, 7.0);
  history.choose_side(1);
  CHECK_EQUAL(engine.values().get(kBass), 7.0);
  engine.values().set(kBass, 3.0);
  history.choose_side(0);
  CHECK_EQUAL(engine.values().get(kBass), 7.0);
  history.choose_side(1);
  CHECK_EQUAL(engine.values().get(kBass), 3.0);
  CHECK_EQUAL(engine.side(), 1);
}

TEST(history_goes_back_to_the_side_that_was_changed) {
  Engine engine;
  History history(engine);
  history.note();
  engine.values().set(kBass, 7.0);
  history.choose_side(1);
  history.note();
  engine.values().set(kBass, 3.0);
  history.undo();
  CHECK_EQUAL(engine.side(), 1);
  CHECK_EQUAL(engine.values().get(kBass), 7.0);
  history.undo();
  CHECK_EQUAL(engine.side(), 0);
  CHECK_EQUAL(engine.values().get(kBass), 7.0);
  history.undo();
  CHECK_EQUAL(engine.side(), 0);
  CHECK_EQUAL(engine.values().get(kBass), 5.0);
  for (int n = 0; n < 3; ++n) history.redo();
  CHECK_EQUAL(engine.side(), 1);
  CHECK_EQUAL(engine.values().get(kBass), 3.0);
  engine.choose_side(0);
  CHECK_EQUAL(engine.values().get(kBass), 7.0);
}

TEST(history_takes_turns_of_one_knob_together) {
  Engine engine;
  History history(engine);
  const auto turn = [&](std::size_t knob, double value, double time_s) {
    history.note(knob, time_s);
    engine.values().set(knob, value);
  };
  turn(kBass, 6.0, 1.0);
  turn(kBass, 7.0, 1.5);
  turn(kBass, 8.0, 2.0);
  turn(kBass + 1, 4.0, 2.1);  // at once, but another knob
  history.note(std::nullopt, 2.2);
  engine.choose_cabinet("4x12");
  turn(kBass + 1, 3.0, 2.3);
  history.undo();
  CHECK_EQUAL(engine.values().get(kBass + 1), 4.0);
  history.undo();
  CHECK_EQUAL(engine.cabinet(), std::string());
  history.undo();
  CHECK_EQUAL(engine.values().get(kBass + 1), 5.0);
  CHECK_EQUAL(engine.values().get(kBass), 8.0);
  history.undo();
  CHECK_EQUAL(engine.values().get(kBass), 5.0);
  CHECK(!history.can_undo());
}

TEST(history_brings_back_the_name_of_a_preset) {
  const fs::path folder = fs::temp_directory_path() / "reamp_test_history";
  fs::create_directories(folder);
  std::ofstream(folder / "amp.nam") << testing::model_text("Linear", R"("receptive_field": 1, "bias": false)", "0.5");
  for (const char* name : {"one.toml", "two.toml"})
    std::ofstream(folder / name) << "version = 1\n[[model]]\npath = \"amp.nam\"\n";
  Engine engine;
  History history(engine);
  engine.choose_model((folder / "one.toml").string());
  history.note();
  engine.choose_model((folder / "two.toml").string());
  history.undo();
  CHECK_EQUAL(engine.preset(), (folder / "one.toml").string());
  history.redo();
  CHECK_EQUAL(engine.preset(), (folder / "two.toml").string());
  fs::remove_all(folder);
}
