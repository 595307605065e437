// The plug-in without its host.
#include "engine.h"

#include <algorithm>
#include <cmath>

#include "chain.h"
#include "reamp/computed_cabinet.h"
#include "reamp/fingerprint.h"

namespace reamp::plugin {
namespace {

constexpr std::size_t kDryFrames = 1 << 14;  // the longest latency of a bypass; resampling takes some hundred
constexpr double kBypassS = 0.02;
constexpr std::size_t kPieceFrames = 512;

bool has_ending(const std::string& path, std::string_view ending) {
  if (path.size() <= ending.size()) return false;
  return std::equal(ending.begin(), ending.end(), path.end() - static_cast<std::ptrdiff_t>(ending.size()),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
}

std::string name_of(const std::string& path) { return path.substr(path.find_last_of("/\\") + 1); }

}  // namespace

Engine::Engine() : loaded_(std::make_unique<LoadedRig>(project_, nullptr)) { start(rate_hz_); }

Engine::~Engine() {
  follower_.stop();
  delete playing_;
  delete next_.load();
  free_past();
}

void Engine::start(int rate_hz) {
  const std::lock_guard guard(changing_);
  for (auto& channel : dry_) channel.assign(kDryFrames, 0.0f);
  dry_at_ = 0;
  wet_ = values_.is_on(kBypass) ? 0.0f : 1.0f;
  Source source = remembered_source();
  rate_hz = std::clamp(rate_hz, 1000, 1 << 20);
  // Hosts say their rate more than once before they play.
  const bool is_ready = newest_ && !newest_->has_played && rate_hz == rate_hz_ && source == source_ &&
                        newest_->chain_output == values_.output_mode() && (newest_->second || !values_.is_dual()) &&
                        oversampling_ == values_.oversampling();
  project_.preset.oversampling = values_.oversampling();
  rate_hz_ = rate_hz;
  source_ = std::move(source);
  ++facts_version_;
  if (!is_ready) {
    newest_ = nullptr;
    publish();
  }
  if (Playing* next = next_.exchange(nullptr)) delete std::exchange(playing_, next);
  free_past();
}

void Engine::follow_oversampling() {
  if (oversampling_ == values_.oversampling()) return;
  const std::lock_guard guard(changing_);
  if (oversampling_ == values_.oversampling()) return;  // another thread has just prepared it
  project_.preset.oversampling = values_.oversampling();
  publish();
}

void Engine::choose_model(const std::string& path) {
  const std::lock_guard guard(changing_);
  Project project = project_;
  if (has_ending(path, ".toml")) {
    try {
      project = {.preset = load_preset(path), .files = {}};
    } catch (const std::exception& error) {
      return fail({error.what()});
    }
    const Preset preset = project.preset;
    if (!change(std::move(project), IfBroken::kKeepOld)) return;
    values_.take(preset.settings, preset.output_mode, preset.oversampling);
    preset_ = path;
    return;
  }
  if (!path.empty() && !has_ending(path, ".nam")) return;  // LV2 hosts give the path of a folder for an empty one
  project.preset.models.clear();
  project.bypassed_models.clear();
  project.files.erase(path);  // to read it again
  if (!path.empty()) project.preset.models.push_back({.path = path});
  if (change(std::move(project), IfBroken::kKeepOld)) preset_.clear();
}

void Engine::choose_cabinet(const std::string& path) {
  const std::lock_guard guard(changing_);
  const std::string name = name_of(path);
  const bool is_computed = find_computed_cabinet(name);
  if (!path.empty() && !is_computed && !has_ending(path, ".wav")) return;
  Project project = project_;
  project.preset.cabinets.clear();
  project.bypassed_cabinets.clear();
  project.files.erase(path);
  if (!path.empty()) project.preset.cabinets.push_back({.path = is_computed ? name : path});
  change(std::move(project), IfBroken::kKeepOld);
}

std::string Engine::model() const {
  const std::lock_guard guard(changing_);
  return project_.preset.models.empty() ? "" : project_.preset.models.front().path;
}

std::string Engine::cabinet() const {
  const std::lock_guard guard(changing_);
  return project_.preset.cabinets.empty() ? "" : project_.preset.cabinets.front().path;
}

Project Engine::with_values() const {
  Project project = project_;
  project.preset.settings = values_.settings();
  project.preset.output_mode = values_.output_mode();
  project.preset.oversampling = values_.oversampling();
  return project;
}

std::string Engine::project() const {
  const std::lock_guard guard(changing_);
  if (project_.preset.models.empty() && project_.preset.cabinets.empty()) return "";
  return project_text(with_values());
}

Project Engine::moment() const {
  const std::lock_guard guard(changing_);
  return with_values();
}

void Engine::play(Project moment) {
  const std::lock_guard guard(changing_);
  values_.take(moment.preset.settings, moment.preset.output_mode, moment.preset.oversampling);
  change(std::move(moment), IfBroken::kPlayTheRest);
}

std::string Engine::preset() const {
  const std::lock_guard guard(changing_);
  return preset_;
}

void Engine::save_preset(const std::string& path) {
  const std::lock_guard guard(changing_);
  const Preset preset = playing_part(with_values());
  if (preset.models.empty()) throw SettingsError(path, "a preset needs a model that plays; choose one first");
  reamp::save_preset(path, preset);
  preset_ = path;
  ++facts_version_;
}

void Engine::report(const std::string& problem) {
  const std::lock_guard guard(changing_);
  fail({problem});
}

void Engine::restore(const std::string& text) {
  if (text.empty()) return;
  const std::lock_guard guard(changing_);
  try {
    Project project = parse_project(text);
    values_.take(project.preset.settings, project.preset.output_mode, project.preset.oversampling);
    preset_.clear();
    change(std::move(project), IfBroken::kPlayTheRest);
  } catch (const std::exception& error) {
    fail({error.what()});
  }
}

std::vector<std::string> Engine::problems() const {
  const std::lock_guard guard(changing_);
  return all_problems();
}

std::vector<std::string> Engine::all_problems() const {
  std::vector<std::string> all = loaded_->problems();
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
    const auto is_it = [&](const auto& each) { return each.path == file.first; };
    return std::none_of(project.preset.models.begin(), project.preset.models.end(), is_it) &&
           std::none_of(project.preset.cabinets.begin(), project.preset.cabinets.end(), is_it);
  });
  auto loaded = std::make_unique<LoadedRig>(project, loaded_.get());
  const std::vector<std::string>& before = loaded_->problems();
  const auto is_new = [&](const std::string& each) {
    return std::find(before.begin(), before.end(), each) == before.end();
  };
  if (if_broken == IfBroken::kKeepOld && std::any_of(loaded->problems().begin(), loaded->problems().end(), is_new)) {
    fail(loaded->problems());
    return false;
  }
  loaded_ = std::move(loaded);
  project_ = std::move(project);
  problems_.clear();
  source_ = remembered_source();
  publish();
  return true;
}

