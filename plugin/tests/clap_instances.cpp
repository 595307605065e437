// What instances of a CLAP plug-in take, and what they leave: clap_instances FILE.clap STATE [TOGETHER [IN_TURN]]
//
// First makes, plays and ends IN_TURN instances one after another; then TOGETHER that stay. Prints the resident memory
// and the memory in use, in bytes, that each further one adds, without the first of each.
#include <malloc.h>
#include <unistd.h>

#include <cmath>
#include <vector>

#include "clap_loading.h"

using namespace clap_test;

namespace {

struct Memory {
  long resident, in_use;
};

Memory memory() {
  std::ifstream file("/proc/self/statm");
  long all = 0, resident = 0;
  file >> all >> resident;
  const struct mallinfo2 info = mallinfo2();
  return {resident * sysconf(_SC_PAGESIZE), static_cast<long>(info.uordblks + info.hblkhd)};
}

const clap_plugin_t* playing(const Library& library, const std::string& state) {
  const clap_plugin_t* plugin = library.make();
  if (!load_state(plugin, state)) fail("the state is refused");
  if (!plugin->activate(plugin, 48000.0, 1, 512)) fail("cannot be activated");
  plugin->start_processing(plugin);
  const clap_input_events_t no_events{
      nullptr, [](const clap_input_events_t*) { return uint32_t{0}; },
      [](const clap_input_events_t*, uint32_t) -> const clap_event_header_t* { return nullptr; }};
  float sides[2][64];
  float* const pointers[] = {sides[0], sides[1]};
  for (std::size_t at = 0; at < 48000; at += 64) {
    for (std::size_t t = 0; t < 64; ++t)
      sides[0][t] = sides[1][t] = 0.1f * std::sin(0.02f * static_cast<float>(at + t));
    play(plugin, no_events, pointers, pointers, at, 64);
  }
  return plugin;
}

void end(const clap_plugin_t* plugin) {
  saved_state(plugin);
  plugin->stop_processing(plugin);
  plugin->deactivate(plugin);
  plugin->destroy(plugin);
}

void print(const char* what, const Memory& before, long count) {
  const Memory now = memory();
  std::printf("%s %ld %ld\n", what, (now.resident - before.resident) / count, (now.in_use - before.in_use) / count);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) fail("needs a plug-in and a state");
  const long together = argc > 3 ? std::atol(argv[3]) : 10, in_turn = argc > 4 ? std::atol(argv[4]) : 0;
  const Library library(argv[1]);
  const std::string state = read_file(argv[2]);
  constexpr long kFirst = 5;  // until the heap has its usual size
  for (long n = 0; n < kFirst; ++n) end(playing(library, state));
  const Memory before_turns = memory();
  for (long n = 0; n < in_turn; ++n) end(playing(library, state));
  if (in_turn > 0) print("in_turn", before_turns, in_turn);
  std::vector<const clap_plugin_t*> all{playing(library, state)};
  const Memory before = memory();
  for (long n = 0; n < together; ++n) all.push_back(playing(library, state));
  print("together", before, together);
  for (const clap_plugin_t* plugin : all) end(plugin);
}
