// How the panel finds the engine of the plug-in that it belongs to.
#pragma once

#include "engine.h"

namespace reamp::plugin {

// instance: what DPF's getPluginInstancePointer gives.
Engine& engine_of(void* instance);

}  // namespace reamp::plugin
