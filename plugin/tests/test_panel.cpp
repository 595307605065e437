// What clicks, keys and wheels ask of the plug-in, and what the panel says.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "panel/words.h"
#include "shown_panel.h"
#include "test.h"

using namespace reamp;
using namespace reamp::plugin;

namespace {

constexpr int kInput = kFirstKnob, kBass = kFirstKnob + 1, kGateKnob = kFirstKnob + 5;

}  // namespace

TEST(panel_says_calibrated_and_the_sum) {
  const Shown shown;
  CHECK(shown.says("Calibrated"));
  CHECK(shown.says("12.00 dBu"));
  CHECK(shown.says("15.00 dBu"));
  CHECK(shown.says("5.00 dB"));
  CHECK(shown.says(std::string(kMinus) + "8.00 dB"));
  CHECK(!shown.says("Not calibrated"));
}

TEST(panel_says_why_it_is_not_calibrated_and_what_to_do) {
  CHECK(Shown(Facts{}).says("Choose your interface"));
  Facts no_level = calibrated_facts();
  no_level.models[0].input_level_dbu.reset();
  no_level.plan = plan_of(no_level);
  CHECK(Shown(no_level).says("states no input level"));
  CHECK(Shown(no_level).says("Not calibrated"));
  Facts conflict = calibrated_facts();
  conflict.source.levels.full_scale_dbu.reset();
  conflict.source.row->confidence = Confidence::kConflict;
  conflict.plan = plan_of(conflict);
  CHECK(Shown(conflict).says("disagree"));
  Facts broken = calibrated_facts();
  broken.source.problem = "interface.toml: is not TOML";
  CHECK(Shown(broken).says("is not TOML"));
}

TEST(panel_takes_an_interface_from_three_letters) {
  Shown shown(Facts{});
  click_on(shown.panel, Act::kInterfaces);
  CHECK(shown.panel.wants_keys());
  shown.type("sca");
  CHECK(shown.host.kept->name->find("Scarlett") != std::string::npos);
  CHECK(!shown.panel.wants_keys());
}

TEST(panel_takes_a_level_in_every_unit) {
  for (const char* text : {"12.2 dBu", "12,2", "9.98 dBV", "3.15 V"}) {
    Shown shown;
    click_on(shown.panel, Act::kInterfaces);
    shown.host.on_clipboard = text;
    shown.panel.paste();
    shown.panel.key(Key::kEnter);
    CHECK(shown.host.kept.has_value());
    CHECK(std::abs(shown.host.kept->max_input_dbu.value() - 12.2) < 0.02);
  }
}

TEST(panel_finds_an_interface_whose_name_is_a_number) {
  Shown shown(Facts{});
  click_on(shown.panel, Act::kInterfaces);
  shown.type("828");
  CHECK(shown.host.kept->name.has_value());
}

TEST(panel_takes_the_gain_that_is_shown_raised_or_unknown) {
  Shown shown;
  click_on(shown.panel, Act::kGain);
  shown.type("15");
  CHECK_EQUAL(shown.host.kept->shown_db.value(), 15.0);
  CHECK_EQUAL(shown.host.kept->name.value(), std::string("Focusrite Scarlett 2i2 4th Gen"));
  click_on(shown.panel, Act::kGain);
  shown.type("+5,5 dB");
  CHECK_EQUAL(shown.host.kept->raised_db.value(), 5.5);
  CHECK(!shown.host.kept->shown_db);
  click_on(shown.panel, Act::kGain);
  shown.panel.key(Key::kBackspace);
  shown.panel.key(Key::kEnter);
  CHECK(!shown.host.kept->shown_db && !shown.host.kept->raised_db);
}

TEST(panel_keeps_the_level_of_a_model) {
  Shown shown;
  click_on(shown.panel, Act::kModelLevel);
  shown.type("9.98 dBV");
  CHECK(std::abs(shown.host.level_dbu.value() - 12.2) < 0.01);
}

