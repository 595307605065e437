// The keyboard of a panel that lies in a host's window.
#include "keyboard_focus.h"

#if defined(_WIN32)
#include <windows.h>
#elif !defined(__APPLE__)
#include <X11/Xlib.h>
#endif

namespace reamp::plugin {

#if defined(_WIN32)

KeyboardFocus::~KeyboardFocus() = default;

void KeyboardFocus::take(std::uintptr_t window) {
  if (has_taken_) return;
  has_taken_ = true;
  before_ = reinterpret_cast<std::uintptr_t>(SetFocus(reinterpret_cast<HWND>(window)));
}

void KeyboardFocus::give_back() {
  if (!has_taken_) return;
  has_taken_ = false;
  SetFocus(reinterpret_cast<HWND>(before_));
}

#elif defined(__APPLE__)

KeyboardFocus::~KeyboardFocus() = default;
void KeyboardFocus::take(std::uintptr_t) {}  // the first click of a view makes it the first responder
void KeyboardFocus::give_back() {}

#else

namespace {

// A window may be gone by now, which ends the host unless it is caught.
void set_focus(Display* display, Window window) {
  const auto handler = XSetErrorHandler([](Display*, XErrorEvent*) { return 0; });
  XSetInputFocus(display, window, RevertToParent, CurrentTime);
  XSync(display, False);
  XSetErrorHandler(handler);
}

}  // namespace

KeyboardFocus::~KeyboardFocus() {
  give_back();
  if (display_) XCloseDisplay(static_cast<Display*>(display_));
}

void KeyboardFocus::take(std::uintptr_t window) {
  if (has_taken_ || !window) return;
  if (!display_) display_ = XOpenDisplay(nullptr);
  if (!display_) return;
  auto* const display = static_cast<Display*>(display_);
  Window before = None;
  int revert = 0;
  XGetInputFocus(display, &before, &revert);
  has_taken_ = true;
  before_ = before;
  if (before != window) set_focus(display, window);
}

void KeyboardFocus::give_back() {
  if (!has_taken_) return;
  has_taken_ = false;
  set_focus(static_cast<Display*>(display_), before_);
}

#endif

}  // namespace reamp::plugin
