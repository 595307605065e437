// Steps back and forth, and two sides.
#include "history.h"
#include "test.h"

using namespace reamp;
using namespace reamp::plugin;

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
  CHECK_EQUAL(history.side(), 1);
}
