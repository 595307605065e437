// Prints what the core reads of the user's settings, for a test to compare with what Python reads.
//
//   print_settings CONFIG_DIR [PRESET ...]
#include <cstdio>
#include <exception>

#include "reamp/settings.h"

namespace {

void print(const char* what, const std::optional<double>& value) {
  value ? std::printf("%s %.17g\n", what, *value) : std::printf("%s None\n", what);
}

void print_source(const std::string& folder) {
  const auto kept = reamp::remembered_interface(folder);
  if (!kept) return print("full_scale_dbu", std::nullopt);
  const reamp::SourceLevels source = reamp::source_levels(*kept, reamp::known_interfaces(folder));
  print("full_scale_dbu", source.full_scale_dbu);
  print("raised_db", source.raised_db);
}

void print_preset(const std::string& path) {
  const reamp::Preset preset = reamp::load_preset(path);
  const reamp::RigSettings& knobs = preset.settings;
  std::printf("mode %d output_mode %d gate %d limiter %d\n", static_cast<int>(preset.mode),
              static_cast<int>(preset.output_mode), knobs.gate, knobs.limiter);
  std::printf("oversampling %d\n", preset.oversampling);
  if (knobs.gate) print("gate_threshold_db", knobs.gate_threshold_db);
  for (const auto& [name, value] :
       {std::pair{"input_trim_db", knobs.input_gain_db}, {"output_trim_db", knobs.output_gain_db}})
    print(name, value);
  for (const reamp::ToneBand& band : reamp::kToneBands) print(band.name, knobs.tone.*band.knob);
  for (const reamp::PresetModel& model : preset.models) {
    std::printf("model %s\n", model.path.c_str());
    print("input_level_dbu", model.input_level_dbu);
    print("output_level_dbu", model.output_level_dbu);
    print("slim", model.slim);
  }
  for (const reamp::PresetCabinet& cabinet : preset.cabinets) {
    std::printf("cabinet %s %d\n", cabinet.path.c_str(), cabinet.channel.value_or(0));
    print("gain_db", cabinet.gain_db);
    print("pan", cabinet.pan);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc > 1) print_source(argv[1]);
  for (int i = 2; i < argc; ++i) print_preset(argv[i]);
} catch (const std::exception& error) {
  std::printf("%s\n", error.what());
  return 1;
}
