// What the user's MIDI controllers do.
#include "reamp/settings.h"
#include "settings/form.h"
#include "settings/write.h"

namespace reamp {
namespace {

constexpr int kControllers = 120;  // those above are channel mode messages

}  // namespace

std::vector<MidiControl> midi_controls(const std::string& config_dir) {
  std::vector<MidiControl> all;
  const auto file = TomlFile::read(config_dir + "/midi.toml");
  if (!file) return all;
  file->form().allow({"control"});
  for (const Form& form : file->form().forms("control")) {
    form.allow({"controller", "target"});
    const auto controller = form.integer("controller");
    const auto target = form.text("target");
    if (!controller || *controller < 0 || *controller >= kControllers) form.fail("expected 0 to 119", "controller");
    if (!target) form.fail("missing", "target");
    all.push_back({.controller = *controller, .target = *target});
  }
  return all;
}

void keep_midi_controls(const std::string& config_dir, std::span<const MidiControl> controls) {
  std::string text;
  for (const MidiControl& control : controls)
    text += "[[control]]\ncontroller = " + std::to_string(control.controller) +
            "\ntarget = " + toml_text(control.target) + "\n\n";
  write_file(config_dir + "/midi.toml", text);
}

}  // namespace reamp
