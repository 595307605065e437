// What the user's MIDI controllers do.
#include <algorithm>

#include "reamp/settings.h"
#include "settings/file_calls.h"
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

std::vector<MidiControl> keep_midi_control(const std::string& config_dir, const std::string& target,
                                           std::optional<int> controller) {
  const SettingsLock lock(config_dir);
  std::vector<MidiControl> all = midi_controls(config_dir);
  std::erase_if(all, [&](const MidiControl& each) { return each.target == target || each.controller == controller; });
  if (controller) all.push_back({.controller = *controller, .target = target});
  std::sort(all.begin(), all.end(),
            [](const MidiControl& a, const MidiControl& b) { return a.controller < b.controller; });
  std::string text;
  for (const MidiControl& control : all) {
    text += "[[control]]\n";
    add_line(text, "controller", std::to_string(control.controller));
    add_line(text, "target", toml_text(control.target));
    text += '\n';
  }
  write_file(config_dir + "/midi.toml", text);
  return all;
}

}  // namespace reamp
