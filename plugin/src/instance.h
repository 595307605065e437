// What belongs to one plug-in in a host, and how its panel finds it.
#pragma once

#include "engine.h"
#include "history.h"
#include "midi.h"

namespace reamp::plugin {

struct Instance {
  Engine engine;
  History history{engine};
  Midi midi{engine};
};

// plugin: what DPF's getPluginInstancePointer gives.
Instance& instance_of(void* plugin);

}  // namespace reamp::plugin
