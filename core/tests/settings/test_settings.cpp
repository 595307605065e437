// What the user has saved is read as it was meant; errors name the place.
#include <cmath>
#include <filesystem>
#include <fstream>

#include "reamp/fingerprint.h"
#include "reamp/settings.h"
#include "test.h"

using namespace reamp;

namespace {

// A folder that is gone afterwards.
struct Folder {
  Folder() : path(std::filesystem::temp_directory_path() / "reamp_test_settings") {
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string write(const char* name, const std::string& text) const {
    std::ofstream(path / name) << text;
    return (path / name).string();
  }
  std::string name() const { return path.string(); }

  std::filesystem::path path;
};

template <class Function>
std::string problem_of(Function f) {
  try {
    f();
  } catch (const SettingsError& error) {
    return error.problem();
  } catch (const InterfaceError& error) {
    return error.what();
  }
  return "";
}

SourceLevels remembered(const Folder& folder) {
  return source_levels(*remembered_interface(folder.name()), known_interfaces(folder.name()));
}

}  // namespace

TEST(settings_that_are_not_there_are_empty) {
  const Folder folder;
  CHECK(!remembered_interface(folder.name()));
  CHECK_EQUAL(known_interfaces(folder.name()).size(), interfaces().size());
}

TEST(settings_remember_an_interface_and_its_gain) {
  const Folder folder;
  folder.write("interface.toml",
               "[[interface]]\nname = \"Apollo Twin X\"\ngain_db = 15\ndate = 2026-11-01\n"
               "[[interface]]\nname = \"SSL 2+\"\ngain_db = \"+5 dB\"\ndevice = \"SSL 2+\"\n");
  CHECK_EQUAL(remembered(folder).full_scale_dbu.value(), 12.2);
  CHECK_EQUAL(remembered(folder).raised_db, 5.0);
  const auto all = remembered_interfaces(folder.name());
  CHECK_EQUAL(all.size(), 2u);
  CHECK(all[1].device == "SSL 2+" && all[1].raised_db == 5.0 && !all[1].shown_db);

  folder.write("interface.toml", "[[interface]]\nmax_input_dbu = 9.5\n");
  CHECK(remembered(folder).full_scale_dbu == 9.5 && remembered(folder).raised_db == 0.0);
}

TEST(settings_put_the_users_level_in_the_row_of_the_product) {
  const Folder folder;
  folder.write("interfaces.toml",
               "[[interface]]\nname = \"ssl 2 plus\"\nmax_input_dbu = 14.2\nhow = \"measured\"\n"
               "[[interface]]\nname = \"My Box\"\nmax_input_dbu = 3\nhow = \"entered\"\nmin_gain_shown_db = 10\n");
  const auto table = known_interfaces(folder.name());
  CHECK_EQUAL(find_interface("SSL 2+", std::nullopt, table).applied_dbu().value(), 14.2);
  CHECK_EQUAL(table.front().name(), "My Box");
  CHECK_EQUAL(raised_db(table.front(), 12.0), 2.0);
  CHECK_EQUAL(table.size(), interfaces().size() + 1);
}

TEST(settings_say_what_is_wrong_and_where) {
  const Folder folder;
  const auto problem = [&](const std::string& text) {
    folder.write("interface.toml", text);
    return problem_of([&] { remembered(folder); });
  };
  for (const auto& [text, expected] : std::initializer_list<std::pair<std::string, std::string>>{
           {"a = [", "is not TOML: "},
           {"interfaces = 3", "interfaces: unknown key"},
           {"interface = 3", "interface: expected a list of tables"},
           {"[[interface]]\nname = 3", "interface[0].name: expected a text"},
           {"[[interface]]\nfoo = 3", "interface[0].foo: unknown key"},
           {"[[interface]]\ninput = \"line\"", "interface[0]: an interface has a name or a max_input_dbu"},
           {"[[interface]]\nmax_input_dbu = 99", "interface[0].max_input_dbu: expected -60 to 60"},
           {"[[interface]]\nmax_input_dbu = nan", "interface[0].max_input_dbu: expected a finite number"},
           {"[[interface]]\nmax_input_dbu = 1\ngain_db = \"5\"", "interface[0].gain_db: expected a number on"},
           {"[[interface]]\nname = \"Apollo Twin X\"\ngain_db = 3",
            "interface \"Universal Audio Apollo Twin X\" shows"},
           {"[[interface]]\nname = \"zzz\"", "interface \"zzz\" is not in the table"}})
    if (!problem(text).starts_with(expected)) CHECK_EQUAL(problem(text), expected);
}

TEST(settings_hold_presets) {
  const Folder folder;
  folder.write("amp.nam", "{}");
  const std::string path =
      folder.write("twin.toml",
                   "version = 1\noutput_mode = \"calibrated\"\ninput_trim_db = -2\n[gate]\nthreshold_db = -70.5\n"
                   "[tone]\nbass = 7\n[[model]]\npath = \"amp.nam\"\nslim = 0.5\n");
  const Preset preset = load_preset(path);
  CHECK(preset.output_mode == OutputMode::kCalibrated && preset.mode == RigMode::kPlayer);
  CHECK(preset.settings ==
        (RigSettings{.input_gain_db = -2.0, .gate = true, .gate_threshold_db = -70.5, .tone = {.bass = 7.0}}));
  CHECK_EQUAL(preset.models.size(), 1u);
  CHECK(std::filesystem::equivalent(preset.models[0].path, folder.path / "amp.nam"));
  CHECK(preset.models[0].slim == 0.5 && preset.cabinets.empty());

  folder.write("twin.toml",
               "version = 1\ninput_trim_db = \"+2,5 dB\"\n[gate]\nthreshold_db = \"-60 dBFS\"\n[tone]\nbass = \"6,5\"\n"
               "[[model]]\npath = \"amp.nam\"\ninput_level_dbu = \"9.98 dBV\"\n[[cabinet]]\npath = \"4x12\"\ngain_db = "
               "\"-3 dB\"\n");
  const Preset typed = load_preset(path);
  CHECK(typed.settings == (RigSettings{.input_gain_db = 2.5, .gate = true, .gate_threshold_db = -60.0, .tone = {6.5}}));
  CHECK(std::abs(typed.models[0].input_level_dbu.value() - 12.198) < 1e-3);
  CHECK(typed.cabinets[0].path == "4x12" && typed.cabinets[0].gain_db == -3.0);

  for (const auto& [text, expected] : std::initializer_list<std::pair<std::string, std::string>>{
           {"", "version: expected an integer of 1 or more"},
           {"version = 1\ninput_trim_db = \"5 V\"", "input_trim_db: '5 V' is not a gain; write it as 5 or 5dB"},
           {"version = 1\n[tone]\nbass = \"11\"", "tone.bass: expected 0 to 10"},
           {"version = 1\n[[model]]\npath = \"amp.nam\"\n[[cabinet]]\npath = \"4x12\"\nchannel = 2",
            "cabinet[0].channel: 4x12 is computed, and mono"},
           {"version = 2\nnew = 1", "is a preset of version 2, and this Reamp reads 1"},
           {"version = 1\nnew = 1", "new: unknown key"},
           {"version = 1", "model: expected one at least"},
           {"version = 1\nmode = \"loud\"", "mode: expected one of player, compatible"},
           {"version = 1\n[tone]\nbass = 11", "tone.bass: expected 0 to 10"},
           {"version = 1\n[[model]]\npath = \"x.nam\"", "model[0].path: x.nam does not exist"}}) {
    folder.write("twin.toml", text);
    const std::string problem = problem_of([&] { load_preset(path); });
    if (!problem.starts_with(expected)) CHECK_EQUAL(problem, expected);
  }
  CHECK_EQUAL(problem_of([&] { load_preset(path + "x"); }), "there is no such preset");
}

TEST(settings_write_presets_that_read_the_same) {
  Preset preset{.mode = RigMode::kPlayer, .output_mode = OutputMode::kCalibrated};
  preset.settings = {
      .input_gain_db = -2.3, .gate = true, .gate_threshold_db = -61.5, .tone = {.bass = 6.1}, .limiter = false};
  preset.models = {{.path = "C:\\amps\\\"loud\"\n\xc3\xa9.nam", .input_level_dbu = 12.0, .slim = 0.1},
                   {.path = "b.nam"}};
  preset.cabinets = {{.path = "4x12", .gain_db = 1e-3}, {.path = "a.wav", .channel = 2, .pan = -0.3}};
  const Preset read = parse_preset(preset_text(preset), "here");
  CHECK(read.settings == preset.settings && read.output_mode == preset.output_mode);
  CHECK_EQUAL(read.models[0].path, preset.models[0].path);
  CHECK(read.models[0].input_level_dbu == 12.0 && read.models[0].slim == 0.1 && !read.models[1].slim);
  CHECK(read.cabinets[0].path == "4x12" && read.cabinets[0].gain_db == 1e-3 && !read.cabinets[0].channel);
  CHECK(read.cabinets[1].channel == 2 && read.cabinets[1].pan == -0.3);
  CHECK_EQUAL(preset_text(read), preset_text(preset));
  CHECK(parse_preset("version = 1", "here").models.empty());
}

TEST(settings_keep_levels_of_networks) {
  const Folder folder;
  CHECK(kept_levels(folder.name()).empty());
  const std::string nam =
      R"({"version": "0.5.4", "architecture": "Linear", "config": {"receptive_field": 1}, "weights": [0.5]})";
  const std::string network = network_fingerprint(nam);
  CHECK_EQUAL(network.size(), 32u);
  const ModelMetadata unknown, measured{.input_level_dbu = 9.0},
      estimated{.input_level_dbu = 9.0, .is_input_level_estimated = true};
  const auto level_of = [&](const ModelMetadata& metadata, const char* how) {
    folder.write("levels.toml", "[[level]]\nnetwork = \"" + network + "\"\ninput_level_dbu = 12.5\nhow = \"" + how +
                                    "\"\nmodel = \"a.nam\"\ndate = 2026-11-01\n");
    return input_level_dbu(metadata, nam, kept_levels(folder.name()));
  };
  CHECK(level_of(unknown, "typed") == 12.5 && level_of(unknown, "by ear") == 12.5);
  CHECK(level_of(measured, "typed") == 12.5 && level_of(measured, "by ear") == 9.0);
  CHECK(level_of(estimated, "by ear") == 12.5);
  CHECK(!input_level_dbu(unknown, "{}", kept_levels(folder.name())));
  CHECK_EQUAL(problem_of([&] { level_of(unknown, "guessed"); }),
              "level[0].how: expected one of by ear, typed; correct the file, or delete it");
}
