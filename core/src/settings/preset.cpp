// Presets: a rig as a TOML file, as Python's commands save it.
#include <filesystem>
#include <initializer_list>

#include "reamp/settings.h"
#include "settings/form.h"

namespace reamp {
namespace {

constexpr int kPresetVersion = 1;
constexpr std::size_t kMaxCabinets = 2;

template <class Choice>
Choice one_of(const Form& form, const char* key, std::initializer_list<std::pair<const char*, Choice>> choices) {
  const auto text = form.text(key);
  if (!text) return choices.begin()->second;
  std::string names;
  for (const auto& [name, choice] : choices) {
    if (*text == name) return choice;
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  form.fail("expected one of " + names, key);
}

// Relative to the preset's folder. Throws for a file that is not there.
std::string path_in(const Form& form, const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  const auto text = form.text("path");
  if (!text || text->empty()) form.fail("missing", "path");
  const fs::path path = (folder / fs::path(std::u8string(text->begin(), text->end()))).lexically_normal();
  std::error_code error;
  if (!fs::is_regular_file(path, error)) form.fail(*text + " does not exist", "path");
  const std::u8string bytes = path.u8string();
  return {bytes.begin(), bytes.end()};
}

void read_knobs(const Form& form, Preset& preset) {
  RigSettings& settings = preset.settings;
  settings.input_gain_db = form.number("input_trim_db").value_or(0.0);
  settings.output_gain_db = form.number("output_trim_db").value_or(0.0);
  settings.limiter = form.boolean("limiter").value_or(true) && preset.mode == RigMode::kPlayer;
  if (const auto gate = form.form("gate")) {
    gate->allow({"threshold_db"});
    const auto threshold_db = gate->number_in("threshold_db", -100.0, 0.0);
    if (!threshold_db) gate->fail("missing", "threshold_db");
    settings.gate = true;
    settings.gate_threshold_db = *threshold_db;
  }
  if (const auto tone = form.form("tone")) {
    std::vector<std::string_view> names;
    for (const ToneBand& band : kToneBands) names.push_back(band.name);
    tone->allow(names);
    for (const ToneBand& band : kToneBands)
      settings.tone.*band.knob = tone->number_in(band.name, 0.0, 10.0).value_or(5.0);
  }
}

}  // namespace

Preset load_preset(const std::string& path) {
  const auto file = TomlFile::read(path);
  if (!file) throw SettingsError(path, "there is no such preset");
  const Form form = file->form();
  const auto version = form.integer("version");
  if (!version || *version < 1) form.fail("expected an integer of 1 or more", "version");
  if (*version > kPresetVersion)
    throw SettingsError(path, "is a preset of version " + std::to_string(*version) + ", and this Reamp reads " +
                                  std::to_string(kPresetVersion) + "; update Reamp");
  form.allow({"version", "output_mode", "mode", "limiter", "input_trim_db", "output_trim_db", "gate", "tone", "model",
              "cabinet"});

  namespace fs = std::filesystem;
  const fs::path folder = fs::weakly_canonical(fs::path(std::u8string(path.begin(), path.end()))).parent_path();
  Preset preset;
  preset.mode = one_of<RigMode>(form, "mode", {{"player", RigMode::kPlayer}, {"compatible", RigMode::kCompatible}});
  preset.output_mode = one_of<OutputMode>(
      form, "output_mode",
      {{"normalized", OutputMode::kNormalized}, {"raw", OutputMode::kRaw}, {"calibrated", OutputMode::kCalibrated}});
  read_knobs(form, preset);
  for (const Form& model : form.forms("model")) {
    model.allow({"path", "input_level_dbu", "output_level_dbu", "slim"});
    preset.models.push_back({.path = path_in(model, folder),
                             .input_level_dbu = model.number("input_level_dbu"),
                             .output_level_dbu = model.number("output_level_dbu"),
                             .slim = model.number_in("slim", 0.0, 1.0)});
  }
  if (preset.models.empty()) form.fail("expected one at least", "model");
  for (const Form& cabinet : form.forms("cabinet")) {
    cabinet.allow({"path", "channel", "gain_db", "pan"});
    preset.cabinets.push_back({.path = path_in(cabinet, folder),
                               .channel = cabinet.integer("channel"),
                               .gain_db = cabinet.number("gain_db").value_or(0.0),
                               .pan = cabinet.number_in("pan", -1.0, 1.0).value_or(0.0)});
    if (preset.cabinets.back().channel.value_or(1) < 1) cabinet.fail("channels count from 1", "channel");
  }
  if (preset.cabinets.size() > kMaxCabinets) form.fail("expected two at most", "cabinet");
  return preset;
}

}  // namespace reamp
