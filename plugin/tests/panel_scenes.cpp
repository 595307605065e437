// Scenes of the panel.
#include "panel_scenes.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include "fake_panel_host.h"

namespace fs = std::filesystem;

namespace reamp::plugin {
namespace {

double ratio(double dbfs) { return std::pow(10.0, dbfs / 20.0); }

Peaks played() {
  Peaks peaks;
  peaks.input = static_cast<float>(ratio(-6.3));
  peaks.model = static_cast<float>(ratio(-14.3));
  peaks.output = {static_cast<float>(ratio(-12.0)), static_cast<float>(ratio(-12.2))};
  return peaks;
}

ValueArray initial_values() {
  const Values values;
  ValueArray all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = values.get(i);
  return all;
}

struct Stage {
  FakePanelHost host;
  Panel panel{host};
  Facts facts = calibrated_facts();
  ValueArray values = initial_values();
  Peaks peaks = played();

  Scene scene() {
    panel.show(facts);
    panel.show(values, peaks, 1.0);
    return panel.scene();
  }
  // A click on what does this.
  void click(Act act, int index = 0) { click_on(panel, act, index); }
};

Scene calibrated() {
  Stage stage;
  stage.values[kFirstKnob + 1] = 6.0;
  stage.values[kGateOn] = 1.0;
  return stage.scene();
}

Scene nothing_chosen() {
  Stage stage;
  stage.facts = Facts{};
  stage.peaks = {};
  return stage.scene();
}

Scene level_unknown() {
  Stage stage;
  stage.facts.models[0].input_level_dbu.reset();
  stage.facts.models[0].origin = LevelOrigin::kUnknown;
  stage.facts.plan = plan_of(stage.facts);
  return stage.scene();
}

Scene clipping() {
  Stage stage;
  stage.peaks.input = 1.0f;
  stage.peaks.clipped_frames = 31;
  stage.peaks.model = static_cast<float>(ratio(-8.0));
  stage.peaks.output = {static_cast<float>(ratio(-0.4)), static_cast<float>(ratio(-0.9))};
  stage.peaks.limiter_gain = 0.8f;
  return stage.scene();
}

Scene long_names() {
  Stage stage;
  stage.facts.models[0].name =
      "Mesa Boogie Dual Rectifier 3-channel, red, treble 7, \u201cd\u00e9but de si\u00e8cle\u201d, SM57 and ribbon, "
      "take 4 of 12";
  stage.facts.cabinets = {"/cabs/York Audio MES 412 OS V30 Mix 04 with a very long description 48k.wav"};
  stage.facts.source.row->manufacturer = "Universal Audio";
  stage.facts.source.row->model = "Apollo Twin X QUAD Heritage Edition";
  stage.values[kFirstKnob] = -12.5;
  return stage.scene();
}

Scene missing_file() {
  Stage stage;
  stage.facts.models = {{.path = "/home/me/models/Twin clean.nam", .name = "Twin clean", .is_missing = true}};
  stage.facts.plan.reset();
  stage.facts.problems = {"/home/me/models/Twin clean.nam is not there and not in the project; choose it again",
                          "4x12.wav: is no WAV"};
  stage.peaks.model = 0.0f;
  return stage.scene();
}

Scene three_letters() {
  Stage stage;
  stage.facts = Facts{};
  stage.peaks = {};
  stage.scene();
  stage.click(Act::kInterfaces);
  stage.panel.type("sca");
  return stage.scene();
}

Scene level_typed() {
  Stage stage;
  stage.scene();
  stage.click(Act::kModelLevel);
  stage.panel.type("9.98 dBV");
  return stage.scene();
}

// A folder of models as they lie on a disk, gone afterwards.
struct Shelf {
  Shelf() {
    fs::remove_all(path);
    for (const char* name : {"Bass amps/SVT.nam", "Boutique/Ceriatone.nam", "Mark 15 lead.nam", "Mark 15 rhythm.nam",
                             "Plexi crunch 9.nam", "Plexi crunch 10.nam", "Twin clean.nam", "lead with 4x12.toml"}) {
      fs::create_directories((path / name).parent_path());
      std::ofstream(path / name) << "x";
    }
  }
  ~Shelf() { fs::remove_all(path); }
  const fs::path path = fs::temp_directory_path() / "reamp_panel_scenes" / "Lead amps";
};

Scene models() {
  const Shelf shelf;
  Stage stage;
  stage.facts.models[0].path = (shelf.path / "Mark 15 lead.nam").string();
  stage.scene();
  stage.click(Act::kModels);
  return stage.scene();
}

std::vector<LibraryModel> library_models() {
  return {{.path = "/lib/Lead amps/Mark 15 lead.nam",
           .name = "Mark 15 lead",
           .place = "Lead amps",
           .gear = "Mesa Mark 15",
           .author = "Ann",
           .license = "cc-by",
           .input_level_dbu = 15.0,
           .gain_db = 31.0,
           .load = 0.034},
          {.path = "/lib/b.nam",
           .name = "Mark IV rhythm, boosted by a screamer, SM57 and ribbon, take 3",
           .place = "Lead amps/Mesa Boogie Mark IV/2024",
           .input_level_dbu = 12.2,
           .is_level_estimated = true},
          {.path = "/lib/c.nam", .name = "Mark V clean", .place = "Clean", .author = "Bob"}};
}

Scene library() {
  Stage stage;
  stage.host.library = library_models();
  stage.facts.models[0].path = stage.host.library[0].path;
  stage.scene();
  stage.click(Act::kModels);
  stage.click(Act::kCalibratedOnly);
  stage.panel.type("mar");
  return stage.scene();
}

Scene library_like() {
  Stage stage;
  stage.host.library = library_models();
  for (std::size_t i = 0; i < stage.host.library.size(); ++i)
    stage.host.library[i].distance = 0.08 + 0.19 * static_cast<double>(i);
  stage.scene();
  stage.click(Act::kModels);
  stage.click(Act::kLikeThis);
  return stage.scene();
}

Scene presets() {
  const Shelf shelf;
  Stage stage;
  stage.host.presets = shelf.path.string();
  stage.facts.preset = (shelf.path / "Plexi crunch 9.nam").string();
  stage.scene();
  stage.click(Act::kPresets);
  stage.panel.type("plexi");
  return stage.scene();
}

// Three models, of which the last states no level, and two cabinets.
Facts chain_facts() {
  Facts facts = calibrated_facts();
  facts.models.insert(facts.models.begin(), {.path = "/models/Green screamer.nam",
                                             .name = "Green screamer",
                                             .architecture = "LSTM",
                                             .input_level_dbu = 9.0,
                                             .output_level_dbu = 8.5,
                                             .origin = LevelOrigin::kFile,
                                             .rate_hz = 48000.0});
  facts.models.push_back({.path = "/models/Studio compressor with a long name.nam",
                          .name = "Studio compressor with a long name",
                          .architecture = "WaveNet",
                          .rate_hz = 44100.0});
  facts.cabinets = {"4x12", "/cabs/York Audio MES 412 OS V30 Mix 04.wav"};
  facts.speakers = {{.gain_db = 0.0, .pan = -0.4}, {.gain_db = -3.5, .pan = 0.6}};
  facts.plan = plan_of(facts);
  return facts;
}

Scene chain() {
  Stage stage;
  stage.facts = chain_facts();
  stage.peaks.later_models[0] = static_cast<float>(ratio(-15.2));
  stage.scene();
  stage.click(Act::kSlot, 1);
  return stage.scene();
}

Scene chain_unknown() {
  Stage stage;
  stage.facts = chain_facts();
  stage.facts.models.push_back({.path = "/models/gone.nam", .name = "gone", .is_missing = true, .place = 3});
  stage.facts.models[0].is_bypassed = true;
  stage.facts.speakers[1].is_bypassed = true;
  stage.facts.plan = plan_of(stage.facts);
  stage.scene();
  stage.click(Act::kSlot, 2);
  return stage.scene();
}

Scene tuned(double hz, bool is_muted) {
  Stage stage;
  TunerView tuner{.is_muted = is_muted};
  if (hz > 0.0) tuner.reading = nearest_note(hz);
  stage.panel.show(Tools{.tuner = tuner});
  return stage.scene();
}

Scene midi_learn() {
  Stage stage;
  stage.facts.preset = "/presets/crunch.toml";
  stage.panel.show(Tools{.can_undo = true, .side = 1, .controllers = {{kFirstKnob + 1, 11}}});
  stage.values[kBypass] = 1.0;
  stage.scene();
  stage.click(Act::kMidi);
  stage.click(Act::kKnob, kFirstKnob + 3);
  return stage.scene();
}

}  // namespace

std::vector<NamedScene> panel_scenes() {
  return {{"calibrated", calibrated()},
          {"nothing_chosen", nothing_chosen()},
          {"level_unknown", level_unknown()},
          {"clipping", clipping()},
          {"long_names", long_names()},
          {"missing_file", missing_file()},
          {"three_letters", three_letters()},
          {"level_typed", level_typed()},
          {"models", models()},
          {"library", library()},
          {"library_like", library_like()},
          {"presets", presets()},
          {"chain", chain()},
          {"chain_unknown", chain_unknown()},
          {"tuner", tuned(82.29, true)},
          {"tuner_in_tune", tuned(116.58, false)},
          {"tuner_silent", tuned(0.0, false)},
          {"midi_learn", midi_learn()},
          {"half_scale", calibrated(), 0.5f},
          {"double_scale", calibrated(), 2.0f}};
}

}  // namespace reamp::plugin
