// A host of the panel that only notes what is asked of it.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "panel/panel.h"

namespace reamp::plugin {

class FakePanelHost : public PanelHost {
 public:
  std::vector<std::string> asked;  // in order
  int notes = 0;                   // of changes
  std::string on_clipboard, folder = "/nowhere", presets = "/nowhere";
  std::optional<RememberedInterface> kept;
  std::optional<double> level_dbu;
  std::vector<Interface> table = interfaces();
  bool is_broken = false;

  void begin_edit(std::size_t index) override { note("begin " + std::to_string(index)); }
  void set_value(std::size_t index, double value) override {
    char text[40];
    std::snprintf(text, sizeof text, "set %zu %g", index, value);
    note(text);
  }
  void end_edit(std::size_t index) override { note("end " + std::to_string(index)); }
  void choose_model(const std::string& path) override { note("model " + path); }
  void choose_cabinet(const std::string& path) override { note("cabinet " + path); }
  void remember_interface(const RememberedInterface& interface) override {
    if (is_broken) throw std::runtime_error("interface.toml: cannot be written");
    kept = interface;
    note("interface");
  }
  void keep_level(std::size_t, std::optional<double> input_level_dbu) override {
    level_dbu = input_level_dbu;
    note("level");
  }
  void note_change(std::optional<std::size_t>) override { ++notes; }
  void undo() override { note("undo"); }
  void redo() override { note("redo"); }
  void choose_side(int side) override { note("side " + std::to_string(side)); }
  std::string presets_folder() override { return presets; }
  void save_preset(const std::string& path) override { note("save " + path); }
  void learn(std::optional<int> target) override {
    note(target ? "learn " + std::to_string(*target) : "learn nothing");
  }
  void forget_controller(int target) override { note("forget " + std::to_string(target)); }
  std::vector<Interface> known_interfaces() override { return table; }
  std::string clipboard() override { return on_clipboard; }
  void browse(FileKind, const std::string& path) override { note("browse " + path); }
  std::string start_folder(FileKind) override { return folder; }

 private:
  void note(const std::string& what) { asked.push_back(what); }
};

inline std::optional<GainPlan> plan_of(const Facts& facts) {
  if (facts.models.empty()) return std::nullopt;
  const std::vector<ModelLevels> levels{{.input_level_dbu = facts.models[0].input_level_dbu}};
  return plan_gain(levels, facts.source.levels);
}

inline Facts calibrated_facts() {
  Facts facts;
  facts.models = {{.path = "/models/Mark 15 lead.nam",
                   .name = "Mark 15 lead",
                   .architecture = "WaveNet",
                   .input_level_dbu = 15.0,
                   .origin = LevelOrigin::kFile,
                   .rate_hz = 48000.0}};
  facts.cabinets = {"4x12"};
  facts.source.kept = RememberedInterface{.name = "Focusrite Scarlett 2i2 4th Gen", .shown_db = 5.0};
  facts.source.row = Interface{.manufacturer = "Focusrite",
                               .model = "Scarlett 2i2",
                               .generation = "4th Gen",
                               .max_input_dbu = 12.0,
                               .confidence = Confidence::kManufacturer};
  facts.source.levels = {.full_scale_dbu = 12.0, .raised_db = 5.0};
  facts.plan = plan_of(facts);
  return facts;
}

// A press and a release in the middle of the last zone that does this.
inline void click_on(Panel& panel, Act act, int index = 0, int clicks = 1) {
  const Scene scene = panel.scene();
  for (auto zone = scene.zones.rbegin(); zone != scene.zones.rend(); ++zone) {
    if (!zone->is({{}, act, index})) continue;
    panel.press({zone->box.x + zone->box.w / 2.0f, zone->box.middle()}, {.clicks = clicks});
    panel.release();
    return;
  }
  throw std::runtime_error("nothing to click does that");
}

}  // namespace reamp::plugin
