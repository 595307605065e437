// A small LV2 host on lilv: loads the plug-in of a bundle, gives it parameters and a state, and plays standard input.
//
//   lv2_host BUNDLE [rate=48000] [blocks=512 | blocks=1,64,4096 | blocks=random] [state:KEY_URI=TYPE:TEXT ...]
//            [state:KEY_URI=TYPE@FILE ...] [save:KEY_URI=FILE ...] [SYMBOL=VALUE ...] < in.f32 > out.f32
//
// TYPE is Path or String. Input is float32 mono, which both channels get; output is left and right by turns.
#include <lilv/lilv.h>
#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/options/options.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>

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

namespace {

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "lv2_host: %s\n", what.c_str());
  std::exit(1);
}

struct Uris {
  std::vector<std::string> list;

  LV2_URID map(const char* uri) {
    const auto found = std::find(list.begin(), list.end(), uri);
    if (found != list.end()) return static_cast<LV2_URID>(found - list.begin() + 1);
    list.emplace_back(uri);
    return static_cast<LV2_URID>(list.size());
  }
};

struct Value {
  LV2_URID type = 0;
  std::string text;
};

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) fail("needs a bundle");
  Uris uris;
  std::string rate = "48000", blocks = "512";
  std::map<std::string, float> controls;
  std::map<LV2_URID, Value> state;
  std::map<std::string, std::string> save;
  for (int i = 2; i < argc; ++i) {
    const std::string text = argv[i];
    const auto equal = text.find('=');
    if (equal == std::string::npos) fail("what is " + text);
    const std::string key = text.substr(0, equal), value = text.substr(equal + 1);
    if (key == "rate") {
      rate = value;
    } else if (key == "blocks") {
      blocks = value;
    } else if (key.starts_with("state:")) {
      const auto mark = value.find_first_of(":@");
      const std::string type = std::string(LV2_ATOM_PREFIX) + value.substr(0, mark), rest = value.substr(mark + 1);
      state[uris.map(key.substr(6).c_str())] = {uris.map(type.c_str()), value[mark] == '@' ? contents(rest) : rest};
    } else if (key.starts_with("save:")) {
      save[key.substr(5)] = value;
    } else {
      controls[key] = std::stof(value);
    }
  }

  LilvWorld* world = lilv_world_new();
  LilvNode* bundle = lilv_new_file_uri(world, nullptr, (std::string(argv[1]) + "/").c_str());
  lilv_world_load_bundle(world, bundle);
  const LilvPlugins* plugins = lilv_world_get_all_plugins(world);
  if (lilv_plugins_size(plugins) == 0) fail("there is no plug-in in the bundle");
  const LilvPlugin* plugin = lilv_plugins_get(plugins, lilv_plugins_begin(plugins));

  LV2_URID_Map map{&uris, [](LV2_URID_Map_Handle self, const char* uri) { return static_cast<Uris*>(self)->map(uri); }};
  LV2_URID_Unmap unmap{&uris, [](LV2_URID_Unmap_Handle self, LV2_URID id) -> const char* {
                         const auto& list = static_cast<Uris*>(self)->list;
                         return id >= 1 && id <= list.size() ? list[id - 1].c_str() : nullptr;
                       }};
  LV2_Worker_Schedule worker{nullptr,
                             [](LV2_Worker_Schedule_Handle, uint32_t, const void*) { return LV2_WORKER_ERR_UNKNOWN; }};
  const int32_t most = 8192;
  const LV2_URID integer = uris.map(LV2_ATOM__Int);
  const LV2_Options_Option options[] = {
      {LV2_OPTIONS_INSTANCE, 0, uris.map(LV2_BUF_SIZE__maxBlockLength), sizeof most, integer, &most},
      {LV2_OPTIONS_INSTANCE, 0, uris.map(LV2_BUF_SIZE__nominalBlockLength), sizeof most, integer, &most},
      {LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, nullptr}};
  const LV2_Feature map_feature{LV2_URID__map, &map}, unmap_feature{LV2_URID__unmap, &unmap},
      worker_feature{LV2_WORKER__schedule, &worker}, bounded{LV2_BUF_SIZE__boundedBlockLength, nullptr},
      options_feature{LV2_OPTIONS__options, const_cast<LV2_Options_Option*>(options)};
  const LV2_Feature* const features[] = {&map_feature, &unmap_feature,   &worker_feature,
                                         &bounded,     &options_feature, nullptr};
  LilvInstance* instance = lilv_plugin_instantiate(plugin, std::stod(rate), features);
  if (!instance) fail("cannot be made");

  std::vector<float> signal;
  float piece[4096];
  for (std::size_t count; (count = std::fread(piece, sizeof(float), 4096, stdin)) > 0;)
    signal.insert(signal.end(), piece, piece + count);
  std::vector<uint32_t> sizes;
  for (std::size_t at = 0; blocks != "random" && at < blocks.size();
       at = std::min(blocks.find(',', at), blocks.size() - 1) + 1)
    sizes.push_back(static_cast<uint32_t>(std::stoul(blocks.substr(at))));

  const auto node = [&](const char* uri) { return lilv_new_uri(world, uri); };
  LilvNode *audio = node(LV2_CORE__AudioPort), *control = node(LV2_CORE__ControlPort),
           *input = node(LV2_CORE__InputPort), *latency_of = node(LV2_CORE__reportsLatency);
  const uint32_t count = lilv_plugin_get_num_ports(plugin);
  std::vector<float> values(count), in(8192), out[2] = {std::vector<float>(8192), std::vector<float>(8192)};
  std::vector<std::vector<std::uint64_t>> atoms(count, std::vector<std::uint64_t>(8192));
  lilv_plugin_get_port_ranges_float(plugin, nullptr, nullptr, values.data());
  int outputs = 0, latency_port = -1;
  std::vector<uint32_t> atom_inputs, atom_outputs;
  for (uint32_t i = 0; i < count; ++i) {
    const LilvPort* port = lilv_plugin_get_port_by_index(plugin, i);
    const std::string symbol = lilv_node_as_string(lilv_port_get_symbol(plugin, port));
    const bool is_input = lilv_port_is_a(plugin, port, input);
    if (lilv_port_is_a(plugin, port, audio)) {
      lilv_instance_connect_port(instance, i, is_input ? in.data() : out[outputs].data());
      outputs += !is_input;
    } else if (lilv_port_is_a(plugin, port, control)) {
      if (controls.count(symbol)) values[i] = controls[symbol];
      controls.erase(symbol);
      if (lilv_port_has_property(plugin, port, latency_of)) latency_port = static_cast<int>(i);
      lilv_instance_connect_port(instance, i, &values[i]);
    } else {
      (is_input ? atom_inputs : atom_outputs).push_back(i);
      lilv_instance_connect_port(instance, i, atoms[i].data());
    }
  }
  if (!controls.empty()) fail("there is no parameter " + controls.begin()->first);

  const auto* states =
      static_cast<const LV2_State_Interface*>(lilv_instance_get_extension_data(instance, LV2_STATE__interface));
  LV2_Handle handle = lilv_instance_get_handle(instance);
  const auto retrieve = [](LV2_State_Handle self, uint32_t key, size_t* size, uint32_t* type,
                           uint32_t* flags) -> const void* {
    auto& values = *static_cast<std::map<LV2_URID, Value>*>(self);
    const auto found = values.find(key);
    if (found == values.end()) return nullptr;
    *size = found->second.text.size() + 1;
    *type = found->second.type;
    *flags = LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE;
    return found->second.text.c_str();
  };
  if (!state.empty()) states->restore(handle, retrieve, &state, 0, features);

  uint64_t random = 88172645463325252u;
  const LV2_URID sequence = uris.map(LV2_ATOM__Sequence), chunk = uris.map(LV2_ATOM__Chunk);
  const auto run = [&](uint32_t frames) {
    for (const uint32_t i : atom_inputs)
      *reinterpret_cast<LV2_Atom_Sequence*>(atoms[i].data()) = {{sizeof(LV2_Atom_Sequence_Body), sequence}, {0, 0}};
    for (const uint32_t i : atom_outputs)
      *reinterpret_cast<LV2_Atom_Sequence*>(atoms[i].data()) = {{65000, chunk}, {0, 0}};
    lilv_instance_run(instance, frames);
  };
  lilv_instance_activate(instance);
  run(0);  // for the latency and the parameters
  lilv_instance_deactivate(instance);
  lilv_instance_activate(instance);
  const auto late = static_cast<std::size_t>(latency_port < 0 ? 0.0f : values[static_cast<std::size_t>(latency_port)]);
  std::fprintf(stderr, "latency %zu\n", late);
  signal.resize(signal.size() + late);
  std::vector<float> both(2 * signal.size());
  for (std::size_t at = 0, n = 0; at < signal.size(); ++n) {
    random ^= random << 13, random ^= random >> 7, random ^= random << 17;
    const std::size_t frames =
        std::min(sizes.empty() ? 1 + random % 4096 : sizes[n % sizes.size()], signal.size() - at);
    std::copy_n(signal.begin() + static_cast<std::ptrdiff_t>(at), frames, in.begin());
    run(static_cast<uint32_t>(frames));
    for (std::size_t t = 0; t < frames; ++t)
      for (std::size_t side = 0; side < 2; ++side) both[2 * (at + t) + side] = out[side][t];
    at += frames;
  }
  lilv_instance_deactivate(instance);
  for (uint32_t i = 0; i < count; ++i) {
    const LilvPort* port = lilv_plugin_get_port_by_index(plugin, i);
    if (lilv_port_is_a(plugin, port, control))
      std::fprintf(stderr, "%s %g\n", lilv_node_as_string(lilv_port_get_symbol(plugin, port)), values[i]);
  }
  std::map<LV2_URID, Value> saved;
  const auto store = [](LV2_State_Handle self, uint32_t key, const void* value, size_t, uint32_t type, uint32_t) {
    (*static_cast<std::map<LV2_URID, Value>*>(self))[key] = {type, static_cast<const char*>(value)};
    return LV2_STATE_SUCCESS;
  };
  if (!save.empty()) states->save(handle, store, &saved, 0, features);
  for (const auto& [key, path] : save) std::ofstream(path, std::ios::binary) << saved[uris.map(key.c_str())].text;
  lilv_instance_free(instance);
  lilv_world_free(world);
  std::fwrite(both.data() + 2 * late, sizeof(float), both.size() - 2 * late, stdout);
}
