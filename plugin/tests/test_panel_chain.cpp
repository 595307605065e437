// The chain, the library and the tuner in the panel.
#include "panel/words.h"
#include "shown_panel.h"
#include "test.h"

using namespace reamp;
using namespace reamp::plugin;

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
  CHECK(shown.host.turned.has_value());  // so that turns in quick succession are one step of undo
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
