// The panel in a window, as DPF wants it; panel/panel.h has what it does.
#include <chrono>

#include "DistrhoUI.hpp"
#include "instance.h"
#include "keyboard_focus.h"
#include "panel/draw.h"
#include "panel/panel.h"

START_NAMESPACE_DISTRHO

namespace rp = reamp::plugin;

namespace {

constexpr uint kFrameMs = 33;

// The header of DPF can include nothing of ours.
static_assert(DISTRHO_UI_DEFAULT_WIDTH == rp::kWidth && DISTRHO_UI_DEFAULT_HEIGHT == rp::kHeight);

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

std::optional<rp::Key> key_of(uint key) {
  switch (key) {
    case kKeyBackspace:
      return rp::Key::kBackspace;
    case kKeyDelete:
      return rp::Key::kDelete;
    case kKeyLeft:
      return rp::Key::kLeft;
    case kKeyRight:
      return rp::Key::kRight;
    case kKeyHome:
      return rp::Key::kHome;
    case kKeyEnd:
      return rp::Key::kEnd;
    case kKeyUp:
      return rp::Key::kUp;
    case kKeyDown:
      return rp::Key::kDown;
    case kKeyPageUp:
      return rp::Key::kPageUp;
    case kKeyPageDown:
      return rp::Key::kPageDown;
    case '\r':
    case '\n':
      return rp::Key::kEnter;
    case kKeyEscape:
      return rp::Key::kEscape;
    case '\t':
      return rp::Key::kTab;
    default:
      return std::nullopt;
  }
}

}  // namespace

class ReampUI : public UI, rp::PanelHost, IdleCallback {
 public:
  ReampUI() : UI(static_cast<uint>(rp::kWidth), static_cast<uint>(rp::kHeight)), panel_(*this) {
    const double scale = getScaleFactor();
    setGeometryConstraints(static_cast<uint>(rp::kWidth / 2), static_cast<uint>(rp::kHeight / 2), true);
    if (scale != 1.0) setSize(static_cast<uint>(rp::kWidth * scale), static_cast<uint>(rp::kHeight * scale));
    rp::load_fonts(getContext());
    update();
    addIdleCallback(this, kFrameMs);
  }
  ~ReampUI() override {
    removeIdleCallback(this);
    engine_.tuner().close();
    midi_.learn(std::nullopt);  // without the panel nothing shows that a controller is awaited
  }

 protected:
  void parameterChanged(uint32_t, float) override {}  // the panel reads the values themselves
  void stateChanged(const char*, const char*) override {}

  void onNanoDisplay() override {
    rp::draw(getContext(), scene_, static_cast<float>(getWidth()), static_cast<float>(getHeight()));
  }

  void idleCallback() override { update(); }

  bool onMouse(const MouseEvent& event) override {
    const rp::Point at = in_panel(event.pos);
    const bool is_fine = event.mod & kModifierShift;
    if (event.press) focus_.check();
    if (event.button == 1 && event.press) {
      const bool is_double = event.time - pressed_ms_ < 400 && event.time >= pressed_ms_ &&
                             std::abs(at.x - pressed_.x) < 4.0f && std::abs(at.y - pressed_.y) < 4.0f;
      pressed_ms_ = is_double ? 0 : event.time;
      pressed_ = at;
      panel_.press(at, {.clicks = is_double ? 2 : 1, .is_fine = is_fine});
    } else if (event.button == 1) {
      panel_.release();
    }
    update();
    return true;
  }

  bool onMotion(const MotionEvent& event) override {
    panel_.move(in_panel(event.pos), event.mod & kModifierShift);
    update();
    return true;
  }

  bool onScroll(const ScrollEvent& event) override {
    panel_.scroll(in_panel(event.pos), event.delta.getY(), event.mod & kModifierShift);
    update();
    return true;
  }

  // A key that the panel does not take is for the host.
  bool onKeyboard(const KeyboardEvent& event) override {
    if (!event.press) return false;
    bool is_taken = false;
    if ((event.mod & (kModifierControl | kModifierSuper)) && (event.key == 'v' || event.key == 'V'))
      is_taken = panel_.paste();
    else if ((event.mod & (kModifierControl | kModifierSuper)) && (event.key == 'a' || event.key == 'A'))
      is_taken = panel_.select_all();
    else if (const auto key = key_of(event.key))
      is_taken = panel_.key(*key);
    else
      is_taken = panel_.wants_keys();
    update();
    return is_taken;
  }

  bool onCharacterInput(const CharacterInputEvent& event) override {
    if (event.mod & (kModifierControl | kModifierAlt | kModifierSuper) || event.character < 0x20) return false;
    const bool is_taken = panel_.type(event.string);
    update();
    return is_taken;
  }

  void uiFileBrowserSelected(const char* path) override {
    if (path) panel_.take_file(path);
    update();
  }

  // PanelHost:

  void begin_edit(std::size_t index) override { editParameter(static_cast<uint32_t>(index), true); }
  void end_edit(std::size_t index) override { editParameter(static_cast<uint32_t>(index), false); }
  void set_value(std::size_t index, double value) override {
    engine_.values().set(index, value);
    instance_.told.set(index, value);
    setParameterValue(static_cast<uint32_t>(index), static_cast<float>(value));
  }

  void choose_model(const std::string& path) override {
    engine_.choose_model(path);
    tell_all();
  }
  void arrange(const std::function<void(rp::Project&)>& change) override {
    engine_.arrange(change);
    tell_all();
  }
  void open_tuner(bool is_open) override { is_open ? engine_.tuner().open() : engine_.tuner().close(); }
  void mute_tuner(bool is_muted) override { engine_.tuner().set_muted(is_muted); }