// Before its first frame a rig gives way to another, so that nothing is faded; later a new chain is faded in, but for
// another mode, which is another rig.
void Engine::publish() {
  free_past();
  const RigMode mode = project_.preset.mode;
  if (newest_ && newest_->mode == mode && newest_->has_played) {
    set_chain(*newest_);
    newest_->rig.free_retired();
    if (Rig* const second = newest_->second) second->free_retired();
    return;
  }
  auto playing = std::make_unique<Playing>(rate_hz_, mode, values_.output_mode());
  set_chain(*playing);
  newest_ = playing.get();
  delete next_.exchange(playing.release());
}

void Engine::set_chain(Playing& playing) {
  chain_problems_.clear();
  const Gains gains = loaded_->gains(source_.levels);
  for (std::size_t i = 0; i < gains.output_db.size(); ++i) playing.output_db[i] = gains.output_db[i];
  const std::vector<RigModel> models = loaded_->models(rate_hz_, gains);
  if (models.size() < gains.before_db.size()) chain_problems_.push_back("a model cannot be played at this sample rate");
  ImpulseResponse taps;
  try {
    taps = loaded_->cabinet(rate_hz_, playing.mode);
  } catch (const std::exception& error) {
    chain_problems_.push_back(error.what());
  }
  const double output_db = playing.output_db[static_cast<std::size_t>(playing.chain_output)];
  const int oversampling = project_.preset.oversampling;
  playing.rig.set_models(models, output_db, oversampling);
  playing.rig.set_cabinet(taps.left, taps.right);
  Rig* second = playing.second;
  std::unique_ptr<Rig> made;
  if (!second && values_.is_dual()) made = std::make_unique<Rig>(rate_hz_, playing.mode);
  if (Rig* const other = second ? second : made.get()) {
    other->set_models(models, output_db, oversampling);
    other->set_cabinet(taps.left, taps.right);
  }
  if (made) playing.second = made.release();
  latency_frames_ = playing.rig.latency_frames();
  oversampling_ = oversampling;
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
              .preset = preset_,
              .rate_hz = rate_hz_};
  for (const PresetCabinet& cabinet : project_.preset.cabinets) facts.cabinets.push_back(cabinet.path);
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
  if (model >= project.preset.models.size()) return;
  PresetModel& kept = project.preset.models[model];
  const auto file = project.files.find(kept.path);
  if (file == project.files.end()) return;
  keep_typed_level(config_dir(), network_fingerprint(file->second->bytes()), input_level_dbu, name_of(kept.path));
  kept.input_level_dbu.reset();  // a level of the preset would hide it
  change(std::move(project), IfBroken::kPlayTheRest);
}

