// The functions of libjack that Reamp uses, looked up when the program runs.
#include "live/jack_library.h"

#include "reamp/live.h"

#if defined(__linux__)
#include <dlfcn.h>
#endif

namespace reamp::jack {

#if defined(__linux__)
namespace {

template <class Function>
void find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  if (!function) throw DeviceFailure(std::string("the JACK library here has no ") + name + ": install a newer one");
}

void keep_quiet(const char*) {}

Library load() {
  void* const found = dlopen("libjack.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!found) throw DeviceFailure("there is no JACK library (libjack.so.0): install libjack-jackd2-0 or pipewire-jack");
  Library jack{};
  find(found, "jack_client_open", jack.client_open);
  find(found, "jack_client_close", jack.client_close);
  find(found, "jack_activate", jack.activate);
  find(found, "jack_get_sample_rate", jack.get_sample_rate);
  find(found, "jack_get_buffer_size", jack.get_buffer_size);
  find(found, "jack_set_buffer_size", jack.set_buffer_size);
  find(found, "jack_set_process_callback", jack.set_process_callback);
  find(found, "jack_set_buffer_size_callback", jack.set_buffer_size_callback);
  find(found, "jack_set_sample_rate_callback", jack.set_sample_rate_callback);
  find(found, "jack_set_xrun_callback", jack.set_xrun_callback);
  find(found, "jack_set_freewheel_callback", jack.set_freewheel_callback);
  find(found, "jack_last_frame_time", jack.last_frame_time);
  find(found, "jack_on_shutdown", jack.on_shutdown);
  find(found, "jack_port_register", jack.port_register);
  find(found, "jack_port_get_buffer", jack.port_get_buffer);
  find(found, "jack_port_name", jack.port_name);
  find(found, "jack_port_by_name", jack.port_by_name);
  find(found, "jack_port_get_aliases", jack.port_get_aliases);
  find(found, "jack_port_name_size", jack.port_name_size);
  find(found, "jack_get_ports", jack.get_ports);
  find(found, "jack_connect", jack.connect);
  find(found, "jack_free", jack.free);
  // libjack would print that there is no server; the exception already says it.
  void (*say)(void (*)(const char*)) = nullptr;
  for (const char* name : {"jack_set_error_function", "jack_set_info_function"}) {
    find(found, name, say);
    say(keep_quiet);
  }
  return jack;
}

}  // namespace

const Library& library() {
  static const Library loaded = load();
  return loaded;
}

#else

const Library& library() { throw DeviceFailure("JACK is for Linux only; use portaudio here"); }

#endif

}  // namespace reamp::jack