  void note_change(std::optional<std::size_t> knob) override { history_.note(knob, seconds()); }
  void undo() override {
    history_.undo();
    tell_all();
  }
  void redo() override {
    history_.redo();
    tell_all();
  }
  void choose_side(int side) override {
    history_.choose_side(side);
    tell_all();
  }
  std::string presets_folder() override { return reamp::presets_dir(reamp::config_dir()); }
  void save_preset(const std::string& path) override { engine_.save_preset(path); }
  void learn(std::optional<int> target) override { midi_.learn(target); }
  void forget_controller(int target) override { midi_.forget(target); }

  void remember_interface(const reamp::RememberedInterface& interface) override {
    reamp::remember_interface(reamp::config_dir(), interface);
    engine_.read_settings();
  }
  void keep_level(std::size_t model, std::optional<double> level_dbu) override { engine_.keep_level(model, level_dbu); }

  bool has_library() override { return library_.is_there(); }
  void ask_library(const rp::LibraryQuery& query) override { library_.ask(query); }
  std::optional<rp::LibraryAnswer> library_answer() override { return library_.take(); }

  std::vector<reamp::Interface> known_interfaces() override { return reamp::known_interfaces(reamp::config_dir()); }

  std::string clipboard() override {
    std::size_t size = 0;
    const void* const text = getClipboard(size);
    return text ? std::string(static_cast<const char*>(text), size) : std::string();
  }

  void browse(rp::FileKind kind, const std::string& folder) override {
    FileBrowserOptions options;
    options.startDir = folder.c_str();
    options.title =
        kind == rp::FileKind::kModel ? "Choose a model (.nam) or a preset (.toml)" : "Choose a cabinet (.wav)";
    openFileBrowser(options);
  }

  std::string start_folder(rp::FileKind) override {
    for (const char* name : {"HOME", "USERPROFILE"})
      if (const char* folder = std::getenv(name)) return folder;
    return "/";
  }

 private:
  // Draws where it is another picture than before.
  void update() {
    if (const auto version = engine_.facts_version();
        version != shown_version_ || mode_ != engine_.values().get(rp::kOutput)) {
      shown_version_ = version;
      mode_ = engine_.values().get(rp::kOutput);
      rp::Facts facts = engine_.facts();
      rate_hz_ = facts.rate_hz;
      panel_.show(std::move(facts));
    }
    if (const int choices = midi_.choices(); choices != told_choices_) {
      told_choices_ = choices;
      tell_all();
    }
    rp::ValueArray values{};
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = engine_.values().get(i);
    panel_.show(values, engine_.peaks(), seconds());
    panel_.show(tools());
    rp::Scene scene = panel_.scene();
    const bool is_changed = scene.shapes != scene_.shapes;
    scene_ = std::move(scene);
    if (is_changed) repaint();
    if (panel_.wants_keys())
      focus_.take(getWindow().getNativeWindowHandle());
    else
      focus_.give_back();
  }

  rp::Tools tools() {
    rp::Tools tools{.can_undo = history_.can_undo(),
                    .can_redo = history_.can_redo(),
                    .has_midi = DISTRHO_PLUGIN_WANT_MIDI_INPUT != 0,
                    .side = engine_.side(),
                    .learning = midi_.learning()};
    for (int target = 0; target < static_cast<int>(rp::kCount); ++target)
      if (const auto controller = midi_.controller_of(target)) tools.controllers[target] = *controller;
    if (rp::InputTuner& tuner = engine_.tuner(); tuner.is_open())
      tools.tuner = rp::TunerView{.reading = tuner.listen(rate_hz_), .is_muted = tuner.is_muted()};
    return tools;
  }

  // Tells the host of what it cannot see: knobs that a preset has turned, and that there is something to save.
  void tell_all() {
    const double revision = engine_.values().get(rp::kRevision);
    engine_.values().set(rp::kRevision, revision < rp::kMaxRevision ? revision + 1.0 : 0.0);
    for (const std::size_t index : rp::untold(instance_.told, engine_.values())) tell(static_cast<uint32_t>(index));
  }

  void tell(uint32_t index) {
    const double value = engine_.values().get(index);
    instance_.told.set(index, value);
    editParameter(index, true);
    setParameterValue(index, static_cast<float>(value));
    editParameter(index, false);
  }

  rp::Point in_panel(const DGL_NAMESPACE::Point<double>& at) const {
    const auto [x, y, scale] = rp::place_in(static_cast<float>(getWidth()), static_cast<float>(getHeight()));
    return {(static_cast<float>(at.getX()) - x) / scale, (static_cast<float>(at.getY()) - y) / scale};
  }

  rp::Instance& instance_ = rp::instance_of(getPluginInstancePointer());
  rp::Engine& engine_ = instance_.engine;
  rp::History& history_ = instance_.history;
  rp::Midi& midi_ = instance_.midi;
  rp::LibrarySearch library_;
  rp::KeyboardFocus focus_;
  rp::Panel panel_;
  rp::Scene scene_;
  std::uint64_t shown_version_ = ~std::uint64_t{0};
  double mode_ = -1.0;
  int told_choices_ = midi_.choices();
  int rate_hz_ = 48000;
  rp::Point pressed_{};
  uint pressed_ms_ = 0;
};

UI* createUI() { return new ReampUI(); }

END_NAMESPACE_DISTRHO
