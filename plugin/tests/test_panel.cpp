// What clicks, keys and wheels ask of the plug-in, and what the panel says.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "fake_panel_host.h"
#include "panel/panel.h"
#include "panel/words.h"
#include "test.h"

using namespace reamp;
using namespace reamp::plugin;

namespace {

ValueArray initial_values() {
  const Values values;
  ValueArray all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = values.get(i);
  return all;
}

// A panel that shows these facts.
struct Shown {
  explicit Shown(Facts facts = calibrated_facts()) {
    panel.show(std::move(facts));
    panel.show(initial_values(), {}, 0.0);
  }
  FakePanelHost host;
  Panel panel{host};

  bool says(const std::string& words) const {
    for (const Shape& shape : panel.scene().shapes)
      if (shape.text.find(words) != std::string::npos) return true;
    return false;
  }
  void type(const std::string& text) {
    panel.type(text);
    panel.key(Key::kEnter);
  }
  Point middle_of(Act act, int index) const {
    for (const Zone& zone : panel.scene().zones)
      if (zone.is({{}, act, index})) return {zone.box.x + zone.box.w / 2.0f, zone.box.middle()};
    return {};
  }
};

constexpr int kInput = kFirstKnob, kBass = kFirstKnob + 1, kGateKnob = kFirstKnob + 5;

std::string last(const Shown& shown) { return shown.host.asked.empty() ? "" : shown.host.asked.back(); }

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

namespace {

// Two models of which the second is shown, and the host's own chain of the same.
struct TwoModels : Shown {
  TwoModels() : Shown(facts()) {
    for (const ModelFacts& model : facts().models) host.project.setup.preset.models.push_back({.path = model.path});
    host.project.setup.preset.cabinets = {{.path = "4x12"}};
    click_on(panel, Act::kSlot, 1);
  }
  static Facts facts() {
    Facts facts = calibrated_facts();
    facts.models.insert(facts.models.begin(), {.path = "/models/Screamer.nam",
                                               .name = "Screamer",
                                               .architecture = "LSTM",
                                               .input_level_dbu = 9.0,
                                               .output_level_dbu = 8.5,
                                               .origin = LevelOrigin::kFile});
    facts.plan = plan_of(facts);
    return facts;
  }
};

}  // namespace

TEST(panel_shows_the_exact_level_between_two_models) {
  const TwoModels shown;
  CHECK(shown.says(std::string(kMinus) + "2.00 dB"));  // 12 - 5 - 9, into the first
  CHECK(shown.says(std::string(kMinus) + "6.50 dB"));  // 8.5 - 15, between
  CHECK(shown.says("8.50 dBu"));
  CHECK(shown.says("Exact level"));
  Facts facts = TwoModels::facts();
  facts.models[0].output_level_dbu.reset();
  facts.plan = plan_of(facts);
  Shown unknown(facts);
  CHECK(unknown.says("no level"));
  click_on(unknown.panel, Act::kSlot, 1);
  CHECK(unknown.says("states no output level"));
}

TEST(panel_takes_a_shorter_chain_under_the_pointer) {
  TwoModels shown;
  shown.panel.move(shown.middle_of(Act::kSlot, 1));
  CHECK(shown.says("Mark 15 lead. A click"));
  shown.panel.show(calibrated_facts());
  CHECK(!shown.says("A click shows it"));
  shown.panel.show(Facts{});
  CHECK(!shown.says("A click shows it"));
}

TEST(panel_shows_each_model_of_a_long_preset) {
  Facts facts = TwoModels::facts();
  while (facts.models.size() < 5) facts.models.push_back(facts.models.front());
  facts.plan = plan_of(facts);
  Shown shown(facts);
  Peaks loud{.input = 0.5f, .model = 0.5f, .output = {0.5f, 0.5f}};
  loud.later_models.fill(0.5f);
  shown.panel.show(initial_values(), loud, 1.0);
  for (int i = 0; i < 5; ++i) {
    if (i > 0) click_on(shown.panel, Act::kSlot, i);  // another click on a model that is shown opens a list
    const std::vector<Shape> shapes = shown.panel.scene().shapes;
    const auto is_silent = [](const Shape& shape) { return shape.text == "\u2013" && shape.size == 21.0f; };
    CHECK_EQUAL(std::ranges::any_of(shapes, is_silent), i >= 4);  // there are four meters
  }
}

TEST(panel_changes_the_chain_by_hand) {
  TwoModels shown;
  click_on(shown.panel, Act::kSlotEarlier);
  CHECK_EQUAL(last(shown), std::string("chain /models/Mark 15 lead.nam > /models/Screamer.nam | 4x12"));
  click_on(shown.panel, Act::kSlotPower, 1);
  CHECK(shown.host.project.setup.is_model_bypassed(1));
  click_on(shown.panel, Act::kAddModel);
  shown.type("/models/third.nam");
  CHECK_EQUAL(shown.host.project.setup.preset.models.size(), std::size_t{3});
  CHECK_EQUAL(shown.host.project.setup.preset.models[2].path, std::string("/models/third.nam"));
  click_on(shown.panel, Act::kSlotRemove);
  CHECK_EQUAL(shown.host.project.setup.preset.models.size(), std::size_t{2});
  CHECK_EQUAL(shown.host.notes, 4);  // each can be undone
}

TEST(panel_chooses_a_file_for_the_model_that_is_shown) {
  TwoModels shown;
  click_on(shown.panel, Act::kModels);
  shown.type("/models/other.nam");
  CHECK_EQUAL(last(shown), std::string("chain /models/Screamer.nam > /models/other.nam | 4x12"));
  click_on(shown.panel, Act::kModelLevel, 1);
  shown.type("11 dBu");
  CHECK_EQUAL(shown.host.level_of_model, std::size_t{1});
}

TEST(panel_adds_a_second_cabinet_with_its_gain_and_place) {
  TwoModels shown;
  click_on(shown.panel, Act::kAddCabinet);
  shown.type("/cabs/room.wav");
  CHECK_EQUAL(shown.host.project.setup.preset.cabinets.size(), std::size_t{2});
  Facts facts = TwoModels::facts();
  facts.cabinets = {"4x12", "/cabs/room.wav"};
  facts.speakers.resize(2);
  shown.panel.show(facts);
  click_on(shown.panel, Act::kCabinetGain, 1);
  shown.type("-3,5 dB");
  CHECK_EQUAL(shown.host.project.setup.preset.cabinets[1].gain_db, -3.5);
  click_on(shown.panel, Act::kCabinetPan, 0);
  shown.type("L 40");
  CHECK_EQUAL(shown.host.project.setup.preset.cabinets[0].pan, -0.4);
  click_on(shown.panel, Act::kCabinetPan, 0);
  shown.type("somewhere");
  CHECK(shown.says("no place between"));
  shown.panel.scroll(shown.middle_of(Act::kCabinetPan, 1), 2.0);
  CHECK_EQUAL(shown.host.project.setup.preset.cabinets[1].pan, 0.1);
  click_on(shown.panel, Act::kCabinetRemove, 0);
  CHECK_EQUAL(shown.host.project.setup.preset.cabinets.size(), std::size_t{1});
}

TEST(panel_searches_the_library_as_it_is_typed) {
  Shown shown;
  shown.host.library = {{.path = "/lib/vox.nam", .name = "vox", .input_level_dbu = 12.5},
                        {.path = "/lib/ac.nam", .name = "ac"}};
  click_on(shown.panel, Act::kModels);
  CHECK(shown.says("Searching"));
  shown.panel.show(initial_values(), {}, 1.0);
  CHECK(shown.says("Search 2 models"));
  CHECK(shown.says("12.50 dBu"));
  shown.panel.type("vo");
  CHECK_EQUAL(shown.host.questions.back().words, std::string("vo"));
  click_on(shown.panel, Act::kCalibratedOnly);
  CHECK(shown.host.questions.back().is_calibrated);
  click_on(shown.panel, Act::kLikeThis);
  CHECK_EQUAL(shown.host.questions.back().like, std::string("/models/Mark 15 lead.nam"));
  const std::size_t asked = shown.host.questions.size();
  for (int i = 0; i < 3; ++i) shown.panel.show(initial_values(), {}, 2.0 + i);
  CHECK_EQUAL(shown.host.questions.size(), asked);  // each question once
  click_on(shown.panel, Act::kListRow, 1);
  CHECK_EQUAL(last(shown), std::string("chain /lib/ac.nam"));
}

TEST(panel_without_a_library_lists_the_folder) {
  Shown shown;
  click_on(shown.panel, Act::kModels);
  CHECK(shown.says("Models and presets"));
  CHECK(shown.host.questions.empty());
}

TEST(panel_says_why_the_library_does_not_answer) {
  Shown shown;
  shown.host.library_problem = "The library was written by a newer Reamp";
  click_on(shown.panel, Act::kModels);
  shown.panel.show(initial_values(), {}, 1.0);
  CHECK(shown.says("newer Reamp"));
  click_on(shown.panel, Act::kListSource, 1);
  CHECK(!shown.says("newer Reamp"));
}

TEST(panel_shows_the_tuner) {
  Shown shown;
  click_on(shown.panel, Act::kTuner);
  CHECK_EQUAL(last(shown), std::string("tuner"));
  shown.panel.show(Tools{.tuner = TunerView{.reading = nearest_note(82.5)}});
  CHECK(shown.says("E2"));
  CHECK(shown.says("+2.0 cents"));
  click_on(shown.panel, Act::kTunerMute);
  CHECK_EQUAL(last(shown), std::string("mute"));
}
