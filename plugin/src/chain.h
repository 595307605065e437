// Changes of the chain by hand: up to four models in series, up to two cabinets side by side.
//
// Places count from 0. A place that is not there changes nothing.
#pragma once

#include <cstddef>
#include <string>

#include "project.h"

namespace reamp::plugin {

inline constexpr std::size_t kMostModels = 4, kMostCabinets = 2;

// In the place of the one that is there, or behind the last. The path: as for Engine::choose_model and choose_cabinet.
void put_model(Project& project, std::size_t place, const std::string& path);
void put_cabinet(Project& project, std::size_t place, const std::string& path);

void remove_model(Project& project, std::size_t place);
void remove_cabinet(Project& project, std::size_t place);

// The one at `place` gets to `wanted`, and those between give way.
void move_model(Project& project, std::size_t place, std::size_t wanted);

// What is bypassed stays in the song and does not play.
void bypass_model(Project& project, std::size_t place, bool is_bypassed);
void bypass_cabinet(Project& project, std::size_t place, bool is_bypassed);

// Without what is bypassed: what a preset holds, which knows no bypass.
Preset playing_part(const Project& project);

}  // namespace reamp::plugin
