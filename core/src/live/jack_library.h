// The functions of libjack that Reamp uses, looked up when the program runs.
#pragma once

#include <cstdint>

namespace reamp::jack {

struct Client;
struct Port;

// From the JACK API: https://jackaudio.org/api/
inline constexpr int kNoStartServer = 0x01;  // options of client_open
inline constexpr int kServerFailed = 0x10;   // in its status
inline constexpr unsigned long kPortIsInput = 0x1, kPortIsOutput = 0x2, kPortIsPhysical = 0x4;
inline constexpr const char* kAudio = "32 bit float mono audio";

using FramesCallback = int (*)(std::uint32_t frames, void* self);

struct Library {
  Client* (*client_open)(const char* name, int options, int* status, ...);
  int (*client_close)(Client* client);
  int (*activate)(Client* client);
  std::uint32_t (*get_sample_rate)(Client* client);
  std::uint32_t (*get_buffer_size)(Client* client);
  int (*set_buffer_size)(Client* client, std::uint32_t frames);
  int (*set_process_callback)(Client* client, FramesCallback callback, void* self);
  int (*set_buffer_size_callback)(Client* client, FramesCallback callback, void* self);
  int (*set_sample_rate_callback)(Client* client, FramesCallback callback, void* self);
  int (*set_xrun_callback)(Client* client, int (*callback)(void* self), void* self);
  int (*set_freewheel_callback)(Client* client, void (*callback)(int is_freewheeling, void* self), void* self);
  std::uint32_t (*last_frame_time)(const Client* client);
  void (*on_shutdown)(Client* client, void (*callback)(void* self), void* self);
  Port* (*port_register)(Client* client, const char* name, const char* type, unsigned long flags, unsigned long size);
  void* (*port_get_buffer)(Port* port, std::uint32_t frames);
  const char* (*port_name)(const Port* port);
  Port* (*port_by_name)(Client* client, const char* name);
  int (*port_get_aliases)(const Port* port, char* const aliases[2]);
  int (*port_name_size)();
  const char** (*get_ports)(Client* client, const char* name, const char* type, unsigned long flags);
  int (*connect)(Client* client, const char* from, const char* to);
  void (*free)(void* memory);
};

// Loaded once, and never unloaded: its threads may outlive a client. Throws DeviceFailure.
const Library& library();

}  // namespace reamp::jack