TEST(panel_says_what_it_cannot_read_and_changes_nothing) {
  Shown shown;
  for (const Act act : {Act::kGain, Act::kModelLevel}) {
    click_on(shown.panel, act);
    shown.type("loud");
    CHECK(shown.says("loud"));
  }
  click_on(shown.panel, Act::kKnobText, kBass);
  shown.type("11 volts");
  CHECK(shown.says("nothing is changed"));
  CHECK(shown.host.asked.empty());
  shown.host.is_broken = true;
  click_on(shown.panel, Act::kInterfaces);
  shown.type("apollo twin x");
  CHECK(shown.says("cannot be written"));
}

TEST(panel_turns_a_knob_by_drag_wheel_double_click_and_typing) {
  Shown shown;
  const Point at = shown.middle_of(Act::kKnob, kBass);
  shown.panel.press(at);
  shown.panel.move({at.x, at.y - 48.0f});  // a fifth of the way
  shown.panel.release();
  CHECK_EQUAL(shown.host.asked.size(), std::size_t{3});
  CHECK_EQUAL(shown.host.asked[0], "begin " + std::to_string(kBass));
  CHECK_EQUAL(shown.host.asked[1], "set " + std::to_string(kBass) + " 7");
  CHECK_EQUAL(shown.host.asked[2], "end " + std::to_string(kBass));
  shown.panel.scroll(at, 1.0);
  CHECK_EQUAL(shown.host.asked[4], "set " + std::to_string(kBass) + " 7.5");
  shown.panel.scroll(at, 1.0, true);
  CHECK_EQUAL(shown.host.asked[7], "set " + std::to_string(kBass) + " 7.6");
  click_on(shown.panel, Act::kKnob, kBass, 2);
  CHECK_EQUAL(shown.host.asked[shown.host.asked.size() - 2], "set " + std::to_string(kBass) + " 5");
  click_on(shown.panel, Act::kKnobText, kInput);
  shown.type("-3,5 dB");
  CHECK_EQUAL(shown.host.asked[shown.host.asked.size() - 2], "set " + std::to_string(kInput) + " -3.5");
  click_on(shown.panel, Act::kKnobText, kInput);
  shown.type("300");
  CHECK(shown.says("is no number"));  // no gain
}

TEST(panel_turns_the_gate_on_with_its_knob_and_off_by_a_word) {
  Shown shown;
  shown.panel.scroll(shown.middle_of(Act::kKnob, kGateKnob), 1.0);
  CHECK(std::find(shown.host.asked.begin(), shown.host.asked.end(), "set 0 1") != shown.host.asked.end());
  click_on(shown.panel, Act::kKnobText, kGateKnob);
  shown.type("off");
  CHECK_EQUAL(shown.host.asked[shown.host.asked.size() - 2], std::string("set 0 0"));
}

TEST(panel_gives_keys_to_the_host_unless_something_is_typed) {
  Shown shown;
  CHECK(!shown.panel.key(Key::kEnter));
  CHECK(!shown.panel.type(" "));
  click_on(shown.panel, Act::kKnobText, kBass);
  CHECK(shown.panel.type("7"));
  CHECK(shown.panel.key(Key::kEscape));
  CHECK(!shown.panel.type(" "));
  CHECK(shown.host.asked.empty());
}

TEST(panel_takes_a_pasted_path) {
  Shown shown;
  click_on(shown.panel, Act::kModels);
  shown.host.on_clipboard = "'/models/amp \u00e9.nam'\n";
  shown.panel.paste();
  shown.panel.key(Key::kEnter);
  CHECK_EQUAL(last(shown), std::string("chain /models/amp \u00e9.nam"));
  click_on(shown.panel, Act::kModels);
  shown.type("file:///a%20b/c.nam");
  CHECK_EQUAL(last(shown), std::string("chain /a b/c.nam"));
}

TEST(panel_shows_the_clip_until_it_is_clicked_away) {
  Shown shown;
  Peaks peaks;
  peaks.clipped_frames = 3;
  shown.panel.show(initial_values(), peaks, 1.0);
  CHECK(shown.says("clipped"));
  click_on(shown.panel, Act::kClipped);
  CHECK(!shown.says("clipped"));
  peaks.clipped_frames = 4;
  shown.panel.show(initial_values(), peaks, 2.0);
  CHECK(shown.says("clipped"));
}

