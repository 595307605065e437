// The user's saved settings: the remembered interface, the user's own interfaces, presets of rigs. They are in the
// target reamp::settings, which exists where toml++ was found when the core was built.
//
//   const auto table = reamp::known_interfaces(reamp::config_dir());
//   const auto kept = reamp::remembered_interface(reamp::config_dir());
//   if (kept) source = reamp::source_levels(*kept, table);
//   const reamp::Preset preset = reamp::load_preset("twin.toml");
//
// A missing file counts as empty, except for load_preset. All functions that take a path or a folder throw
// SettingsError for a file that is not TOML, and for an unknown key or an invalid value. Paths are in the system's
// encoding, on Windows UTF-8.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reamp/interfaces.h"
#include "reamp/levels.h"
#include "reamp/rig.h"

namespace reamp {

// The folder of the user's settings: REAMP_CONFIG_DIR, or the system's usual place.
std::string config_dir();

// The folder of what Reamp collects, as the index of models: REAMP_DATA_DIR, REAMP_CONFIG_DIR, or the system's usual
// place.
std::string data_dir();

// A remembered interface: its name and input, or its maximum input level alone, and its gain: the number on its
// display, or how far it is above the lowest; with neither, the gain is unknown.
struct RememberedInterface {
  std::optional<std::string> name{}, input{};
  std::optional<double> max_input_dbu{};
  std::optional<double> shown_db{}, raised_db{};
  std::optional<std::string> device{};  // the system's name of the device that it is; none: the default of this machine
};

std::vector<RememberedInterface> remembered_interfaces(const std::string& config_dir);

// The default interface of this machine; none where the user has set none.
std::optional<RememberedInterface> remembered_interface(const std::string& config_dir);

// Stores it as the interface of its device, or of this machine, in place of the one before. Throws as source_levels,
// and SettingsError for a file that is broken or cannot be written.
void remember_interface(const std::string& config_dir, const RememberedInterface& interface);

// The user's own interfaces that the table lacks, then the table with the user's levels in it.
std::vector<Interface> known_interfaces(const std::string& config_dir);

// An unknown gain is assumed to be the lowest. Throws InterfaceError for a name that matches no interface of the table,
// and for a gain that the interface cannot show.
SourceLevels source_levels(const RememberedInterface& interface, std::span<const Interface> table);

// An input level that the user keeps for a network: typed, or set by ear while playing.
struct KeptLevel {
  std::string network;  // its network_fingerprint
  double input_level_dbu;
  bool is_typed;
};

std::vector<KeptLevel> kept_levels(const std::string& config_dir);

// Keeps a typed input level for a network, -100 to 60 dBu, rounded to 0.01 dB, in place of an earlier one; without a
// level, forgets the earlier one. model: the name of its file. Throws SettingsError.
void keep_typed_level(const std::string& config_dir, const std::string& network, std::optional<double> input_level_dbu,
                      const std::string& model);

// The input level of a model, the first of these that exists: typed and kept, measured and stated in the file, kept by
// ear, estimated in the file. nam: the text of the file.
std::optional<double> input_level_dbu(const ModelMetadata& metadata, std::string_view nam,
                                      std::span<const KeptLevel> kept);

struct PresetModel {
  std::string path;                                             // absolute
  std::optional<double> input_level_dbu{}, output_level_dbu{};  // the user's, in place of the file's
  std::optional<double> slim{};
};

struct PresetCabinet {
  std::string path;              // absolute, or the name of a cabinet of computed_cabinets()
  std::optional<int> channel{};  // from 1
  double gain_db = 0.0;
  double pan = 0.0;  // -1 (left) to 1 (right)

  bool operator==(const PresetCabinet&) const = default;
};

// A rig as it was saved. The trims are the knobs input_gain_db and output_gain_db of the settings.
struct Preset {
  RigMode mode = RigMode::kPlayer;
  OutputMode output_mode = OutputMode::kNormalized;
  RigSettings settings{};
  int oversampling = 1;                   // as for Rig::set_models
  std::vector<PresetModel> models{};      // one at least
  std::vector<PresetCabinet> cabinets{};  // two at most
};

// A number may be a text with its unit, as "-70 dBFS" or "12,2 dBu".
Preset load_preset(const std::string& path);

// The same for the text of a preset; `name` is its name in errors. Paths stay as they are written, and files need not
// exist; there may be no model.
Preset parse_preset(std::string_view toml, const std::string& name);

// Writes a preset, with the paths as they are; its folder is made where needed. Throws SettingsError.
void save_preset(const std::string& path, const Preset& preset);

// Writes a file in one step: after a crash there is the old one or the new one. An existing file keeps its mode, and a
// link stays a link. Creates the folder where needed. Throws SettingsError, also for a read-only file.
void write_file(const std::string& path, std::string_view bytes);

// Where the user's presets are.
std::string presets_dir(const std::string& config_dir);

// What a MIDI controller does: the key of a parameter of the plug-in, or a word of its own.
struct MidiControl {
  int controller;  // 0 to 119
  std::string target;
};

// In midi.toml.
std::vector<MidiControl> midi_controls(const std::string& config_dir);

// Keeps the controller of one target, in place of what the target and the controller did before; none: nothing turns
// the target. Leaves what other programs and other instances have kept. Returns all that is kept now.
std::vector<MidiControl> keep_midi_control(const std::string& config_dir, const std::string& target,
                                           std::optional<int> controller);

// The text of a preset; a knob at its default is left out. Paths are written as they are.
std::string preset_text(const Preset& preset);

}  // namespace reamp
