// Presets: a rig as a TOML file, in the format that Python saves.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <initializer_list>

#include "reamp/computed_cabinet.h"
#include "reamp/paths.h"
#include "reamp/settings.h"
#include "settings/form.h"
#include "settings/write.h"

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

using FileOf = std::function<std::string(const Form& form, const std::string& text)>;

std::string path_of(const Form& form, const FileOf& file_of) {
  const auto text = form.text("path");
  if (!text || text->empty()) form.fail("missing", "path");
  return file_of(form, *text);
}

int read_oversampling(const Form& form) {
  const double factor = form.typed("oversampling", "x").value_or(1.0);
  const auto* const found = std::ranges::find(kOversamplings, factor);
  if (found == kOversamplings.end()) form.fail("expected 1, 2 or 4", "oversampling");
  return *found;
}

void read_knobs(const Form& form, Preset& preset) {
  RigSettings& settings = preset.settings;
  settings.input_gain_db = form.typed("input_trim_db").value_or(0.0);
  settings.output_gain_db = form.typed("output_trim_db").value_or(0.0);
  settings.limiter = form.boolean("limiter").value_or(true) && preset.mode == RigMode::kPlayer;
  preset.oversampling = read_oversampling(form);
  if (const auto gate = form.form("gate")) {
    gate->allow({"threshold_db"});
    const auto threshold_db = gate->typed_in("threshold_db", -100.0, 0.0, "dBFS");
    if (!threshold_db) gate->fail("missing", "threshold_db");
    settings.gate = true;
    settings.gate_threshold_db = *threshold_db;
  }
  if (const auto tone = form.form("tone")) {
    std::vector<std::string_view> names;
    for (const ToneBand& band : kToneBands) names.push_back(band.name);
    tone->allow(names);
    for (const ToneBand& band : kToneBands)
      settings.tone.*band.knob = tone->typed_in(band.name, 0.0, 10.0).value_or(5.0);
  }
}

Preset read_preset(const Form& form, const std::string& path, const FileOf& file_of) {
  const auto version = form.integer("version");
  if (!version || *version < 1) form.fail("expected an integer of 1 or more", "version");
  if (*version > kPresetVersion)
    throw SettingsError(path, "is a preset of version " + std::to_string(*version) + ", and this Reamp reads " +
                                  std::to_string(kPresetVersion) + "; update Reamp");
  form.allow({"version", "output_mode", "mode", "limiter", "input_trim_db", "output_trim_db", "oversampling", "gate",
              "tone", "model", "cabinet"});

  Preset preset;
  preset.mode = one_of<RigMode>(form, "mode", {{"player", RigMode::kPlayer}, {"compatible", RigMode::kCompatible}});
  preset.output_mode = one_of<OutputMode>(
      form, "output_mode",
      {{"normalized", OutputMode::kNormalized}, {"raw", OutputMode::kRaw}, {"calibrated", OutputMode::kCalibrated}});
  read_knobs(form, preset);
  for (const Form& model : form.forms("model")) {
    model.allow({"path", "input_level_dbu", "output_level_dbu", "slim"});
    preset.models.push_back({.path = path_of(model, file_of),
                             .input_level_dbu = model.typed("input_level_dbu"),
                             .output_level_dbu = model.typed("output_level_dbu"),
                             .slim = model.typed_in("slim", 0.0, 1.0)});
  }
  for (const Form& cabinet : form.forms("cabinet")) {
    cabinet.allow({"path", "channel", "gain_db", "pan"});
    const auto name = cabinet.text("path");
    const bool is_computed = name && find_computed_cabinet(*name);
    preset.cabinets.push_back({.path = is_computed ? *name : path_of(cabinet, file_of),
                               .channel = cabinet.integer("channel"),
                               .gain_db = cabinet.typed("gain_db").value_or(0.0),
                               .pan = cabinet.typed_in("pan", -1.0, 1.0).value_or(0.0)});
    const int channel = preset.cabinets.back().channel.value_or(1);
    if (channel < 1) cabinet.fail("channels count from 1", "channel");
    if (is_computed && channel > 1) cabinet.fail(*name + " is computed, and mono", "channel");
  }
  if (preset.cabinets.size() > kMaxCabinets) form.fail("expected two at most", "cabinet");
  return preset;
}

}  // namespace

Preset load_preset(const std::string& path) {
  const auto file = TomlFile::read(path);
  if (!file) throw SettingsError(path, "there is no such preset");
  namespace fs = std::filesystem;
  const fs::path folder = fs::weakly_canonical(in_system(path)).parent_path();
  const Preset preset = read_preset(file->form(), path, [&](const Form& form, const std::string& text) -> std::string {
    const fs::path found = (folder / in_system(text)).lexically_normal();
    std::error_code error;
    if (!fs::is_regular_file(found, error)) form.fail(text + " does not exist", "path");
    return as_text(found);
  });
  if (preset.models.empty()) file->form().fail("expected one at least", "model");
  return preset;
}

Preset parse_preset(std::string_view toml, const std::string& name) {
  const TomlFile file = TomlFile::parse(toml, name);
  return read_preset(file.form(), name, [](const Form&, const std::string& text) { return text; });
}

void save_preset(const std::string& path, const Preset& preset) { write_file(path, preset_text(preset)); }

std::string presets_dir(const std::string& config_dir) { return config_dir + "/presets"; }

std::string preset_text(const Preset& preset) {
  const RigSettings& settings = preset.settings;
  std::string text;
  add_line(text, "version", std::to_string(kPresetVersion));
  if (preset.output_mode != OutputMode::kNormalized)
    add_line(text, "output_mode", preset.output_mode == OutputMode::kRaw ? "\"raw\"" : "\"calibrated\"");
  if (preset.mode == RigMode::kCompatible)
    add_line(text, "mode", "\"compatible\"");
  else if (!settings.limiter)
    add_line(text, "limiter", "false");
  add_line_unless(text, "input_trim_db", settings.input_gain_db, 0.0);
  add_line_unless(text, "output_trim_db", settings.output_gain_db, 0.0);
  if (preset.oversampling != 1) add_line(text, "oversampling", std::to_string(preset.oversampling));
  if (settings.gate) text += "\n[gate]\nthreshold_db = " + toml_number(settings.gate_threshold_db) + '\n';
  if (settings.tone != Tone()) text += "\n[tone]\n";
  for (const ToneBand& band : kToneBands) add_line_unless(text, band.name, settings.tone.*band.knob, 5.0);
  for (const PresetModel& model : preset.models) {
    text += "\n[[model]]\n";
    add_line(text, "path", toml_text(model.path));
    add_line(text, "input_level_dbu", model.input_level_dbu);
    add_line(text, "output_level_dbu", model.output_level_dbu);
    add_line(text, "slim", model.slim);
  }
  for (const PresetCabinet& cabinet : preset.cabinets) {
    text += "\n[[cabinet]]\n";
    add_line(text, "path", toml_text(cabinet.path));
    if (cabinet.channel) add_line(text, "channel", std::to_string(*cabinet.channel));
    add_line_unless(text, "gain_db", cabinet.gain_db, 0.0);
    add_line_unless(text, "pan", cabinet.pan, 0.0);
  }
  return text;
}

}  // namespace reamp
