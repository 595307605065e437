// What a song and a preset keep: both sides, models whose files are gone, and what another version wrote.
#include <filesystem>
#include <string>

#include "engine.h"
#include "seeds.h"
#include "session_files.h"
#include "test.h"

using namespace reamp;
using namespace reamp::plugin;
using reamp::testing::Sequence;

TEST(engine_saves_a_preset_of_a_model_that_only_the_song_has) {
  const SessionFiles folder;
  folder.write("lost.nam", reamp::testing::model_text("Linear", R"("receptive_field": 1, "bias": false)", "0.25"));
  std::string song;
  {
    Engine engine;
    engine.choose_model(folder.file("lost.nam"));
    song = engine.project();
  }
  std::filesystem::remove(folder.path / "lost.nam");
  Engine engine;
  engine.restore(song);
  CHECK(engine.problems().empty());
  for (int n = 0; n < 2; ++n) {
    engine.save_preset(folder.file("kept.toml"));
    CHECK_EQUAL(engine.preset(), folder.file("kept.toml"));
    CHECK_EQUAL(load_preset(folder.file("kept.toml")).models[0].path, folder.file("kept files/lost.nam"));
  }
  CHECK_EQUAL(engine.model(), folder.file("kept files/lost.nam"));
  // Another file of that name is not overwritten.
  folder.write("kept files/lost.nam", "{");
  engine.restore(song);
  engine.save_preset(folder.file("kept.toml"));
  CHECK_EQUAL(load_preset(folder.file("kept.toml")).models[0].path, folder.file("kept files/lost 2.nam"));
  Engine other;
  other.choose_model(folder.file("kept.toml"));
  CHECK(other.problems().empty());
}

TEST(project_keeps_both_sides) {
  const SessionFiles folder;
  constexpr std::size_t kBass = kFirstKnob + 1;
  Engine engine;
  engine.choose_model(folder.file("half.nam"));
  CHECK(engine.project().starts_with("reamp project 1\n"));  // as the first plug-ins read it
  engine.values().set(kBass, 7.0);
  engine.arrange([](Project& project) { project.setup.bypassed_models = {true}; });
  engine.choose_side(1);
  engine.choose_model(folder.file("a.nam"));
  engine.values().set(kBass, 3.0);
  const std::string song = engine.project();
  std::filesystem::remove(folder.path / "half.nam");
  Engine other;
  other.restore(song);
  CHECK_EQUAL(other.side(), 1);
  CHECK_EQUAL(other.model(), folder.file("a.nam"));
  CHECK_EQUAL(other.values().get(kBass), 3.0);
  other.choose_side(0);
  CHECK(other.problems().empty());
  CHECK_EQUAL(other.model(), folder.file("half.nam"));
  CHECK(other.moment().setup.is_model_bypassed(0) && !other.moment().other->is_model_bypassed(0));
  CHECK_EQUAL(other.values().get(kBass), 7.0);
  CHECK(other.project() != song);
  other.choose_side(1);
  CHECK_EQUAL(other.project(), song);
}

TEST(project_of_random_bytes_is_refused_or_read) {
  const SessionFiles folder;
  Engine engine;
  engine.choose_model(folder.file("two.toml"));
  engine.choose_side(1);
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

TEST(engine_keeps_a_song_that_it_cannot_read) {
  const SessionFiles folder;
  const std::string newer = "reamp project 999\nsomething new\n";
  Engine engine;
  engine.choose_model("");  // as a host restores a song
  engine.choose_cabinet("");
  engine.restore(newer);
  CHECK_EQUAL(engine.problems().size(), 1u);
  CHECK(engine.values().is_on(kHasProblem));
  engine.choose_model("");
  engine.read_settings();
  engine.start(44100);
  CHECK_EQUAL(engine.project(), newer);
  CHECK_EQUAL(engine.problems().size(), 1u);
  CHECK(engine.values().is_on(kHasProblem));
  engine.choose_model(folder.file("half.nam"));
  CHECK(engine.problems().empty() && !engine.values().is_on(kHasProblem));
  const std::string own = engine.project();
  CHECK(own.starts_with("reamp project 1\n"));
  engine.restore(newer);
  CHECK_EQUAL(engine.project(), newer);
  engine.restore(own);
  CHECK_EQUAL(engine.project(), own);
  CHECK(engine.problems().empty());
}

TEST(engine_names_the_file_that_a_preset_was_saved_with) {
  const SessionFiles folder;
  Engine engine;
  engine.choose_model(folder.file("half.nam"));
  engine.choose_side(1);
  // The song has the copy too, of the other side.
  std::filesystem::create_directories(folder.path / "kept files");
  folder.write("kept files/half.nam", SessionFiles::linear("0.5"));
  engine.choose_model(folder.file("kept files/half.nam"));
  engine.choose_side(0);
  std::filesystem::remove(folder.path / "half.nam");
  engine.save_preset(folder.file("kept.toml"));
  CHECK_EQUAL(engine.model(), folder.file("kept files/half.nam"));
  CHECK_EQUAL(engine.facts().models[0].path, engine.model());
}
