// The plug-in without its host.
#include "engine.h"

#include <algorithm>
#include <utility>

#include "chain.h"
#include "paths.h"
#include "reamp/computed_cabinet.h"
#include "reamp/fingerprint.h"

namespace reamp::plugin {
namespace {

bool has_file(const Preset& preset, const std::string& path) {
  const auto is_it = [&](const auto& each) { return each.path == path; };
  return std::any_of(preset.models.begin(), preset.models.end(), is_it) ||
         std::any_of(preset.cabinets.begin(), preset.cabinets.end(), is_it);
}

}  // namespace

Engine::Engine() : loaded_(std::make_unique<LoadedRig>(project_, nullptr)) { start(rate_hz_); }

void Engine::start(int rate_hz) {
  const std::lock_guard guard(changing_);
  Source source = remembered_source();
  rate_hz = std::clamp(rate_hz, 1000, 1 << 20);
  // Hosts say their rate more than once before they play.
  const bool is_ready = playback_.is_ready(rate_hz) && source == source_ && oversampling_ == values_.oversampling();
  project_.setup.preset.oversampling = values_.oversampling();
  rate_hz_ = rate_hz;
  source_ = std::move(source);
  ++facts_version_;
  playback_.start(rate_hz);
  if (!is_ready) publish();
}

void Engine::follow() {
  const std::lock_guard guard(changing_);
  if (oversampling_ == values_.oversampling()) return;
  project_.setup.preset.oversampling = values_.oversampling();
  publish();
}

void Engine::choose_model(const std::string& path) {
  const std::lock_guard guard(changing_);
  Project project = project_;
  Setup& setup = project.setup;
  if (has_ending(path, ".toml")) {
    try {
      setup = {.preset = load_preset(path), .preset_path = path};
    } catch (const std::exception& error) {
      return fail({error.what()});
    }
    for (const PresetModel& model : setup.preset.models) project.files.erase(model.path);  // to read them again
    for (const PresetCabinet& cabinet : setup.preset.cabinets) project.files.erase(cabinet.path);
    const Preset chosen = setup.preset;
    if (change(std::move(project), IfBroken::kKeepOld)) take_values(chosen);
    return;
  }
  if (!path.empty() && !has_ending(path, ".nam")) return;  // LV2 hosts give the path of a folder for an empty one
  setup.preset.models.clear();
  setup.preset_path.clear();
  setup.bypassed_models.clear();
  project.files.erase(path);
  if (!path.empty()) setup.preset.models.push_back({.path = path});
  change(std::move(project), IfBroken::kKeepOld);
}

void Engine::choose_cabinet(const std::string& path) {
  const std::lock_guard guard(changing_);
  const std::string name = name_of(path);
  const bool is_computed = find_computed_cabinet(name);
  if (!path.empty() && !is_computed && !has_ending(path, ".wav")) return;
  Project project = project_;
  Setup& setup = project.setup;
  setup.preset.cabinets.clear();
  setup.bypassed_cabinets.clear();
  project.files.erase(path);
  if (!path.empty()) setup.preset.cabinets.push_back({.path = is_computed ? name : path});
  change(std::move(project), IfBroken::kKeepOld);
}

std::string Engine::model() const {
  const std::lock_guard guard(changing_);
  const auto& models = project_.setup.preset.models;
  return models.empty() ? "" : models.front().path;
}

std::string Engine::cabinet() const {
  const std::lock_guard guard(changing_);
  const auto& cabinets = project_.setup.preset.cabinets;
  return cabinets.empty() ? "" : cabinets.front().path;
}

Project Engine::with_values() const {
  Project project = project_;
  Preset& preset = project.setup.preset;
  preset.settings = values_.settings();
  preset.output_mode = values_.output_mode();
  preset.oversampling = values_.oversampling();
  return project;
}

void Engine::take_values(const Preset& preset) {
  values_.take(preset.settings, preset.output_mode, preset.oversampling);
}

std::string Engine::project() const {
  const std::lock_guard guard(changing_);
  if (!refused_.empty()) return refused_;
  const Preset& preset = project_.setup.preset;
  if (preset.models.empty() && preset.cabinets.empty() && !project_.other) return "";
  return project_text(with_values());
}

Project Engine::moment() const {
  const std::lock_guard guard(changing_);
  return with_values();
}

void Engine::play(Project moment) {
  const std::lock_guard guard(changing_);
  take_values(moment.setup.preset);
  change(std::move(moment), IfBroken::kPlayTheRest);
}

void Engine::choose_side(int side) {
  const std::lock_guard guard(changing_);
  if (side == project_.side) return;
  Project project = with_values();
  if (!project.other) project.other = project.setup;
  std::swap(project.setup, *project.other);
  project.side = side;
  take_values(project.setup.preset);
  change(std::move(project), IfBroken::kPlayTheRest);
}

std::string Engine::preset() const {
  const std::lock_guard guard(changing_);
  return project_.setup.preset_path;
}

void Engine::save_preset(const std::string& path) {
  const std::lock_guard guard(changing_);
  Project project = with_values();
  Setup& setup = project.setup;
  if (playing_part(setup).models.empty())
    throw SettingsError(path, "a preset needs a model that plays; choose one first");
  const std::string folder = path.substr(0, path.size() - (has_ending(path, ".toml") ? 5 : 0)) + " files";
  for (std::size_t i = 0; i < setup.preset.models.size(); ++i)
    if (PresetModel& model = setup.preset.models[i]; !setup.is_model_bypassed(i))
      model.path = file_on_disk(project, model.path, folder);
  for (std::size_t i = 0; i < setup.preset.cabinets.size(); ++i)
    if (PresetCabinet& cabinet = setup.preset.cabinets[i];
        !setup.is_cabinet_bypassed(i) && !find_computed_cabinet(cabinet.path))
      cabinet.path = file_on_disk(project, cabinet.path, folder);
  reamp::save_preset(path, playing_part(setup));
  setup.preset_path = path;
  const Preset &now = project_.setup.preset, &saved = setup.preset;
  const auto has_path = [](const auto& a, const auto& b) { return a.path == b.path; };
  if (!std::ranges::equal(now.models, saved.models, has_path) ||
      !std::ranges::equal(now.cabinets, saved.cabinets, has_path)) {  // some are now on the disk
    change(std::move(project), IfBroken::kPlayTheRest);
    return;
  }
  project_ = std::move(project);  // the same sound
  ++facts_version_;
}

void Engine::report(const std::string& problem) {
  const std::lock_guard guard(changing_);
  fail({problem});
}

void Engine::restore(const std::string& text) {
  const std::lock_guard guard(changing_);
  refused_.clear();
  if (text.empty()) return;
  try {
    Project project = parse_project(text);
    take_values(project.setup.preset);
    change(std::move(project), IfBroken::kPlayTheRest);
  } catch (const std::exception& error) {
    refused_ = text;
    refused_problem_ = error.what();
    fail({});
  }
}

std::vector<std::string> Engine::problems() const {
  const std::lock_guard guard(changing_);
  return all_problems();
}

std::vector<std::string> Engine::all_problems() const {
  std::vector<std::string> all = loaded_->problems();
  if (!refused_.empty()) all.push_back(refused_problem_);
  all.insert(all.end(), problems_.begin(), problems_.end());
  all.insert(all.end(), chain_problems_.begin(), chain_problems_.end());
  if (!source_.problem.empty()) all.push_back(source_.problem);
  return all;
}

void Engine::fail(std::vector<std::string> problems) {
  problems_ = std::move(problems);
  values_.set(kHasProblem, 1.0);
  ++facts_version_;
}

bool Engine::change(Project project, IfBroken if_broken) {
  std::erase_if(project.files, [&](const auto& file) {
    return !has_file(project.setup.preset, file.first) &&
           !(project.other && has_file(project.other->preset, file.first));
  });
  auto loaded = std::make_unique<LoadedRig>(project, loaded_.get());
  std::vector<std::string> fresh = loaded->problems();
  std::erase_if(fresh, [&](const std::string& each) {
    return std::ranges::find(loaded_->problems(), each) != loaded_->problems().end();
  });
  if (if_broken == IfBroken::kKeepOld && !fresh.empty()) {
    fail(std::move(fresh));
    return false;
  }
  // Hosts also name no model and no cabinet around a project, which is no change.
  if (!refused_.empty() && !is_same(project, project_)) refused_.clear();
  loaded_ = std::move(loaded);
  project_ = std::move(project);
  side_ = project_.side;
  problems_.clear();
  source_ = remembered_source();
  publish();
  return true;
}

void Engine::publish() {
  chain_problems_.clear();
  const Gains gains = loaded_->gains(source_.levels);
  Chain chain{.mode = project_.setup.preset.mode,
              .models = loaded_->models(rate_hz_, gains),
              .output_gains_db = gains.output_db,
              .oversampling = project_.setup.preset.oversampling};
  if (chain.models.size() < gains.before_db.size())
    chain_problems_.push_back("a model cannot be played at this sample rate");
  try {
    chain.cabinet = loaded_->cabinet(rate_hz_);
  } catch (const std::exception& error) {
    chain_problems_.push_back(error.what());
  }
  playback_.play(chain);
  oversampling_ = chain.oversampling;
  values_.set(kIsCalibrated, gains.is_calibrated);
  values_.set(kHasProblem, !all_problems().empty());
  ++facts_version_;
}

Facts Engine::facts() const {
  const std::lock_guard guard(changing_);
  Facts facts{.models = chain_facts(),
              .source = source_,
              .plan = loaded_->plan(source_.levels, values_.output_mode()),
              .output_mode = values_.output_mode(),
              .problems = all_problems(),
              .preset = project_.setup.preset_path,
              .rate_hz = rate_hz_};
  for (const PresetCabinet& cabinet : project_.setup.preset.cabinets) facts.cabinets.push_back(cabinet.path);
  facts.speakers = speaker_facts();
  return facts;
}

void Engine::read_settings() {
  const std::lock_guard guard(changing_);
  change(project_, IfBroken::kPlayTheRest);
}

void Engine::keep_level(std::size_t model, std::optional<double> input_level_dbu) {
  const std::lock_guard guard(changing_);
  Project project = project_;
  auto& models = project.setup.preset.models;
  if (model >= models.size()) return;
  PresetModel& kept = models[model];
  const auto file = project.files.find(kept.path);
  if (file == project.files.end()) return;
  keep_typed_level(config_dir(), network_fingerprint(file->second->bytes()), input_level_dbu, name_of(kept.path));
  kept.input_level_dbu.reset();  // a level of the preset would hide it
  change(std::move(project), IfBroken::kPlayTheRest);
}

void Engine::process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept {
  tuner_.hear(inputs[values_.settings().channel == 1 ? 1 : 0], frames);
  playback_.process(inputs, outputs, frames);
  tuner_.mute(outputs, frames, rate_hz_);
}

}  // namespace reamp::plugin
