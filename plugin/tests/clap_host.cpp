// A small CLAP host: loads a plug-in, gives it parameters and a state, and plays standard input through it.
//
//   clap_host FILE.clap [rate=48000] [blocks=512 | blocks=1,64,4096 | blocks=random] [frames=N] [state=FILE]
//             [save=FILE] [right=1] [SYMBOL=VALUE ...] [at:FRAME:SYMBOL=VALUE ...] [restart=FRAME] < in.f32 > out.f32
//
// Input is float32 mono, which both channels get, the right one times `right`; output is left and right by turns.
// Prints what it finds to standard error: each parameter, and the latency.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "clap/entry.h"
#include "clap/ext/latency.h"
#include "clap/ext/params.h"
#include "clap/ext/state.h"
#include "clap/plugin-factory.h"
#include "library.h"

namespace {

void nothing(const clap_host_t*) {}

// DPF 1.6 calls them without asking whether the host has them.
const void* extension(const clap_host_t*, const char* name) {
  static const clap_host_params_t params{[](const clap_host_t*, clap_param_rescan_flags) {},
                                         [](const clap_host_t*, clap_id, clap_param_clear_flags) {}, nothing};
  static const clap_host_latency_t latency{nothing};
  if (std::strcmp(name, CLAP_EXT_PARAMS) == 0) return &params;
  return std::strcmp(name, CLAP_EXT_LATENCY) == 0 ? &latency : nullptr;
}

struct Events {
  std::vector<clap_event_param_value_t> list;

  clap_input_events_t in() {
    return {this,
            [](const clap_input_events_t* self) {
              return static_cast<uint32_t>(static_cast<Events*>(self->ctx)->list.size());
            },
            [](const clap_input_events_t* self, uint32_t i) -> const clap_event_header_t* {
              return &static_cast<Events*>(self->ctx)->list[i].header;
            }};
  }
};

clap_event_param_value_t event_of(clap_id id, double value, uint32_t time) {
  clap_event_param_value_t event{};
  event.header = {sizeof event, time, 0, CLAP_EVENT_PARAM_VALUE, 0};
  event.param_id = id;
  event.note_id = event.port_index = event.channel = event.key = -1;
  event.value = value;
  return event;
}

struct Change {
  long frame;
  clap_id id;
  double value;
};

struct Reading {
  std::string bytes;
  std::size_t at = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) fail("needs a plug-in");
  std::map<std::string, std::string> options;
  std::vector<std::pair<std::string, std::string>> changes;
  for (int i = 2; i < argc; ++i) {
    const std::string text = argv[i];
    const auto equal = text.find('=');
    if (equal == std::string::npos) fail("what is " + text);
    const std::string key = text.substr(0, equal), value = text.substr(equal + 1);
    const bool is_option =
        key == "rate" || key == "blocks" || key == "state" || key == "save" || key == "restart" || key == "right";
    if (is_option)
      options[key] = value;
    else
      changes.emplace_back(key, value);
  }
  const double rate_hz = options.count("rate") ? std::stod(options["rate"]) : 48000.0;

  take_bytes();
  const Library library(argv[1]);
  const auto* entry = library.find<const clap_plugin_entry_t*>("clap_entry");
  if (!entry || !entry->init(argv[1])) fail("no entry");
  const auto* factory = static_cast<const clap_plugin_factory_t*>(entry->get_factory(CLAP_PLUGIN_FACTORY_ID));
  const auto* descriptor = factory->get_plugin_descriptor(factory, 0);
  const clap_host_t host{CLAP_VERSION, nullptr, "clap_host", "Reamp", "", "1", extension, nothing, nothing, nothing};
  const clap_plugin_t* plugin = factory->create_plugin(factory, &host, descriptor->id);
  if (!plugin || !plugin->init(plugin)) fail("cannot be made");

  const auto* params = static_cast<const clap_plugin_params_t*>(plugin->get_extension(plugin, CLAP_EXT_PARAMS));
  std::map<std::string, clap_id> ids;
  for (uint32_t i = 0; i < params->count(plugin); ++i) {
    clap_param_info_t info{};
    params->get_info(plugin, i, &info);
    const std::string module = info.module;
    ids[module.substr(module.rfind('/') == std::string::npos ? 0 : module.rfind('/') + 1)] = info.id;
  }

  const auto* state = static_cast<const clap_plugin_state_t*>(plugin->get_extension(plugin, CLAP_EXT_STATE));
  if (options.count("state")) {
    std::ifstream file(options["state"], std::ios::binary);
    Reading reading{{std::istreambuf_iterator<char>(file), {}}};
    const clap_istream_t stream{&reading, [](const clap_istream_t* self, void* buffer, uint64_t size) -> int64_t {
                                  auto& from = *static_cast<Reading*>(self->ctx);
                                  const auto count = std::min<std::size_t>(size, from.bytes.size() - from.at);
                                  std::memcpy(buffer, from.bytes.data() + from.at, count);
                                  from.at += count;
                                  return static_cast<int64_t>(count);
                                }};
    if (!state->load(plugin, &stream)) std::fprintf(stderr, "state refused\n");
  }