Peaks Engine::peaks() const noexcept {
  const auto relaxed = std::memory_order_relaxed;
  std::array<float, 3> later{};
  for (std::size_t i = 0; i < later.size(); ++i) later[i] = peaks_.later_models[i].load(relaxed);
  return {.input = peaks_.input.load(relaxed),
          .model = peaks_.model.load(relaxed),
          .later_models = later,
          .output = {peaks_.left.load(relaxed), peaks_.right.load(relaxed)},
          .gate_gain = peaks_.gate_gain.load(relaxed),
          .limiter_gain = peaks_.limiter_gain.load(relaxed),
          .clipped_frames = peaks_.clipped_frames.load(relaxed)};
}

void Engine::keep_peaks(Rig* second) noexcept {
  const auto relaxed = std::memory_order_relaxed;
  const RigMeters meters = playing_->rig.meters();
  const RigMeters other = second ? second->meters() : meters;
  peaks_.input.store(std::max(meters.input_peak, other.input_peak), relaxed);
  peaks_.model.store(std::max(meters.model_peaks[0], other.model_peaks[0]), relaxed);
  for (std::size_t i = 0; i < peaks_.later_models.size(); ++i)
    peaks_.later_models[i].store(std::max(meters.model_peaks[i + 1], other.model_peaks[i + 1]), relaxed);
  peaks_.left.store(meters.output_peaks[0], relaxed);
  peaks_.right.store(second ? other.output_peaks[0] : meters.output_peaks[1], relaxed);
  peaks_.gate_gain.store(meters.gate_gain, relaxed);
  peaks_.limiter_gain.store(std::min(meters.limiter_gain, other.limiter_gain), relaxed);
  peaks_.clipped_frames.store(meters.clipped_frames + (second ? other.clipped_frames : 0), relaxed);
  values_.set(kHasClipped, meters.clipped_frames > 0 || other.clipped_frames > 0);
}

void Engine::free_past() {
  Playing* past = past_.exchange(nullptr, std::memory_order_acquire);
  while (past) delete std::exchange(past, past->next);
}

void Engine::process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept {
  if (Playing* next = next_.exchange(nullptr, std::memory_order_acq_rel)) {
    Playing* past = std::exchange(playing_, next);
    past->next = past_.load(std::memory_order_relaxed);
    while (!past_.compare_exchange_weak(past->next, past, std::memory_order_release, std::memory_order_relaxed)) {
    }
  }
  RigSettings settings = values_.settings();
  const OutputMode wanted = values_.output_mode();
  if (wanted != playing_->chain_output)
    settings.output_gain_db += playing_->output_db[static_cast<std::size_t>(wanted)] -
                               playing_->output_db[static_cast<std::size_t>(playing_->chain_output)];
  tuner_.hear(inputs[settings.channel == 1 ? 1 : 0], frames);
  playing_->rig.set(settings);
  Rig* const second = values_.is_dual() ? playing_->second.load() : nullptr;
  if (second) {
    settings.channel = 1;
    second->set(settings);
  }
  for (std::size_t first = 0; first < frames;) {
    const std::size_t count = std::min(kPieceFrames, frames - first);
    const float* const in[] = {inputs[0] + first, inputs[1] + first};
    float* const out[] = {outputs[0] + first, outputs[1] + first};
    process_piece(in, out, count, second);
    first += count;
  }
  tuner_.mute(outputs, frames, rate_hz_);
  playing_->has_played = true;
  keep_peaks(second);
}

void Engine::process_piece(const float* const* inputs, float* const* outputs, std::size_t frames,
                           Rig* second) noexcept {
  for (std::size_t side = 0; side < 2; ++side)
    for (std::size_t t = 0; t < frames; ++t) dry_[side][(dry_at_ + t) % kDryFrames] = inputs[side][t];
  float other_side[kPieceFrames];
  playing_->rig.process({inputs, 2}, {outputs[0], frames}, {second ? other_side : outputs[1], frames});
  if (second) second->process({inputs, 2}, {other_side, frames}, {outputs[1], frames});
  const float wanted = values_.is_on(kBypass) ? 0.0f : 1.0f;
  if (wet_ != 1.0f || wanted != 1.0f) {
    const auto late = std::min<std::size_t>(static_cast<std::size_t>(latency_frames()), kDryFrames - kPieceFrames);
    const auto step = static_cast<float>(1.0 / (kBypassS * rate_hz_));
    for (std::size_t t = 0; t < frames; ++t) {
      wet_ = wanted > wet_ ? std::min(wanted, wet_ + step) : std::max(wanted, wet_ - step);
      for (std::size_t side = 0; side < 2; ++side) {
        const float dry = dry_[side][(dry_at_ + t + kDryFrames - late) % kDryFrames];
        outputs[side][t] = wet_ == 0.0f ? dry : (1.0f - wet_) * dry + wet_ * outputs[side][t];
      }
    }
  }
  dry_at_ = (dry_at_ + frames) % kDryFrames;
}

}  // namespace reamp::plugin
