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
  std::size_t level_of_model = 0;
  std::vector<Interface> table = interfaces();
  bool is_broken = false;
  Project project;
  std::vector<LibraryModel> library;  // each question is answered with all of it
  std::vector<LibraryQuery> questions;
  std::string library_problem;

  void begin_edit(std::size_t index) override { note("begin " + std::to_string(index)); }
  void set_value(std::size_t index, double value) override {
    char text[40];
    std::snprintf(text, sizeof text, "set %zu %g", index, value);
    note(text);
  }
  void end_edit(std::size_t index) override { note("end " + std::to_string(index)); }
  void choose_model(const std::string& path) override { note("model " + path); }
  void arrange(const std::function<void(Project&)>& change) override {
    change(project);
    std::string words;
    for (const PresetModel& model : project.setup.preset.models) words += (words.empty() ? "" : " > ") + model.path;
    for (const PresetCabinet& cabinet : project.setup.preset.cabinets) words += " | " + cabinet.path;
    note("chain " + words);
  }
  void open_tuner(bool is_open) override { note(is_open ? "tuner" : "no tuner"); }
  void mute_tuner(bool is_muted) override { note(is_muted ? "mute" : "no mute"); }
  void remember_interface(const RememberedInterface& interface) override {
    if (is_broken) throw std::runtime_error("interface.toml: cannot be written");
    kept = interface;
    note("interface");
  }
  void keep_level(std::size_t model, std::optional<double> input_level_dbu) override {
    level_of_model = model;
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
  bool has_library() override { return !library.empty() || !library_problem.empty(); }
  void ask_library(const LibraryQuery& query) override { questions.push_back(query); }
  std::optional<LibraryAnswer> library_answer() override {
    return LibraryAnswer{
        .query = questions.back(), .models = library, .total = library.size(), .problem = library_problem};
  }
  std::vector<Interface> known_interfaces() override { return table; }
  std::string clipboard() override { return on_clipboard; }
  void browse(FileKind, const std::string& path) override { note("browse " + path); }
  std::string start_folder(FileKind) override { return folder; }

 private:
  void note(const std::string& what) { asked.push_back(what); }
};

inline std::optional<GainPlan> plan_of(const Facts& facts) {
  if (facts.models.empty()) return std::nullopt;
  std::vector<ModelLevels> levels;
  for (const ModelFacts& model : facts.models)
    if (model.plays())
      levels.push_back(
          {.input_level_dbu = model.input_level_dbu, .output_level_dbu = model.output_level_dbu, .loudness_db = -20.5});
  if (levels.empty()) return std::nullopt;
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
  facts.speakers.resize(1);
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
