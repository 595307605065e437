// Scenes of the panel as hosts and people bring them about, without a host.
#pragma once

#include <string>
#include <vector>

#include "panel/panel.h"

namespace reamp::plugin {

struct NamedScene {
  std::string name;
  Scene scene;
  float scale = 1.0f;
};

std::vector<NamedScene> panel_scenes();

}  // namespace reamp::plugin
