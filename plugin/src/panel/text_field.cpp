// A line of text that is being typed.
#include "panel/text_field.h"

namespace reamp::plugin {
namespace {

constexpr std::size_t kMostBytes = 4096;

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::size_t TextField::before(std::size_t place) const noexcept {
  if (place > 0) --place;
  while (place > 0 && continues(text_[place])) --place;
  return place;
}

std::size_t TextField::after(std::size_t place) const noexcept {
  if (place < text_.size()) ++place;
  while (place < text_.size() && continues(text_[place])) ++place;
  return place;
}

void TextField::insert(std::string_view text) {
  std::string typed;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      if (typed.empty()) continue;
      break;
    }
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) typed += c;
  }
  if (typed.empty()) return;
  if (is_all_selected_) {
    text_.clear();
    caret_ = 0;
  }
  is_all_selected_ = false;
  if (text_.size() + typed.size() > kMostBytes) return;
  text_.insert(caret_, typed);
  caret_ += typed.size();
}

bool TextField::press(Key key) {
  const bool was_all = is_all_selected_;
  switch (key) {
    case Key::kBackspace:
    case Key::kDelete: {
      if (was_all) {
        text_.clear();
        caret_ = 0;
        break;
      }
      const std::size_t from = key == Key::kBackspace ? before(caret_) : caret_;
      const std::size_t to = key == Key::kBackspace ? caret_ : after(caret_);
      text_.erase(from, to - from);
      caret_ = from;
      break;
    }
    case Key::kLeft:
      caret_ = was_all ? 0 : before(caret_);
      break;
    case Key::kRight:
      caret_ = was_all ? text_.size() : after(caret_);
      break;
    case Key::kHome:
      caret_ = 0;
      break;
    case Key::kEnd:
      caret_ = text_.size();
      break;
    default:
      return false;
  }
  is_all_selected_ = false;
  return true;
}

}  // namespace reamp::plugin
