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
  window_ = window;
  before_ = reinterpret_cast<std::uintptr_t>(SetFocus(reinterpret_cast<HWND>(window)));
}

void KeyboardFocus::give_back() {
  if (!has_taken_) return;
  has_taken_ = false;
  if (GetFocus() == reinterpret_cast<HWND>(window_)) SetFocus(reinterpret_cast<HWND>(before_));
}

void KeyboardFocus::check() {
  if (has_taken_ && GetFocus() != reinterpret_cast<HWND>(window_)) has_taken_ = false;
}

#elif defined(__APPLE__)

KeyboardFocus::~KeyboardFocus() = default;
void KeyboardFocus::take(std::uintptr_t) {}  // the first click of a view makes it the first responder
void KeyboardFocus::give_back() {}
void KeyboardFocus::check() {}

#else

namespace {

Window focus_of(Display* display) {
  Window window = None;
  int revert = 0;
  XGetInputFocus(display, &window, &revert);
  return window;
}

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
  has_taken_ = true;
  window_ = window;
  before_ = focus_of(display);
  if (before_ != window) set_focus(display, window);
}

void KeyboardFocus::give_back() {
  if (!has_taken_) return;
  has_taken_ = false;
  auto* const display = static_cast<Display*>(display_);
  if (focus_of(display) == window_) set_focus(display, before_);
}

void KeyboardFocus::check() {
  if (has_taken_ && focus_of(static_cast<Display*>(display_)) != window_) has_taken_ = false;
}

#endif

}  // namespace reamp::plugin
