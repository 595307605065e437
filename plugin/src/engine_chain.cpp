// The chain of the engine: changed by hand, and what is known of each part.
#include <algorithm>

#include "engine.h"
#include "paths.h"

namespace reamp::plugin {

void Engine::arrange(const std::function<void(Project&)>& change) {
  const std::lock_guard guard(changing_);
  Project project = project_;
  change(project);
  const auto is_same = [](const PresetModel& a, const PresetModel& b) { return a.path == b.path; };
  const auto &before = project_.setup.preset.models, &after = project.setup.preset.models;
  const bool is_other = !std::equal(before.begin(), before.end(), after.begin(), after.end(), is_same);
  if (is_other) project.setup.preset_path.clear();
  this->change(std::move(project), IfBroken::kKeepOld);
}

// Also of what is bypassed, and of what could not be read.
std::vector<ModelFacts> Engine::chain_facts() const {
  std::vector<ModelFacts> models;
  for (std::size_t i = 0; i < project_.setup.preset.models.size(); ++i) {
    const std::string& path = project_.setup.preset.models[i].path;
    models.push_back({.path = path,
                      .name = stem_of(path),
                      .is_bypassed = project_.setup.is_model_bypassed(i),
                      .is_missing = true,
                      .place = i});
  }
  for (ModelFacts& model : loaded_->model_facts()) models[model.place] = std::move(model);
  return models;
}

std::vector<CabinetFacts> Engine::speaker_facts() const {
  std::vector<CabinetFacts> speakers;
  for (std::size_t i = 0; i < project_.setup.preset.cabinets.size(); ++i) {
    const PresetCabinet& cabinet = project_.setup.preset.cabinets[i];
    speakers.push_back({cabinet.gain_db, cabinet.pan, project_.setup.is_cabinet_bypassed(i)});
  }
  return speakers;
}

}  // namespace reamp::plugin
