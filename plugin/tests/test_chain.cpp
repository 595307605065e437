// The chain by hand, and in the engine.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "chain.h"
#include "engine.h"
#include "seeds.h"
#include "test.h"

using namespace reamp;
using namespace reamp::plugin;

namespace {

std::string names(const Project& project) {
  std::string all;
  for (std::size_t i = 0; i < project.setup.preset.models.size(); ++i)
    all += project.setup.preset.models[i].path + (project.setup.is_model_bypassed(i) ? "- " : " ");
  return all;
}

Project four() {
  Project project;
  for (const char* path : {"a", "b", "c", "d"}) put_model(project, 9, path);
  return project;
}

}  // namespace

TEST(chain_takes_four_models_and_replaces) {
  Project project = four();
  put_model(project, 9, "e");
  CHECK_EQUAL(names(project), std::string("a b c d "));
  bypass_model(project, 1, true);
  put_model(project, 2, "x");
  CHECK_EQUAL(names(project), std::string("a b- x d "));
  put_model(project, 1, "y");
  CHECK_EQUAL(names(project), std::string("a y x d "));
}

TEST(chain_moves_and_removes_with_what_is_bypassed) {
  Project project = four();
  bypass_model(project, 0, true);
  move_model(project, 0, 2);
  CHECK_EQUAL(names(project), std::string("b c a- d "));
  move_model(project, 3, 0);
  CHECK_EQUAL(names(project), std::string("d b c a- "));
  remove_model(project, 1);
  CHECK_EQUAL(names(project), std::string("d c a- "));
  move_model(project, 5, 0);
  move_model(project, 0, 3);
  remove_model(project, 3);
  bypass_model(project, 3, true);
  CHECK_EQUAL(names(project), std::string("d c a- "));
}

TEST(chain_keeps_the_gain_of_a_cabinet_that_is_replaced) {
  Project project;
  put_cabinet(project, 0, "/nowhere/4x12");
  CHECK_EQUAL(project.setup.preset.cabinets[0].path, std::string("4x12"));  // built in
  put_cabinet(project, 1, "/cabs/a.wav");
  put_cabinet(project, 2, "/cabs/b.wav");
  CHECK_EQUAL(project.setup.preset.cabinets.size(), std::size_t{2});
  project.setup.preset.cabinets[1].gain_db = -3.0;
  put_cabinet(project, 1, "/cabs/c.wav");
  CHECK_EQUAL(project.setup.preset.cabinets[1].gain_db, -3.0);
}

TEST(project_holds_what_is_bypassed) {
  Project project;
  put_cabinet(project, 0, "4x12");
  CHECK(project_text(project).starts_with("reamp project 1\n"));  // an older plug-in reads it
  bypass_cabinet(project, 0, true);
  const std::string text = project_text(project);
  CHECK(parse_project(text).setup.is_cabinet_bypassed(0));
  CHECK(!parse_project(text).setup.is_model_bypassed(0));
  std::string damaged = text;
  damaged.replace(damaged.find("cabinets 1"), 10, "cabinets x");
  bool is_refused = false;
  try {
    parse_project(damaged);
  } catch (const SettingsError&) {
    is_refused = true;
  }
  CHECK(is_refused);
}

namespace {

// Two models that turn the level, and settings of its own; gone afterwards.
struct TwoGains {
  TwoGains() {
    std::filesystem::create_directories(path);
    setenv("REAMP_CONFIG_DIR", path.c_str(), 1);
    for (const char* gain : {"0.5", "0.25"})
      std::ofstream(path / (std::string(gain) + ".nam"))
          << reamp::testing::model_text("Linear", R"("receptive_field": 1, "bias": false)", gain);
  }
  ~TwoGains() { std::filesystem::remove_all(path); }
  std::string file(const char* name) const { return (path / name).string(); }

