// Changes of the chain by hand.
#include "chain.h"

#include <algorithm>

#include "reamp/computed_cabinet.h"

namespace reamp::plugin {
namespace {

// A bypass for each of so many parts.
void fit(std::vector<bool>& bypassed, std::size_t count) { bypassed.resize(count, false); }

template <class Part>
void put(std::vector<Part>& parts, std::vector<bool>& bypassed, std::size_t place, std::size_t most, Part part) {
  fit(bypassed, parts.size());
  if (place < parts.size()) {
    parts[place] = std::move(part);
    bypassed[place] = false;
  } else if (parts.size() < most) {
    parts.push_back(std::move(part));
    bypassed.push_back(false);
  }
}

template <class Part>
void remove(std::vector<Part>& parts, std::vector<bool>& bypassed, std::size_t place) {
  if (place >= parts.size()) return;
  fit(bypassed, parts.size());
  parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(place));
  bypassed.erase(bypassed.begin() + static_cast<std::ptrdiff_t>(place));
}

// `place` to `wanted`, in a list of any kind.
template <class List>
void move(List& list, std::size_t place, std::size_t wanted) {
  const auto at = [&](std::size_t i) { return list.begin() + static_cast<std::ptrdiff_t>(i); };
  if (place < wanted)
    std::rotate(at(place), at(place + 1), at(wanted + 1));
  else
    std::rotate(at(wanted), at(place), at(place + 1));
}

void bypass(std::vector<bool>& bypassed, std::size_t count, std::size_t place, bool is_bypassed) {
  if (place >= count) return;
  fit(bypassed, count);
  bypassed[place] = is_bypassed;
}

}  // namespace

// Another model keeps no level or size that was set for the one before.
void put_model(Project& project, std::size_t place, const std::string& path) {
  project.files.erase(path);  // to read it again
  put(project.setup.preset.models, project.setup.bypassed_models, place, kMostModels, {.path = path});
}

// Another cabinet keeps the gain and the place between the speakers.
void put_cabinet(Project& project, std::size_t place, const std::string& path) {
  auto& cabinets = project.setup.preset.cabinets;
  project.files.erase(path);
  const std::string name = path.substr(path.find_last_of("/\\") + 1);  // hosts give a computed one a folder
  PresetCabinet cabinet{.path = find_computed_cabinet(name) ? name : path};
  if (place < cabinets.size()) {
    cabinet.gain_db = cabinets[place].gain_db;
    cabinet.pan = cabinets[place].pan;
  }
  put(cabinets, project.setup.bypassed_cabinets, place, kMostCabinets, std::move(cabinet));
}

void remove_model(Project& project, std::size_t place) {
  remove(project.setup.preset.models, project.setup.bypassed_models, place);
}

void remove_cabinet(Project& project, std::size_t place) {
  remove(project.setup.preset.cabinets, project.setup.bypassed_cabinets, place);
}

void move_model(Project& project, std::size_t place, std::size_t wanted) {
  const std::size_t count = project.setup.preset.models.size();
  if (place >= count || wanted >= count) return;
  fit(project.setup.bypassed_models, count);
  move(project.setup.preset.models, place, wanted);
  move(project.setup.bypassed_models, place, wanted);
}

void bypass_model(Project& project, std::size_t place, bool is_bypassed) {
  bypass(project.setup.bypassed_models, project.setup.preset.models.size(), place, is_bypassed);
}

void bypass_cabinet(Project& project, std::size_t place, bool is_bypassed) {
  bypass(project.setup.bypassed_cabinets, project.setup.preset.cabinets.size(), place, is_bypassed);
}

Preset playing_part(const Project& project) {
  Preset preset = project.setup.preset;
  preset.models.clear();
  preset.cabinets.clear();
  for (std::size_t i = 0; i < project.setup.preset.models.size(); ++i)
    if (!project.setup.is_model_bypassed(i)) preset.models.push_back(project.setup.preset.models[i]);
  for (std::size_t i = 0; i < project.setup.preset.cabinets.size(); ++i)
    if (!project.setup.is_cabinet_bypassed(i)) preset.cabinets.push_back(project.setup.preset.cabinets[i]);
  return preset;
}

}  // namespace reamp::plugin
