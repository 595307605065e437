// The keyboard of a panel that lies in a host's window: taken while something is typed, then given back.
#pragma once

#include <cstdint>

namespace reamp::plugin {

class KeyboardFocus {
 public:
  KeyboardFocus() = default;
  KeyboardFocus(const KeyboardFocus&) = delete;
  KeyboardFocus& operator=(const KeyboardFocus&) = delete;
  ~KeyboardFocus();

  // window: its handle in the system. Nothing happens where it has the keyboard already.
  void take(std::uintptr_t window);

  // To the window that had it before; nothing where another window has taken it meanwhile.
  void give_back();

  // On a click: where another window has taken the keyboard, take() takes it again.
  void check();

 private:
  void* display_ = nullptr;  // a connection of our own; the one of the window is DPF's
  bool has_taken_ = false;
  std::uintptr_t window_ = 0, before_ = 0;
};

}  // namespace reamp::plugin
