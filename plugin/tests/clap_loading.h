// Loads a CLAP plug-in, makes instances of it and gives them a state.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include "clap/entry.h"
#include "clap/ext/latency.h"
#include "clap/ext/params.h"
#include "clap/ext/state.h"
#include "clap/plugin-factory.h"
#include "loaded_library.h"

namespace clap_test {

inline void nothing(const clap_host_t*) {}

// DPF 1.6 calls them without asking whether the host has them.
inline const void* extension(const clap_host_t*, const char* name) {
  static const clap_host_params_t params{[](const clap_host_t*, clap_param_rescan_flags) {},
                                         [](const clap_host_t*, clap_id, clap_param_clear_flags) {}, nothing};
  static const clap_host_latency_t latency{nothing};
  if (std::strcmp(name, CLAP_EXT_PARAMS) == 0) return &params;
  return std::strcmp(name, CLAP_EXT_LATENCY) == 0 ? &latency : nullptr;
}

class Library {
 public:
  explicit Library(const char* path) : library_(path) {
    entry_ = library_.find<const clap_plugin_entry_t*>("clap_entry");
    if (!entry_ || !entry_->init(path)) fail("no entry");
    factory_ = static_cast<const clap_plugin_factory_t*>(entry_->get_factory(CLAP_PLUGIN_FACTORY_ID));
  }
  ~Library() { entry_->deinit(); }

  const clap_plugin_t* make() const {
    static const clap_host_t host{CLAP_VERSION, nullptr,   "clap_host", "Reamp", "",
                                  "1",          extension, nothing,     nothing, nothing};
    const clap_plugin_t* plugin =
        factory_->create_plugin(factory_, &host, factory_->get_plugin_descriptor(factory_, 0)->id);
    if (!plugin || !plugin->init(plugin)) fail("cannot be made");
    return plugin;
  }

 private:
  const LoadedLibrary library_;
  const clap_plugin_entry_t* entry_;
  const clap_plugin_factory_t* factory_;
};

inline const clap_plugin_state_t* state_of(const clap_plugin_t* plugin) {
  return static_cast<const clap_plugin_state_t*>(plugin->get_extension(plugin, CLAP_EXT_STATE));
}

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline bool load_state(const clap_plugin_t* plugin, const std::string& bytes) {
  struct Reading {
    const std::string& bytes;
    std::size_t at = 0;
  } reading{bytes};
  const clap_istream_t stream{&reading, [](const clap_istream_t* self, void* buffer, uint64_t size) -> int64_t {
                                auto& from = *static_cast<Reading*>(self->ctx);
                                const auto count = std::min<std::size_t>(size, from.bytes.size() - from.at);
                                std::memcpy(buffer, from.bytes.data() + from.at, count);
                                from.at += count;
                                return static_cast<int64_t>(count);
                              }};
  return state_of(plugin)->load(plugin, &stream);
}

inline std::string saved_state(const clap_plugin_t* plugin) {
  std::string bytes;
  const clap_ostream_t stream{&bytes, [](const clap_ostream_t* self, const void* buffer, uint64_t size) -> int64_t {
                                static_cast<std::string*>(self->ctx)->append(static_cast<const char*>(buffer), size);
                                return static_cast<int64_t>(size);
                              }};
  state_of(plugin)->save(plugin, &stream);
  return bytes;
}

inline const clap_output_events_t kNoEvents{
    nullptr, [](const clap_output_events_t*, const clap_event_header_t*) { return true; }};

// Plays a block of two channels, in place or not.
inline void play(const clap_plugin_t* plugin, const clap_input_events_t& events, float* const* inputs,
                 float* const* outputs, std::size_t at, std::size_t frames) {
  clap_audio_buffer_t in{const_cast<float**>(inputs), nullptr, 2, 0, 0},
      out{const_cast<float**>(outputs), nullptr, 2, 0, 0};
  const clap_process_t process{
      static_cast<int64_t>(at), static_cast<uint32_t>(frames), nullptr, &in, &out, 1, 1, &events, &kNoEvents};
  plugin->process(plugin, &process);
}

}  // namespace clap_test