  std::vector<Change> later;
  Events first;
  for (const auto& [key, value] : changes) {
    std::string symbol = key;
    long frame = -1;
    if (key.starts_with("at:")) {
      frame = std::stol(key.substr(3));
      symbol = key.substr(key.find(':', 3) + 1);
    }
    if (!ids.count(symbol)) fail("there is no parameter " + symbol);
    if (frame < 0)
      first.list.push_back(event_of(ids[symbol], std::stod(value), 0));
    else
      later.push_back({frame, ids[symbol], std::stod(value)});
  }
  const clap_output_events_t no_events{nullptr,
                                       [](const clap_output_events_t*, const clap_event_header_t*) { return true; }};
  const auto first_in = first.in();
  params->flush(plugin, &first_in, &no_events);

  std::vector<float> signal;
  float buffer[4096];
  for (std::size_t count; (count = std::fread(buffer, sizeof(float), 4096, stdin)) > 0;)
    signal.insert(signal.end(), buffer, buffer + count);
  const std::string blocks = options.count("blocks") ? options["blocks"] : "512";
  std::vector<uint32_t> sizes;
  for (std::size_t at = 0; blocks != "random" && at < blocks.size();
       at = std::min(blocks.find(',', at), blocks.size() - 1) + 1)
    sizes.push_back(static_cast<uint32_t>(std::stoul(blocks.substr(at))));

  if (!plugin->activate(plugin, rate_hz, 1, 8192)) fail("cannot be activated");
  const auto* latency = static_cast<const clap_plugin_latency_t*>(plugin->get_extension(plugin, CLAP_EXT_LATENCY));
  const uint32_t late = latency->get(plugin);
  std::fprintf(stderr, "latency %u\n", late);
  plugin->start_processing(plugin);
  std::vector<float> padded = signal;
  padded.resize(signal.size() + late);
  std::vector<float> out(2 * padded.size()), left(8192), right(8192), in(8192), in_right(8192);
  const float right_ratio = options.count("right") ? std::stof(options["right"]) : 1.0f;
  uint64_t random = 88172645463325252u;
  long restart = options.count("restart") ? std::stol(options["restart"]) : -1;
  for (std::size_t at = 0, n = 0; at < padded.size(); ++n) {
    random ^= random << 13, random ^= random >> 7, random ^= random << 17;
    std::size_t count = sizes.empty() ? 1 + random % 4096 : sizes[n % sizes.size()];
    count = std::min(count, padded.size() - at);
    Events events;
    for (const Change& change : later)
      if (change.frame > static_cast<long>(at) && change.frame < static_cast<long>(at + count))
        count = static_cast<std::size_t>(change.frame) - at;
    if (restart > static_cast<long>(at) && restart < static_cast<long>(at + count))
      count = static_cast<std::size_t>(restart) - at;
    if (restart == static_cast<long>(at)) {
      plugin->stop_processing(plugin);
      plugin->deactivate(plugin);
      plugin->activate(plugin, rate_hz, 1, 8192);
      plugin->start_processing(plugin);
    }
    for (const Change& change : later)
      if (change.frame == static_cast<long>(at)) events.list.push_back(event_of(change.id, change.value, 0));
    std::copy_n(padded.begin() + static_cast<std::ptrdiff_t>(at), count, in.begin());
    for (std::size_t t = 0; t < count; ++t) in_right[t] = right_ratio * in[t];
    float* inputs[] = {in.data(), in_right.data()};
    float* outputs[] = {left.data(), right.data()};
    clap_audio_buffer_t in_buffer{inputs, nullptr, 2, 0, 0}, out_buffer{outputs, nullptr, 2, 0, 0};
    const auto in_events = events.in();
    const clap_process_t process{static_cast<int64_t>(at),
                                 static_cast<uint32_t>(count),
                                 nullptr,
                                 &in_buffer,
                                 &out_buffer,
                                 1,
                                 1,
                                 &in_events,
                                 &no_events};
    plugin->process(plugin, &process);
    for (std::size_t t = 0; t < count; ++t) {
      out[2 * (at + t)] = left[t];
      out[2 * (at + t) + 1] = right[t];
    }
    at += count;
  }
  plugin->stop_processing(plugin);
  plugin->deactivate(plugin);
  for (const auto& [symbol, id] : ids) {
    double value = 0.0;
    params->get_value(plugin, id, &value);
    std::fprintf(stderr, "%s %g\n", symbol.c_str(), value);
  }
  if (options.count("save")) {
    std::string bytes;
    const clap_ostream_t stream{&bytes, [](const clap_ostream_t* self, const void* buffer, uint64_t size) -> int64_t {
                                  static_cast<std::string*>(self->ctx)->append(static_cast<const char*>(buffer), size);
                                  return static_cast<int64_t>(size);
                                }};
    state->save(plugin, &stream);
    std::ofstream(options["save"], std::ios::binary) << bytes;
  }
  plugin->destroy(plugin);
  entry->deinit();
  std::fwrite(out.data() + 2 * late, sizeof(float), out.size() - 2 * late, stdout);
}
