// A small CLAP host: loads a plug-in, gives it parameters and a state, and plays standard input through it.
//
//   clap_host FILE.clap [rate=48000] [blocks=512 | blocks=1,64,4096 | blocks=random] [frames=N] [state=FILE]
//             [save=FILE] [right=1] [SYMBOL=VALUE ...] [at:FRAME:SYMBOL=VALUE ...] [restart=FRAME] < in.f32 > out.f32
//
// Input is float32 mono, which both channels get, the right one times `right`; output is left and right by turns.
// Prints what it finds to standard error: each parameter, and the latency.
#include <map>
#include <vector>

#include "clap_loading.h"

using namespace clap_test;

namespace {

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

  const Library library(argv[1]);
  const clap_plugin_t* plugin = library.make();

  const auto* params = static_cast<const clap_plugin_params_t*>(plugin->get_extension(plugin, CLAP_EXT_PARAMS));
  std::map<std::string, clap_id> ids;
  for (uint32_t i = 0; i < params->count(plugin); ++i) {
    clap_param_info_t info{};
    params->get_info(plugin, i, &info);
    const std::string module = info.module;
    ids[module.substr(module.rfind('/') == std::string::npos ? 0 : module.rfind('/') + 1)] = info.id;
  }

  if (options.count("state") && !load_state(plugin, read_file(options["state"])))
    std::fprintf(stderr, "state refused\n");

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
  const auto first_in = first.in();
  params->flush(plugin, &first_in, &kNoEvents);

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
    play(plugin, events.in(), inputs, outputs, at, count);
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
  if (options.count("save")) std::ofstream(options["save"], std::ios::binary) << saved_state(plugin);
  plugin->destroy(plugin);
  std::fwrite(out.data() + 2 * late, sizeof(float), out.size() - 2 * late, stdout);
}
