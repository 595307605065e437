// What is saved is read again, and leaves what else is in the file.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "reamp/settings.h"
#include "test.h"

using namespace reamp;
namespace fs = std::filesystem;

namespace {

struct Folder {
  Folder() { fs::remove_all(path); }
  ~Folder() { fs::remove_all(path); }
  const fs::path path = fs::temp_directory_path() / "reamp_test_remember" / "settings";
  std::string name() const { return path.string(); }
  void write(const char* file, const std::string& text) const {
    fs::create_directories(path);
    std::ofstream(path / file) << text;
  }
  std::string read(const char* file) const {
    std::ifstream stream(path / file);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
};

template <class Error, class Function>
bool throws(Function f) {
  try {
    f();
  } catch (const Error&) {
    return true;
  }
  return false;
}

}  // namespace

TEST(remember_an_interface_of_this_machine_and_leave_those_of_devices) {
  const Folder folder;
  folder.write("interface.toml",
               "[[interface]]\nname = \"SSL 2+\"\ngain_db = \"+5 dB\"\ndate = 2026-11-01\ndevice = \"SSL \\\"2\\\"\"\n"
               "[[interface]]\nmax_input_dbu = 9\n");
  remember_interface(folder.name(), {.name = "Apollo Twin X", .shown_db = 15.0});
  const auto kept = remembered_interface(folder.name());
  CHECK_EQUAL(kept->name.value(), std::string("Apollo Twin X"));
  CHECK_EQUAL(kept->shown_db.value(), 15.0);
  const auto all = remembered_interfaces(folder.name());
  CHECK_EQUAL(all.size(), std::size_t{2});
  CHECK_EQUAL(all[0].device.value(), std::string("SSL \"2\""));
  CHECK_EQUAL(all[0].raised_db.value(), 5.0);
  CHECK(folder.read("interface.toml").find("date = 2026-11-01") != std::string::npos);
}

TEST(remember_a_level_alone_and_a_raised_gain) {
  const Folder folder;
  remember_interface(folder.name(), {.max_input_dbu = 12.2, .raised_db = 5.5});
  const auto kept = remembered_interface(folder.name());
  CHECK_EQUAL(kept->max_input_dbu.value(), 12.2);
  CHECK_EQUAL(kept->raised_db.value(), 5.5);
}

TEST(remember_refuses_what_is_not_in_the_table_and_a_broken_file) {
  const Folder folder;
  CHECK(throws<InterfaceError>([&] { remember_interface(folder.name(), {.name = "no such box"}); }));
  CHECK(throws<SettingsError>([&] { remember_interface(folder.name(), {.max_input_dbu = -78.0}); }));  // 0.1 mV
  CHECK(!remembered_interface(folder.name()));
  folder.write("interface.toml", "interface = [");
  CHECK(throws<SettingsError>([&] { remember_interface(folder.name(), {.name = "Apollo Twin X"}); }));
  CHECK_EQUAL(folder.read("interface.toml"), std::string("interface = ["));
}

TEST(remember_a_typed_level_of_a_model_and_forget_it) {
  const Folder folder;
  const std::string one(32, 'a'), other(32, 'b');
  keep_typed_level(folder.name(), one, 12.345, "amp.nam");
  keep_typed_level(folder.name(), other, 10.0, "");
  keep_typed_level(folder.name(), one, 11.0, "amp.nam");
  auto kept = kept_levels(folder.name());
  CHECK_EQUAL(kept.size(), std::size_t{2});
  CHECK_EQUAL(kept[1].input_level_dbu, 11.0);
  CHECK(kept[1].is_typed);
  keep_typed_level(folder.name(), one, std::nullopt, "");
  kept = kept_levels(folder.name());
  CHECK_EQUAL(kept.size(), std::size_t{1});
  CHECK_EQUAL(kept[0].network, other);
}

TEST(remember_what_midi_controllers_do) {
  const Folder folder;
  CHECK(midi_controls(folder.name()).empty());
  keep_midi_control(folder.name(), "next_model", 64);
  keep_midi_control(folder.name(), "bass", 10);
  keep_midi_control(folder.name(), "bass", 11);
  const auto read = midi_controls(folder.name());
  CHECK_EQUAL(read.size(), std::size_t{2});
  CHECK_EQUAL(read[0].controller, 11);
  CHECK_EQUAL(read[1].controller, 64);
  CHECK_EQUAL(read[1].target, std::string("next_model"));
  CHECK_EQUAL(keep_midi_control(folder.name(), "treble", 64).size(), std::size_t{2});  // no longer the next model
  CHECK_EQUAL(keep_midi_control(folder.name(), "treble", std::nullopt).size(), std::size_t{1});
  folder.write("midi.toml", "[[control]]\ncontroller = 300\ntarget = \"bass\"\n");
  CHECK(throws<SettingsError>([&] { midi_controls(folder.name()); }));
}

TEST(remember_by_several_writers_at_once_loses_nothing) {
  const Folder folder;
  std::atomic<int> failed = 0;
  std::vector<std::thread> writers;
  for (int first = 0; first < 4; ++first)
    writers.emplace_back([&folder, &failed, first] {
      for (int i = 5 * first; i < 5 * first + 5; ++i) try {
          keep_midi_control(folder.name(), "target" + std::to_string(i), i);
        } catch (const SettingsError&) {
          ++failed;
        }
    });
  for (std::thread& writer : writers) writer.join();
  CHECK_EQUAL(failed.load(), 0);
  CHECK_EQUAL(midi_controls(folder.name()).size(), std::size_t{20});
}

#if !defined(_WIN32)  // this library makes no links there, and a mode is only "read-only"
TEST(remember_writes_behind_a_link_and_keeps_the_mode) {
  const Folder folder;
  folder.write("real.toml", "old");
  fs::permissions(folder.path / "real.toml", fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("real.toml", folder.path / "link.toml");
  fs::create_symlink("link.toml", folder.path / "second.toml");
  write_file(folder.name() + "/second.toml", "new");
  CHECK_EQUAL(folder.read("real.toml"), std::string("new"));
  CHECK(fs::is_symlink(folder.path / "second.toml") && fs::is_symlink(folder.path / "link.toml"));
  CHECK(fs::status(folder.path / "real.toml").permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  fs::create_symlink("later/there.toml", folder.path / "dangling.toml");
  write_file(folder.name() + "/dangling.toml", "new");
  CHECK_EQUAL(folder.read("later/there.toml"), std::string("new"));
  CHECK_EQUAL(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()), 5);  // no part is left
}
#endif

TEST(remember_refuses_a_read_only_file_and_a_folder) {
  const Folder folder;
  folder.write("midi.toml", "");
  fs::permissions(folder.path / "midi.toml", fs::perms::owner_read);
  CHECK(throws<SettingsError>([&] { keep_midi_control(folder.name(), "bass", 11); }));
  CHECK_EQUAL(folder.read("midi.toml"), std::string());
  CHECK(throws<SettingsError>([&] { write_file(folder.name(), "text"); }));
  CHECK(throws<SettingsError>([&] { write_file(folder.name() + "/midi.toml/x", "text"); }));
  fs::permissions(folder.path / "midi.toml", fs::perms::owner_all);  // Windows does not remove it otherwise
}

TEST(remember_a_preset_as_it_was) {
  const Folder folder;
  const std::string path = presets_dir(folder.name()) + "/crunch.toml", model = folder.name() + "/amp.nam";
  folder.write("amp.nam", "{}");
  Preset preset{.models = {{.path = model}}};
  preset.settings.tone.bass = 7.5;
  save_preset(path, preset);
  const Preset read = load_preset(path);
  CHECK(fs::equivalent(read.models[0].path, model));
  CHECK_EQUAL(read.settings.tone.bass, 7.5);
}