TEST(panel_at_rest_is_the_same_picture) {
  Shown shown;
  Peaks hum;
  hum.input = 1e-4f;  // below the meters
  const Scene before = shown.panel.scene();
  for (int i = 1; i < 30; ++i) {
    hum.input *= 1.01f;
    shown.panel.show(initial_values(), hum, i / 30.0);
    CHECK(shown.panel.scene().shapes == before.shapes);
  }
}

TEST(panel_steps_to_the_next_cabinet_and_chooses_none) {
  Shown shown;
  click_on(shown.panel, Act::kCabinets);
  CHECK(shown.says("No cabinet"));
  click_on(shown.panel, Act::kListRow, 0);
  CHECK_EQUAL(last(shown), std::string("chain "));
}

TEST(panel_learns_a_controller_and_takes_it_away) {
  Shown shown;
  click_on(shown.panel, Act::kMidi);
  CHECK(shown.says("click a knob"));
  click_on(shown.panel, Act::kKnob, kBass);
  CHECK_EQUAL(last(shown), "learn " + std::to_string(kBass));
  CHECK(shown.says("move a controller for Bass"));
  click_on(shown.panel, Act::kKnob, kBass);
  CHECK_EQUAL(shown.host.asked[shown.host.asked.size() - 2], "forget " + std::to_string(kBass));
  click_on(shown.panel, Act::kModelNext);
  CHECK_EQUAL(last(shown), std::string("learn 1000"));
  click_on(shown.panel, Act::kMidi);
  CHECK_EQUAL(last(shown), std::string("learn nothing"));
}

TEST(panel_saves_and_finds_presets) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / "reamp_test_panel_presets";
  fs::create_directories(folder);
  std::ofstream(folder / "crunch.toml") << "x";
  Shown shown;
  shown.host.presets = folder.string();
  click_on(shown.panel, Act::kPresets);
  shown.type("my lead");
  CHECK_EQUAL(last(shown), "save " + (folder / "my lead.toml").string());
  click_on(shown.panel, Act::kPresets);
  shown.type("cru");
  CHECK_EQUAL(last(shown), "model " + (folder / "crunch.toml").string());
  click_on(shown.panel, Act::kPresets);
  shown.type("../other");
  CHECK_EQUAL(last(shown), "model " + (folder / "crunch.toml").string());
  fs::remove_all(folder);
}

TEST(panel_notes_each_change_for_undo) {
  Shown shown;
  click_on(shown.panel, Act::kLimiter);
  shown.panel.scroll(shown.middle_of(Act::kKnob, kBass), 1.0);
  click_on(shown.panel, Act::kCabinets);
  click_on(shown.panel, Act::kListRow, 1);
  CHECK_EQUAL(shown.host.notes, 3);
}

TEST(panel_keeps_the_selected_row_in_sight) {
  Shown shown;
  for (const Act act : {Act::kInterfaces, Act::kCabinets}) {
    click_on(shown.panel, act);
    const auto sees = [&](int row) { return shown.middle_of(Act::kListRow, row).y > 0.0f; };
    if (act == Act::kInterfaces) {
      for (int i = 0; i < 30; ++i) shown.panel.key(Key::kDown);
      CHECK(sees(30));
      CHECK(!sees(0));
      shown.panel.scroll(shown.middle_of(Act::kListRow, 30), 100.0);
    }
    CHECK(sees(0));
    shown.panel.key(Key::kEscape);
  }
}

TEST(panel_says_where_the_level_of_an_interface_comes_from) {
  Shown shown;
  click_on(shown.panel, Act::kInterfaces);
  shown.panel.type("2i2 3rd");
  CHECK(shown.says("manufacturer"));
}

TEST(panel_chooses_the_oversampling) {
  Shown shown;
  click_on(shown.panel, Act::kQuality, 2);
  CHECK_EQUAL(shown.host.asked[1], "set " + std::to_string(kQualityIndex) + " 2");
}
