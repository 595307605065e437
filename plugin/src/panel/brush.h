// Adds shapes to a scene.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "panel/scene.h"
#include "panel/text_field.h"

namespace reamp::plugin {

struct Style {
  float size = 13.0f;
  Ink ink = Ink::kText;
  Align align = Align::kLeft;
  bool is_bold = false;
};

class Brush {
 public:
  explicit Brush(Scene& scene) : scene_(scene) {}

  void box(Box box, Ink fill, float radius = 0.0f, Ink stroke = Ink::kNone) {
    scene_.shapes.push_back({.box = box, .fill = fill, .stroke = stroke, .radius = radius});
  }
  void card(Box at) { box(at, Ink::kCard, 10.0f, Ink::kLine); }

  // Centred in the height of the box.
  void text(Box box, std::string text, Style style = {}) {
    if (text.empty()) return;
    scene_.shapes.push_back({.kind = Shape::Kind::kText,
                             .box = box,
                             .fill = style.ink,
                             .text = std::move(text),
                             .size = style.size,
                             .is_bold = style.is_bold,
                             .align = style.align});
  }

  // In lines, from the top of the box.
  void lines(Box box, std::string text, Style style = {}) {
    this->text(box, std::move(text), style);
    scene_.shapes.back().is_wrapped = true;
  }

  // A text that is being typed.
  void field(Box box, const TextField& field, Style style = {}) {
    scene_.shapes.push_back({.kind = Shape::Kind::kText,
                             .box = box,
                             .fill = style.ink,
                             .text = field.text(),
                             .size = style.size,
                             .is_bold = style.is_bold,
                             .align = style.align,
                             .caret = static_cast<int>(field.caret()),
                             .is_selected = field.is_all_selected()});
  }

  void line(Point from, Point to, Ink ink, float width = 1.0f) {
    scene_.shapes.push_back({.kind = Shape::Kind::kLine,
                             .box = {from.x, from.y, to.x - from.x, to.y - from.y},
                             .stroke = ink,
                             .width = width});
  }
  void dashes(Point from, float length, Ink ink) {
    for (float x = 0.0f; x < length; x += 5.0f) box({from.x + x, from.y, std::min(3.0f, length - x), 1.0f}, ink);
  }
  void arc(Point center, float radius, float from, float to, Ink ink, float width) {
    scene_.shapes.push_back({.kind = Shape::Kind::kArc,
                             .box = {center.x, center.y, 0.0f, 0.0f},
                             .stroke = ink,
                             .radius = radius,
                             .width = width,
                             .from = from,
                             .to = to});
  }
  void disc(Point center, float radius, Ink fill, Ink stroke = Ink::kNone) {
    scene_.shapes.push_back({.kind = Shape::Kind::kDisc,
                             .box = {center.x, center.y, 0.0f, 0.0f},
                             .fill = fill,
                             .stroke = stroke,
                             .radius = radius});
  }
  void mark(Point center, const char* name, Ink ink, float size = 5.0f) {
    scene_.shapes.push_back({.kind = Shape::Kind::kMark,
                             .box = {center.x, center.y, 0.0f, 0.0f},
                             .stroke = ink,
                             .radius = size,
                             .width = 1.6f,
                             .text = name});
  }
  void zone(Box box, Act act, int index = 0) { scene_.zones.push_back({box, act, index}); }

 private:
  Scene& scene_;
};

}  // namespace reamp::plugin
