// Draws a scene with NanoVG.
#include "panel/draw.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "nanovg.h"

extern "C" {  // fonts.S
extern const unsigned char reamp_font_regular[], reamp_font_regular_end[];
extern const unsigned char reamp_font_bold[], reamp_font_bold_end[];
}

namespace reamp::plugin {
namespace {

constexpr float kQuarter = 1.5707963f;

NVGcolor color(Ink ink) {
  switch (ink) {
    case Ink::kNone:
      return nvgRGBA(0, 0, 0, 0);
    case Ink::kBack:
      return nvgRGB(0x12, 0x15, 0x18);
    case Ink::kCard:
      return nvgRGB(0x1a, 0x1f, 0x24);
    case Ink::kRaise:
      return nvgRGB(0x22, 0x29, 0x30);
    case Ink::kHover:
      return nvgRGB(0x2f, 0x38, 0x41);
    case Ink::kWell:
      return nvgRGB(0x0d, 0x10, 0x12);
    case Ink::kLine:
      return nvgRGB(0x2c, 0x34, 0x3c);
    case Ink::kText:
      return nvgRGB(0xe8, 0xec, 0xef);
    case Ink::kQuiet:
      return nvgRGB(0x96, 0xa1, 0xac);
    case Ink::kFaint:
      return nvgRGB(0x5a, 0x65, 0x70);
    case Ink::kAmber:
      return nvgRGB(0xf2, 0xa6, 0x3b);
    case Ink::kOk:
      return nvgRGB(0x46, 0xc2, 0x8a);
    case Ink::kOkDark:
      return nvgRGB(0x1b, 0x30, 0x2a);
    case Ink::kWarn:
      return nvgRGB(0xe7, 0xc2, 0x4a);
    case Ink::kBad:
      return nvgRGB(0xee, 0x5a, 0x5f);
    case Ink::kBlue:
      return nvgRGB(0x5a, 0xa9, 0xe6);
    case Ink::kZone:
      return nvgRGBA(0x46, 0xc2, 0x8a, 0x38);
    case Ink::kShade:
      return nvgRGB(0x2a, 0x1c, 0x20);
  }
  return nvgRGB(255, 0, 255);
}

// Lines of a mark, in units of its size; a path ends at {9, 9}.
struct Mark {
  std::string_view name;
  std::initializer_list<Point> points;
};
const Mark kMarks[] = {
    {"left", {{0.5f, -1.0f}, {-0.5f, 0.0f}, {0.5f, 1.0f}}},
    {"right", {{-0.5f, -1.0f}, {0.5f, 0.0f}, {-0.5f, 1.0f}}},
    {"up", {{-1.0f, 0.0f}, {0.0f, -1.0f}, {1.0f, 0.0f}, {9, 9}, {0.0f, -1.0f}, {0.0f, 1.0f}}},
    {"close", {{-1.0f, -1.0f}, {1.0f, 1.0f}, {9, 9}, {-1.0f, 1.0f}, {1.0f, -1.0f}}},
    {"plus", {{-1.0f, 0.0f}, {1.0f, 0.0f}, {9, 9}, {0.0f, -1.0f}, {0.0f, 1.0f}}},
    {"tick", {{-1.0f, 0.0f}, {-0.3f, 0.8f}, {1.0f, -0.8f}}},
    {"folder",
     {{-1.2f, 0.9f}, {-1.2f, -0.8f}, {-0.3f, -0.8f}, {0.0f, -0.4f}, {1.2f, -0.4f}, {1.2f, 0.9f}, {-1.2f, 0.9f}}},
    {"warning", {{0.0f, -1.0f}, {1.1f, 0.9f}, {-1.1f, 0.9f}, {0.0f, -1.0f}, {9, 9}, {0.0f, -0.3f}, {0.0f, 0.3f}}},
    {"undo",
     {{-0.1f, -1.1f},
      {-0.9f, -0.4f},
      {-0.1f, 0.3f},
      {9, 9},
      {-0.9f, -0.4f},
      {0.5f, -0.4f},
      {1.0f, 0.1f},
      {1.0f, 0.6f},
      {0.5f, 1.0f},
      {-0.4f, 1.0f}}},
    {"redo",
     {{0.1f, -1.1f},
      {0.9f, -0.4f},
      {0.1f, 0.3f},
      {9, 9},
      {0.9f, -0.4f},
      {-0.5f, -0.4f},
      {-1.0f, 0.1f},
      {-1.0f, 0.6f},
      {-0.5f, 1.0f},
      {0.4f, 1.0f}}},
    {"power", {{0.0f, -1.0f}, {0.0f, -0.1f}}},
    {"search", {{0.7f, 0.7f}, {1.5f, 1.5f}}},
};

void select_font(NVGcontext* vg, const Shape& shape) {
  nvgFontFace(vg, shape.is_bold ? "bold" : "regular");
  nvgFontSize(vg, shape.size);
}

float width_of(NVGcontext* vg, const char* begin, const char* end) {
  return begin == end ? 0.0f : nvgTextBounds(vg, 0.0f, 0.0f, begin, end, nullptr);
}

// The longest beginning that fits with the dots behind it.
std::string cut(NVGcontext* vg, const std::string& text, float width) {
  if (width_of(vg, text.data(), text.data() + text.size()) <= width) return text;
  constexpr const char* kDots = "\u2026";
  const float dots = nvgTextBounds(vg, 0.0f, 0.0f, kDots, nullptr, nullptr);
  std::size_t size = text.size();
  while (size > 0) {
    do --size;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80);
    if (width_of(vg, text.data(), text.data() + size) + dots <= width) break;
  }
  while (size > 0 && text[size - 1] == ' ') --size;
  return text.substr(0, size) + kDots;
}

// What is typed: its end is seen where it is too long, and the place of the next letter.
void draw_field(NVGcontext* vg, const Shape& shape) {
  const Box& box = shape.box;
  const char* const text = shape.text.data();
  const float whole = width_of(vg, text, text + shape.text.size());
  const float before = width_of(vg, text, text + shape.caret);
  float x = box.x + 3.0f;
  if (shape.align == Align::kCenter) x = box.x + (box.w - whole) / 2.0f;
  if (shape.align == Align::kRight) x = box.right() - whole - 2.0f;
  if (whole > box.w - 6.0f) x = std::min(box.x + 3.0f, box.right() - 4.0f - before);
  nvgSave(vg);
  nvgIntersectScissor(vg, box.x, box.y, box.w, box.h);
  if (shape.is_selected) {
    NVGcolor shade = color(Ink::kAmber);
    shade.a = 0.35f;
    nvgBeginPath(vg);
    nvgRect(vg, x - 1.0f, box.middle() - shape.size * 0.62f, whole + 2.0f, shape.size * 1.24f);
    nvgFillColor(vg, shade);
    nvgFill(vg);
  }
  nvgFillColor(vg, color(shape.fill));
  nvgTextAlign(vg, NVG_ALIGN_LEFT | NVG_ALIGN_MIDDLE);
  if (!shape.text.empty()) nvgText(vg, x, box.middle() + 0.5f, text, nullptr);
  nvgBeginPath(vg);
  nvgRect(vg, x + before, box.middle() - shape.size * 0.6f, 1.5f, shape.size * 1.2f);
  nvgFillColor(vg, color(Ink::kAmber));
  if (!shape.is_selected) nvgFill(vg);
  nvgRestore(vg);
}

void draw_text(NVGcontext* vg, const Shape& shape) {
  const Box& box = shape.box;
  select_font(vg, shape);
  if (shape.caret >= 0) return draw_field(vg, shape);
  nvgFillColor(vg, color(shape.fill));
  if (shape.is_wrapped) {
    nvgTextAlign(vg, NVG_ALIGN_LEFT | NVG_ALIGN_TOP);
    nvgTextLineHeight(vg, 1.25f);
    nvgSave(vg);
    nvgIntersectScissor(vg, box.x, box.y, box.w, box.h);
    nvgTextBox(vg, box.x, box.y, box.w, shape.text.c_str(), nullptr);
    nvgRestore(vg);
    return;
  }
  const std::string text = cut(vg, shape.text, box.w);
  if (text.empty()) return;  // NanoVG would draw a red warning
  const int align = shape.align == Align::kLeft    ? NVG_ALIGN_LEFT
                    : shape.align == Align::kRight ? NVG_ALIGN_RIGHT
                                                   : NVG_ALIGN_CENTER;
  const float x = shape.align == Align::kLeft    ? box.x
                  : shape.align == Align::kRight ? box.right()
                                                 : box.x + box.w / 2.0f;
  nvgTextAlign(vg, align | NVG_ALIGN_MIDDLE);
  nvgText(vg, x, box.middle() + 0.5f, text.c_str(), nullptr);
}

void draw_mark(NVGcontext* vg, const Shape& shape) {
  const Point at{shape.box.x, shape.box.y};
  nvgStrokeColor(vg, color(shape.stroke));
  nvgStrokeWidth(vg, shape.width);
  nvgLineCap(vg, NVG_ROUND);
  nvgLineJoin(vg, NVG_ROUND);
  nvgBeginPath(vg);
  for (const Mark& mark : kMarks) {
    if (mark.name != shape.text) continue;
    bool is_first = true;
    for (const Point p : mark.points) {
      const bool is_end = p.x > 8.0f;
      const float x = at.x + p.x * shape.radius, y = at.y + p.y * shape.radius;
      if (!is_end) is_first ? nvgMoveTo(vg, x, y) : nvgLineTo(vg, x, y);
      is_first = is_end;
    }
  }
  nvgStroke(vg);
  if (shape.text == "power" || shape.text == "search") {
    nvgBeginPath(vg);
    if (shape.text == "power")
      nvgArc(vg, at.x, at.y, shape.radius, -kQuarter + 0.6f, 3.0f * kQuarter - 0.6f, NVG_CW);
    else
      nvgCircle(vg, at.x, at.y, shape.radius);
    nvgStroke(vg);
  }
}

// A line of one unit lies on whole pixels at scale 1.
void draw_box(NVGcontext* vg, const Shape& shape) {
  const Box& box = shape.box;
  if (box.w <= 0.0f || box.h <= 0.0f) return;
  if (shape.fill != Ink::kNone) {
    nvgBeginPath(vg);
    nvgRoundedRect(vg, box.x, box.y, box.w, box.h, std::min({shape.radius, box.w / 2.0f, box.h / 2.0f}));
    nvgFillColor(vg, color(shape.fill));
    nvgFill(vg);
  }
  if (shape.stroke == Ink::kNone) return;
  nvgBeginPath(vg);
  nvgRoundedRect(vg, box.x + 0.5f, box.y + 0.5f, box.w - 1.0f, box.h - 1.0f, std::max(0.0f, shape.radius - 0.5f));
  nvgStrokeColor(vg, color(shape.stroke));
  nvgStrokeWidth(vg, shape.width);
  nvgStroke(vg);
}

void draw_shape(NVGcontext* vg, const Shape& shape) {
  const Box& box = shape.box;
  switch (shape.kind) {
    case Shape::Kind::kBox:
      return draw_box(vg, shape);
    case Shape::Kind::kText:
      return draw_text(vg, shape);
    case Shape::Kind::kMark:
      return draw_mark(vg, shape);
    case Shape::Kind::kArc:
      nvgBeginPath(vg);
      nvgArc(vg, box.x, box.y, shape.radius, shape.from - kQuarter, shape.to - kQuarter, NVG_CW);
      break;
    case Shape::Kind::kLine:
      nvgBeginPath(vg);
      nvgMoveTo(vg, box.x, box.y);
      nvgLineTo(vg, box.x + box.w, box.y + box.h);
      break;
    case Shape::Kind::kDisc:
      nvgBeginPath(vg);
      nvgCircle(vg, box.x, box.y, shape.radius);
      if (shape.fill != Ink::kNone) {
        nvgFillColor(vg, color(shape.fill));
        nvgFill(vg);
      }
      break;
  }
  if (shape.stroke == Ink::kNone) return;
  nvgLineCap(vg, NVG_ROUND);
  nvgStrokeColor(vg, color(shape.stroke));
  nvgStrokeWidth(vg, shape.width);
  nvgStroke(vg);
}

bool load_font(NVGcontext* vg, const char* name, const unsigned char* begin, const unsigned char* end) {
  return nvgCreateFontMem(vg, name, const_cast<unsigned char*>(begin), static_cast<int>(end - begin), 0) >= 0;
}

}  // namespace

bool load_fonts(NVGcontext* vg) {
  return load_font(vg, "regular", reamp_font_regular, reamp_font_regular_end) &&
         load_font(vg, "bold", reamp_font_bold, reamp_font_bold_end);
}

Placement place_in(float width, float height) noexcept {
  const float scale = std::max(0.05f, std::min(width / kWidth, height / kHeight));
  return {std::floor((width - kWidth * scale) / 2.0f), std::floor((height - kHeight * scale) / 2.0f), scale};
}

void draw(NVGcontext* vg, const Scene& scene, float width, float height) {
  const Placement at = place_in(width, height);
  nvgBeginPath(vg);
  nvgRect(vg, 0.0f, 0.0f, width, height);
  nvgFillColor(vg, color(Ink::kBack));
  nvgFill(vg);
  nvgSave(vg);
  nvgTranslate(vg, at.x, at.y);
  nvgScale(vg, at.scale, at.scale);
  for (const Shape& shape : scene.shapes) draw_shape(vg, shape);
  nvgRestore(vg);
}

}  // namespace reamp::plugin
