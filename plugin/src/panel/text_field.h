// A line of text that is being typed, in UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace reamp::plugin {

enum class Key {
  kBackspace,
  kDelete,
  kLeft,
  kRight,
  kHome,
  kEnd,
  kUp,
  kDown,
  kPageUp,
  kPageDown,
  kEnter,
  kEscape,
  kTab
};

class TextField {
 public:
  // All of it is selected: the first letter replaces it.
  explicit TextField(std::string text = "")
      : text_(std::move(text)), caret_(text_.size()), is_all_selected_(!text_.empty()) {}

  const std::string& text() const noexcept { return text_; }
  std::size_t caret() const noexcept { return caret_; }
  bool is_all_selected() const noexcept { return is_all_selected_; }

  // Of several lines the first. Control characters are left out.
  void insert(std::string_view text);

  // False: the key is none of a text field.
  bool press(Key key);

  void select_all() noexcept { is_all_selected_ = !text_.empty(); }

 private:
  std::size_t before(std::size_t place) const noexcept;
  std::size_t after(std::size_t place) const noexcept;

  std::string text_;
  std::size_t caret_;
  bool is_all_selected_;
};

}  // namespace reamp::plugin
