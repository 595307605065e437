// A list that lies over a column of the panel.
#include <cmath>

#include "panel/brush.h"
#include "panel/panel.h"

namespace reamp::plugin {

namespace {

constexpr float kHead = 82.0f;  // above the rows

Box box_of(List::Kind kind) {
  switch (kind) {
    case List::Kind::kModels:
      return {16, 180, 592, 430};
    case List::Kind::kPresets:
      return {84, 52, 400, 440};
    case List::Kind::kCabinets:
    case List::Kind::kInterfaces:
      break;
  }
  return {620, 120, 324, 490};
}

// With room for the note below.
float height_of(const List& list) {
  const float note = list.kind == List::Kind::kInterfaces ? 60.0f : list.is_library ? 42.0f : 8.0f;
  return box_of(list.kind).h - kHead - note;
}

void add_toggle(Brush& brush, const PanelState& state, Box box, Act act, const char* name, bool is_on) {
  brush.box(box, state.is_hovered(act) ? Ink::kHover : Ink::kRaise, 7.0f, is_on ? Ink::kAmber : Ink::kLine);
  brush.text(box, name, {12.5f, is_on ? Ink::kAmber : Ink::kText, Align::kCenter});
  brush.zone(box, act);
}

// Where the models come from, and which of the library's.
void add_sources(Brush& brush, const PanelState& state, Box box) {
  const List& list = *state.list;
  add_choices(brush, state, {box.x + 12, box.y + 7, 160, 27}, Act::kListSource, {"Library", "Folder"},
              list.is_library ? 0 : 1);
  if (!list.is_library) return;
  const LibraryQuery& query = state.library.query;
  add_toggle(brush, state, {box.x + 184, box.y + 7, 92, 27}, Act::kCalibratedOnly, "calibrated", query.is_calibrated);
  if (!state.facts.models.empty())
    add_toggle(brush, state, {box.x + 284, box.y + 7, 142, 27}, Act::kLikeThis, "sounds like this one",
               !query.like.empty());
}

}  // namespace

int rows_of(const List& list) { return static_cast<int>(height_of(list) / kRowHeight); }

void add_list(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  const List& list = *state.list;
  const Box box = box_of(list.kind);
  brush.box(box, Ink::kCard, 10.0f, Ink::kAmber);
  brush.zone(box, Act::kList);
  if (list.has_library)
    add_sources(brush, state, box);
  else
    brush.text({box.x + 16, box.y + 8, box.w - 150, 24}, list.heading, {14.0f, Ink::kText, Align::kLeft, true});
  const Box close{box.right() - 38, box.y + 6, 28, 28};
  brush.mark({close.x + 14, close.middle()}, "close", state.is_hovered(Act::kListClose) ? Ink::kAmber : Ink::kQuiet,
             4.5f);
  brush.zone(close, Act::kListClose);
  if (list.kind == List::Kind::kModels || list.kind == List::Kind::kCabinets) {
    const Box browse{close.x - 82, box.y + 7, 76, 26};
    brush.box(browse, state.is_hovered(Act::kBrowse) ? Ink::kHover : Ink::kRaise, 7.0f, Ink::kLine);
    brush.text(browse, "Browse\u2026", {12.5f, Ink::kText, Align::kCenter});
    brush.zone(browse, Act::kBrowse);
  }
  const Box field{box.x + 12, box.y + 40, box.w - 24, 34};
  brush.box(field, Ink::kWell, 8.0f, Ink::kLine);
  brush.mark({field.x + 17, field.middle() - 1}, "search", Ink::kQuiet, 4.5f);
  const float count_width = list.count.empty() ? 0.0f : 110.0f;
  const Box words{field.x + 32, field.y, field.w - 42 - count_width, field.h};
  brush.text({words.right(), field.y, count_width, field.h}, list.count, {12.0f, Ink::kQuiet, Align::kRight});
  if (list.query.text().empty())
    brush.text({words.x + 8, words.y, words.w - 8, words.h}, list.hint, {12.5f, Ink::kQuiet});
  brush.field(words, list.query, {14.0f, Ink::kText});
  brush.zone(field, Act::kListField);

  const float top = box.y + kHead, height = height_of(list);
  const int visible = rows_of(list);
  if (list.rows.empty() || !list.nothing.empty())
    brush.lines({box.x + 20, top + 10 + kRowHeight * static_cast<float>(list.rows.size()), box.w - 40, 60},
                list.nothing, {13.0f, Ink::kQuiet});
  const int count = static_cast<int>(list.rows.size());
  for (int i = list.first; i < std::min(count, list.first + visible); ++i) {
    const List::Row& row = list.rows[static_cast<std::size_t>(i)];
    const Box at{box.x + 8, top + kRowHeight * static_cast<float>(i - list.first), box.w - 16, kRowHeight};
    if (i == list.selected || state.is_hovered(Act::kListRow, i))
      brush.box(at, i == list.selected ? Ink::kHover : Ink::kRaise, 6.0f);
    float x = at.x + 12;
    if (row.is_folder) {
      brush.mark({x + 6, at.middle()}, row.text == ".." ? "up" : "folder", Ink::kQuiet, 5.0f);
      x += 22;
    } else if (row.is_current) {
      brush.disc({x + 3, at.middle()}, 3.0f, Ink::kAmber);
      x += 14;
    }
    const float detail = list.is_library      ? 92.0f  // a column
                         : row.detail.empty() ? 0.0f
                                              : 12.0f + 6.4f * static_cast<float>(row.detail.size());
    float room = at.right() - 12 - detail - x;
    if (!row.place.empty()) {
      const float place = at.x + std::round(0.54f * at.w);
      brush.text({place, at.y, at.right() - 12 - detail - 8 - place, at.h}, row.place, {12.0f, Ink::kQuiet});
      room = place - 10 - x;
    }
    brush.text({x, at.y, room, at.h}, row.text,
               {13.5f, row.is_current ? Ink::kAmber : row.ink, Align::kLeft, i == list.selected});
    brush.text({at.right() - 12 - detail, at.y, detail, at.h}, row.detail, {12.0f, row.detail_ink, Align::kRight});
    brush.zone(at, Act::kListRow, i);
  }
  if (const List::Row* row = count ? &list.rows[static_cast<std::size_t>(list.selected)] : nullptr;
      row && !row->note.empty()) {
    const float note = list.is_library ? box.bottom() - 38 : box.bottom() - 56;
    brush.line({box.x + 12, note}, {box.right() - 12, note}, Ink::kLine);
    if (list.is_library)
      brush.text({box.x + 16, note + 6, box.w - 32, 26}, row->note, {12.0f, Ink::kQuiet});
    else
      brush.lines({box.x + 16, note + 8, box.w - 32, 40}, row->note, {12.0f, Ink::kQuiet});
  }
  if (count > visible) {
    const float part = height * static_cast<float>(visible) / static_cast<float>(count);
    const float from = height * static_cast<float>(list.first) / static_cast<float>(count);
    brush.box({box.right() - 6, top + from, 3, std::max(part, 12.0f)}, Ink::kFaint, 1.5f);
  }
}

}  // namespace reamp::plugin
