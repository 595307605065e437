// What a panel looks like at one moment: shapes to draw, and zones to click. It knows neither a host nor a way to draw.
//
// Lengths are in units of the panel, kWidth by kHeight, whatever its size on the screen.
#pragma once

#include <string>
#include <vector>

namespace reamp::plugin {

inline constexpr float kWidth = 960.0f, kHeight = 660.0f;

struct Point {
  float x = 0.0f, y = 0.0f;
};

struct Box {
  float x = 0.0f, y = 0.0f, w = 0.0f, h = 0.0f;

  bool has(Point p) const noexcept { return p.x >= x && p.x < x + w && p.y >= y && p.y < y + h; }
  Box inset(float d) const noexcept { return {x + d, y + d, w - 2.0f * d, h - 2.0f * d}; }
  float right() const noexcept { return x + w; }
  float bottom() const noexcept { return y + h; }
  float middle() const noexcept { return y + h / 2.0f; }

  bool operator==(const Box&) const = default;
};

// A colour by what it means.
enum class Ink {
  kNone,
  kBack,
  kCard,
  kRaise,
  kHover,
  kWell,
  kLine,
  kText,
  kQuiet,
  kFaint,
  kAmber,
  kOk,
  kOkDark,
  kWarn,
  kBad,
  kBlue,
  kZone,
  kShade
};

enum class Align { kLeft, kCenter, kRight };

struct Shape {
  // kMark: a small symbol, `text` is its name.
  enum class Kind { kBox, kText, kArc, kLine, kDisc, kMark };

  Kind kind = Kind::kBox;
  Box box{};                                   // a line goes from (x, y) to (x + w, y + h)
  Ink fill = Ink::kNone, stroke = Ink::kNone;  // a text has the fill
  float radius = 0.0f, width = 1.0f;
  float from = 0.0f, to = 0.0f;  // angles of an arc, from the top, clockwise
  std::string text{};            // cut with "..." where it is wider than the box
  float size = 13.0f;
  bool is_bold = false;
  Align align = Align::kLeft;
  bool is_wrapped = false;   // from the top of the box, in as many lines as it takes
  int caret = -1;            // bytes before it; -1: none
  bool is_selected = false;  // the whole text

  bool operator==(const Shape&) const = default;
};

// What a click on a zone does.
enum class Act {
  kNone,
  kKnob,
  kKnobText,
  kGate,
  kModelPrevious,
  kModelNext,
  kModels,
  kCabinetPrevious,
  kCabinetNext,
  kCabinets,
  kInterfaces,
  kGain,
  kModelLevel,
  kOutputMode,
  kChannel,
  kLimiter,
  kBypass,
  kPresetPrevious,
  kPresetNext,
  kPresets,
  kUndo,
  kRedo,
  kSide,
  kMidi,
  kQuality,
  kClipped,
  kProblem,
  kListRow,
  kListField,
  kListClose,
  kBrowse,
  kSlot,
  kSlotPower,
  kSlotEarlier,
  kSlotLater,
  kSlotRemove,
  kAddModel,
  kCabinetPower,
  kCabinetRemove,
  kCabinetGain,
  kCabinetPan,
  kAddCabinet,
  kTuner,
  kTunerMute,
  kListSource,
  kCalibratedOnly,
  kLikeThis,
  kList  // its background, which takes clicks and wheel
};

struct Zone {
  Box box{};
  Act act = Act::kNone;
  int index = 0;

  bool is(const Zone& other) const noexcept { return act == other.act && index == other.index; }
};

struct Scene {
  std::vector<Shape> shapes{};
  std::vector<Zone> zones{};  // a later one lies above

  Zone at(Point p) const noexcept {
    for (auto zone = zones.rbegin(); zone != zones.rend(); ++zone)
      if (zone->box.has(p)) return *zone;
    return {};
  }
};

}  // namespace reamp::plugin