  const std::filesystem::path path = std::filesystem::temp_directory_path() / "reamp_test_chain";
};

// The peak of the last of so many blocks of a sine.
float peak_of(Engine& engine, int blocks, double hz = 110.0) {
  constexpr std::size_t kFrames = 480;
  static std::size_t at = 0;
  std::vector<float> left(kFrames), right(kFrames);
  for (int n = 0; n < blocks; ++n) {
    for (std::size_t t = 0; t < kFrames; ++t, ++at)
      left[t] = right[t] =
          static_cast<float>(0.5 * std::sin(2.0 * 3.14159265358979 * hz * static_cast<double>(at) / 48000.0));
    float* const sides[] = {left.data(), right.data()};
    engine.process(sides, sides, kFrames);
  }
  return *std::max_element(left.begin(), left.end());
}

}  // namespace

TEST(engine_plays_the_chain_that_was_made_by_hand) {
  const TwoGains files;
  Engine engine;
  engine.values().set(kOutput, 0.0);  // raw
  engine.arrange([&](Project& project) { put_model(project, 0, files.file("0.5.nam")); });
  engine.arrange([&](Project& project) { put_model(project, 1, files.file("0.25.nam")); });
  engine.start(48000);
  CHECK(std::abs(peak_of(engine, 40) - 0.0625f) < 1e-3f);
  CHECK_EQUAL(engine.facts().plan->between.size(), std::size_t{1});
  engine.arrange([](Project& project) { bypass_model(project, 0, true); });
  CHECK(std::abs(peak_of(engine, 80) - 0.125f) < 1e-3f);
  CHECK(engine.facts().models[0].is_bypassed);
  CHECK(engine.facts().plan->between.empty());
  engine.save_preset(files.file("saved.toml"));
  CHECK_EQUAL(load_preset(files.file("saved.toml")).models.size(), std::size_t{1});  // sounds the same
  const std::string kept = engine.project();
  engine.arrange([](Project& project) { bypass_model(project, 1, true); });
  CHECK(std::abs(peak_of(engine, 80) - 0.5f) < 1e-3f);  // the guitar as it is
  CHECK(!engine.facts().plan);
  engine.restore(kept);
  CHECK(std::abs(peak_of(engine, 80) - 0.125f) < 1e-3f);
  engine.arrange([&](Project& project) { put_model(project, 0, files.file("gone.nam")); });
  CHECK_EQUAL(engine.facts().problems.size(), std::size_t{1});
  CHECK_EQUAL(engine.facts().models[0].name, std::string("0.5"));
}

TEST(engine_keeps_the_place_of_a_model_that_is_missing) {
  const TwoGains files;
  Engine engine;
  engine.arrange([&](Project& project) { put_model(project, 0, files.file("0.5.nam")); });
  std::string song = engine.project();
  song.erase(song.find("file "), song.find("rig\n") - song.find("file "));
  std::filesystem::remove(files.file("0.5.nam"));
  engine.restore(song);
  CHECK(engine.facts().models[0].is_missing);
  CHECK(!engine.facts().problems.empty());
  engine.arrange([&](Project& project) { put_model(project, 1, files.file("0.25.nam")); });  // is played all the same
  CHECK_EQUAL(engine.facts().models.size(), std::size_t{2});
  CHECK(engine.facts().plan.has_value());
  engine.arrange([](Project& project) { remove_model(project, 0); });
  CHECK(engine.facts().problems.empty());
}

TEST(engine_tunes_and_is_silent_meanwhile) {
  Engine engine;
  engine.start(48000);
  InputTuner& tuner = engine.tuner();
  peak_of(engine, 60);
  CHECK(!tuner.listen(48000));  // closed
  tuner.open();
  peak_of(engine, 30);
  const auto reading = tuner.listen(48000);
  CHECK(reading.has_value());
  CHECK_EQUAL(note_name(reading->midi_note), std::string("A2"));
  CHECK(std::abs(reading->cents) < 0.2);
  tuner.set_muted(true);
  CHECK_EQUAL(peak_of(engine, 6), 0.0f);
  tuner.close();
  CHECK(peak_of(engine, 6) > 0.4f);
}
