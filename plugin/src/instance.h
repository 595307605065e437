// What belongs to one plug-in in a host, and how its panel finds it.
#pragma once

#include <optional>

#include "engine.h"
#include "follower.h"
#include "history.h"
#include "midi.h"

namespace reamp::plugin {

struct Instance {
  Engine engine;
  History history{engine};
  Midi midi{engine};
  Values told;  // what the host knows of the values

  // Begins to do what the audio thread asks for, where it has not begun yet. Hosts make instances that never play, to
  // read the parameters: those have no thread. [not the audio thread]
  void begin() {
    if (!follower_)
      follower_.emplace([this] {
        engine.follow();
        midi.work();
      });
  }

 private:
  std::optional<Follower> follower_;  // the last member: it ends before the others do
};

// plugin: what DPF's getPluginInstancePointer gives.
Instance& instance_of(void* plugin);

}  // namespace reamp::plugin
