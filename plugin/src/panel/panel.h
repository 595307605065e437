// The panel without a window: what it shows, and what a click, a key or a wheel does.
//
//   panel.show(engine.facts(), values, engine.peaks(), seconds);
//   const Scene scene = panel.scene();   // to be drawn where it is another than before
//   panel.press({x, y}, {.clicks = 2});
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine.h"
#include "files.h"
#include "panel/peak_hold.h"
#include "panel/scene.h"
#include "panel/text_field.h"

namespace reamp::plugin {

// What the panel asks for: of the plug-in and its host, or of a test.
class PanelHost {
 public:
  virtual ~PanelHost() = default;

  // Between begin and end a hand is on the knob, as hosts want to know.
  virtual void begin_edit(std::size_t index) = 0;
  virtual void set_value(std::size_t index, double value) = 0;
  virtual void end_edit(std::size_t index) = 0;

  virtual void choose_model(const std::string& path) = 0;
  virtual void choose_cabinet(const std::string& path) = 0;

  // Both throw what the core throws.
  virtual void remember_interface(const RememberedInterface& interface) = 0;
  virtual void keep_level(std::size_t model, std::optional<double> input_level_dbu) = 0;

  // What there is now is a step to go back to; knob: the parameter that is about to be turned.
  virtual void note_change(std::optional<std::size_t> knob = std::nullopt) = 0;
  virtual void undo() = 0;
  virtual void redo() = 0;
  virtual void choose_side(int side) = 0;

  virtual std::string presets_folder() = 0;
  virtual void save_preset(const std::string& path) = 0;

  // As of Midi.
  virtual void learn(std::optional<int> target) = 0;
  virtual void forget_controller(int target) = 0;

  virtual std::vector<Interface> known_interfaces() = 0;
  virtual std::string clipboard() = 0;
  virtual void browse(FileKind kind, const std::string& folder) = 0;
  virtual std::string start_folder(FileKind kind) = 0;  // where no file is chosen
};

using ValueArray = std::array<double, kCount>;

// A list that lies over a column, with a field to search it.
struct List {
  enum class Kind { kModels, kCabinets, kInterfaces, kPresets };
  struct Row {
    std::string text{}, detail{};
    Ink ink = Ink::kText, detail_ink = Ink::kQuiet;
    bool is_folder = false, is_current = false;
    std::string path{};  // of a file; empty: no cabinet
    std::optional<RememberedInterface> interface{};
    bool is_to_save = false;
    std::string note{};  // where its level comes from
  };

  Kind kind = Kind::kModels;
  TextField query{};
  std::string heading{}, hint{}, nothing{};
  std::vector<Row> rows{};
  int selected = 0, first = 0;  // rows from the top that are out of sight
};

struct Edit {
  Act act;
  int index;
  TextField field;
};

struct Drag {
  std::size_t index;
  double value;
  float y;
};

// What surrounds the rig: steps to go back, sides, MIDI.
struct Tools {
  bool can_undo = false, can_redo = false, has_midi = true;
  int side = 0;
  std::optional<int> learning{};
  std::map<int, int> controllers{};  // by target
};

// All that the parts of the panel are drawn from.
struct PanelState {
  Facts facts{};
  Tools tools{};
  bool is_learning = false;  // clicks choose what a controller shall turn
  ValueArray values{};
  Peaks peaks{};
  PeakHold input{}, model{}, left{}, right{};
  std::uint64_t clipped_before = 0;  // frames that were clicked away
  std::optional<List> list{};
  std::optional<Edit> edit{};
  std::optional<Drag> drag{};
  Zone hover{};
  std::string problem{};  // of what was typed last
  std::pair<std::size_t, std::size_t> model_place{}, cabinet_place{};

  bool is_hovered(Act act, int index = 0) const noexcept { return hover.is({{}, act, index}); }
  bool is_edited(Act act, int index = 0) const noexcept { return edit && edit->act == act && edit->index == index; }
};

struct Press {
  int clicks = 1;
  bool is_fine = false;
};

class Panel {
 public:
  explicit Panel(PanelHost& host) : host_(host) {}

  void show(Facts facts);
  void show(Tools tools) { state_.tools = std::move(tools); }
  void show(const ValueArray& values, const Peaks& peaks, double time_s);
  Scene scene() const;

  // Whether a text is being typed: then keys are for the panel, else for the host.
  bool wants_keys() const noexcept { return state_.edit || state_.list; }

  void press(Point at, Press how = {});
  void move(Point at, bool is_fine = false);
  void release();
  void scroll(Point at, double lines, bool is_fine = false);
  bool key(Key key);
  bool type(std::string_view text);
  bool paste();
  bool select_all();

  // Chooses a file that was picked in a dialog.
  void take_file(const std::string& path);
  void close();

 private:
  void turn(std::size_t index, double value);
  void switch_to(std::size_t index, double value);
  void begin(Act act, int index, std::string text);
  void finish_edit();
  void finish_knob(const Edit& edit);
  void finish_gain(const std::string& text);
  void finish_level(const std::string& text);
  void act(const Zone& zone, Press how);
  bool learn(const Zone& zone);
  void step_preset(int step);
  void save(const std::string& name);
  void fill_presets(List& list);
  void step_file(FileKind kind, int step);
  void open(List::Kind kind, const std::string& folder = "");
  void fill_list();
  void fill_interfaces(List& list);
  void fill_files(List& list, FileKind kind);
  void choose_row(int row);
  void select_row(int row);
  void remember(const RememberedInterface& interface);
  void attempt(const std::function<void()>& change);
  std::string chosen(FileKind kind) const;

  PanelHost& host_;
  PanelState state_;
  Folder models_, cabinets_;  // of the files that are chosen
  Folder shown_;              // of the list
  std::vector<Interface> table_;
};

// The parts of a scene.
inline constexpr Box kModelCard{16, 60, 592, 236}, kLevelsCard{16, 308, 592, 240}, kCalibrationCard{620, 60, 324, 276},
    kCabinetCard{620, 348, 324, 74}, kOutputCard{620, 434, 324, 114};
inline constexpr float kRowHeight = 28.0f;

void add_top_bar(Scene& scene, const PanelState& state);
void add_model_card(Scene& scene, const PanelState& state);
void add_knobs(Scene& scene, const PanelState& state);
void add_levels_card(Scene& scene, const PanelState& state);
void add_calibration_card(Scene& scene, const PanelState& state);
void add_cabinet_card(Scene& scene, const PanelState& state);
void add_output_card(Scene& scene, const PanelState& state);
void add_last_line(Scene& scene, const PanelState& state);
void add_list(Scene& scene, const PanelState& state);

// How many rows of a list are in sight.
int rows_of(List::Kind kind);

}  // namespace reamp::plugin
