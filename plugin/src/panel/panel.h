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
#include "library.h"
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

  // A preset.
  virtual void choose_model(const std::string& path) = 0;

  // As Engine::arrange.
  virtual void arrange(const std::function<void(Project&)>& change) = 0;

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

  virtual void open_tuner(bool is_open) = 0;
  virtual void mute_tuner(bool is_muted) = 0;

  // As of Midi.
  virtual void learn(std::optional<int> target) = 0;
  virtual void forget_controller(int target) = 0;

  // The index of the user's models. An answer comes later, once.
  virtual bool has_library() = 0;
  virtual void ask_library(const LibraryQuery& query) = 0;
  virtual std::optional<LibraryAnswer> library_answer() = 0;

  virtual std::vector<Interface> known_interfaces() = 0;
  virtual std::string clipboard() = 0;
  virtual void browse(FileKind kind, const std::string& folder) = 0;
  virtual std::string start_folder(FileKind kind) = 0;  // where no file is chosen
};

class Brush;

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
    std::string note{};   // of the selected row: where its level comes from, or what is known of the model
    std::string place{};  // beside its name
  };

  Kind kind = Kind::kModels;
  bool has_library = false, is_library = false;  // of models: the library may be searched; it is
  TextField query{};
  std::string heading{}, hint{}, nothing{}, count{};
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

// A search of the library. It stays when the list is closed.
struct LibraryView {
  bool is_chosen = true;  // rather than the folder, where there is a library
  LibraryQuery query{};
  LibraryAnswer answer{};
  bool is_asked = false, is_waiting = false;
};

// What the open tuner hears.
struct TunerView {
  std::optional<TunerReading> reading{};
  bool is_muted = false;
};

// What surrounds the rig: steps to go back, sides, MIDI, the tuner.
struct Tools {
  bool can_undo = false, can_redo = false, has_midi = true;
  int side = 0;
  std::optional<int> learning{};
  std::map<int, int> controllers{};  // by target
  std::optional<TunerView> tuner{};  // none: it is closed
};

// All that the parts of the panel are drawn from.
struct PanelState {
  Facts facts{};
  Tools tools{};
  bool is_learning = false;  // clicks choose what a controller shall turn
  ValueArray values{};
  Peaks peaks{};
  std::size_t slot = 0;                      // the model of the chain that is shown
  std::optional<std::size_t> wanted_slot{};  // to be shown as soon as it is there
  PeakHold input{}, left{}, right{};
  std::array<PeakHold, 4> models{};  // of those that play
  std::uint64_t clipped_before = 0;  // frames that were clicked away
  std::optional<List> list{};
  LibraryView library{};
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
  void arrange(const std::function<void(Project&)>& change);
  void choose_file(FileKind kind, const std::string& path);
  void act_on_chain(const Zone& zone, Press how);
  void set_cabinet(std::size_t place, double gain_db, double pan);
  void scroll_cabinet(const Zone& zone, double lines, bool is_fine);
  void finish_cabinet(const Edit& edit);
  void find_places();
  void finish_gain(const std::string& text);
  void finish_level(const Edit& edit);
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
  void fill_library(List& list);
  void search_library();
  void take_library_answer();
  void act_on_library(const Zone& zone);
  void choose_row(int row);
  void select_row(int row);
  void remember(const RememberedInterface& interface);
  void attempt(const std::function<void()>& change);
  std::string chosen(FileKind kind) const;

  PanelHost& host_;
  PanelState state_;
  Folder models_, cabinets_;  // of the files that are chosen
  std::string model_before_, cabinet_before_;
  Folder shown_;                // of the list
  std::size_t list_place_ = 0;  // of the model or cabinet that is chosen in it
  std::vector<Interface> table_;
};

// The parts of a scene.
inline constexpr Box kChainStrip{16, 58, 928, 52}, kModelCard{16, 120, 592, 236}, kLevelsCard{16, 366, 592, 244},
    kCalibrationCard{620, 120, 324, 276}, kCabinetCard{620, 406, 324, 104}, kOutputCard{620, 520, 324, 90};
inline constexpr float kRowHeight = 28.0f;

void add_top_bar(Scene& scene, const PanelState& state);
void add_chain_strip(Scene& scene, const PanelState& state);
void add_tuner_card(Scene& scene, const PanelState& state);
void add_model_card(Scene& scene, const PanelState& state);
void add_knobs(Scene& scene, const PanelState& state);
void add_levels_card(Scene& scene, const PanelState& state);
void add_calibration_card(Scene& scene, const PanelState& state);
void add_cabinet_card(Scene& scene, const PanelState& state);
void add_output_card(Scene& scene, const PanelState& state);
void add_last_line(Scene& scene, const PanelState& state);
void add_list(Scene& scene, const PanelState& state);

// The place of the first model that plays; none: none does.
std::optional<std::size_t> first_playing(const Facts& facts);

// Which of the models that play it is, from 0; none: it does not play.
std::optional<std::size_t> place_in_plan(const Facts& facts, std::size_t slot);

// The place of the model that cards show: the chosen one, or the first that plays in its place.
std::size_t shown_slot(const Facts& facts, std::size_t slot);

// Choices side by side, of which one is on.
void add_choices(Brush& brush, const PanelState& state, Box box, Act act, std::initializer_list<const char*> names,
                 int chosen);

// How many rows of a list are in sight.
int rows_of(const List& list);

}  // namespace reamp::plugin
