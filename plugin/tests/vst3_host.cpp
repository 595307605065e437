// A small VST3 host: loads a plug-in, gives it a state, and plays standard input through it.
//
//   vst3_host LIBRARY [rate=48000] [block=512] [state=FILE] < in.f32 > out.f32
//
// LIBRARY is the library inside the bundle. Input is float32 mono, which both channels get; output is left and right by
// turns. Prints the latency to standard error.
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

#include "loaded_library.h"
#include "travesty/audio_processor.h"
#include "travesty/component.h"
#include "travesty/factory.h"

namespace {

// A stream that a plug-in reads a state from.
struct Stream {
  v3_funknown unknown;
  v3_bstream stream;
};

struct Reading {
  const Stream* calls;  // first, as in the objects of COM
  std::string bytes;
  std::size_t at = 0;
};

v3_result V3_API refuse(void*, const v3_tuid, void** object) {
  *object = nullptr;
  return V3_NO_INTERFACE;
}
uint32_t V3_API count(void*) { return 1; }
v3_result V3_API read(void* self, void* buffer, int32_t size, int32_t* read) {
  auto& from = *static_cast<Reading*>(self);
  const std::size_t taken = std::min(static_cast<std::size_t>(size), from.bytes.size() - from.at);
  std::memcpy(buffer, from.bytes.data() + from.at, taken);
  from.at += taken;
  *read = static_cast<int32_t>(taken);
  return V3_OK;
}

constexpr Stream kStream{{refuse, count, count}, {read, nullptr, nullptr, nullptr}};

// Takes the values that a plug-in reports, and forgets them.
struct Queue {
  v3_funknown unknown{refuse, count, count};
  v3_param_value_queue queue{nullptr, nullptr, nullptr,
                             [](void*, int32_t, double, int32_t*) -> v3_result { return V3_OK; }};
};
struct Changes {
  v3_funknown unknown{refuse, count, count};
  v3_param_changes changes{nullptr, nullptr, [](void*, v3_param_id*, int32_t*) -> v3_param_value_queue** {
                             static Queue queue;
                             static Queue* calls = &queue;
                             return reinterpret_cast<v3_param_value_queue**>(&calls);
                           }};
};

using Factory = const void* (*)();

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) fail("needs a plug-in");
  std::map<std::string, std::string> options{{"rate", "48000"}, {"block", "512"}};
  for (int i = 2; i < argc; ++i) {
    const std::string text = argv[i];
    options[text.substr(0, text.find('='))] = text.substr(text.find('=') + 1);
  }
  take_bytes();
  const LoadedLibrary library(argv[1]);
#if defined(_WIN32)
  if (const auto start = library.find<bool (*)()>("InitDll"); !start || !start()) fail("does not start");
#else
  if (const auto start = library.find<bool (*)(void*)>("ModuleEntry"); !start || !start(library.handle()))
    fail("does not start");
#endif
  const auto make_factory = library.find<Factory>("GetPluginFactory");
  if (!make_factory) fail("has no factory");
  auto** const factory = static_cast<v3_plugin_factory**>(const_cast<void*>(make_factory()));
  v3_class_info info{};
  void* made = nullptr;
  if (v3_cpp_obj(factory)->get_class_info(factory, 0, &info) != V3_OK ||
      v3_cpp_obj(factory)->create_instance(factory, info.class_id, v3_component_iid, &made) != V3_OK)
    fail("cannot be made");
  auto** const component = static_cast<v3_component**>(made);
  v3_audio_processor** processor = nullptr;
  if (v3_cpp_obj_initialize(component, static_cast<v3_funknown**>(nullptr)) != V3_OK ||
      v3_cpp_obj_query_interface(component, v3_audio_processor_iid, &processor) != V3_OK)
    fail("cannot be started");

  if (options.count("state")) {
    std::ifstream file(options["state"], std::ios::binary);
    Reading reading{&kStream, {std::istreambuf_iterator<char>(file), {}}};
    if (v3_cpp_obj(component)->set_state(component, reinterpret_cast<v3_bstream**>(&reading)) != V3_OK)
      fail("state refused");
  }
  const std::size_t block = std::stoul(options["block"]);
  v3_process_setup setup{V3_OFFLINE, V3_SAMPLE_32, static_cast<int32_t>(block), std::stod(options["rate"])};
  v3_cpp_obj(processor)->setup_processing(processor, &setup);
  for (const int direction : {V3_INPUT, V3_OUTPUT})
    v3_cpp_obj(component)->activate_bus(component, V3_AUDIO, direction, 0, true);
  v3_cpp_obj(component)->set_active(component, true);
  v3_cpp_obj(processor)->set_processing(processor, true);
  const uint32_t late = v3_cpp_obj(processor)->get_latency_samples(processor);
  std::fprintf(stderr, "latency %u\n", late);

  std::vector<float> in;
  float buffer[4096];
  for (std::size_t n; (n = std::fread(buffer, sizeof(float), 4096, stdin)) > 0;)
    in.insert(in.end(), buffer, buffer + n);
  in.resize(in.size() + late);
  std::vector<float> left(in.size()), right(in.size()), out;
  Changes changes;
  Changes* reported = &changes;
  for (std::size_t at = 0; at < in.size(); at += block) {
    float* inputs[] = {in.data() + at, in.data() + at};
    float* outputs[] = {left.data() + at, right.data() + at};
    v3_audio_bus_buffers from{2, 0, {inputs}}, to{2, 0, {outputs}};
    v3_process_data data{};
    data.process_mode = V3_OFFLINE;
    data.symbolic_sample_size = V3_SAMPLE_32;
    data.nframes = static_cast<int32_t>(std::min(block, in.size() - at));
    data.num_input_buses = data.num_output_buses = 1;
    data.inputs = &from;
    data.outputs = &to;
    data.output_params = reinterpret_cast<v3_param_changes**>(&reported);
    v3_cpp_obj(processor)->process(processor, &data);
  }
  for (std::size_t t = late; t < in.size(); ++t) out.insert(out.end(), {left[t], right[t]});
  v3_cpp_obj(processor)->set_processing(processor, false);
  v3_cpp_obj(component)->set_active(component, false);
  v3_cpp_obj_terminate(component);
  std::fwrite(out.data(), sizeof(float), out.size(), stdout);
}
