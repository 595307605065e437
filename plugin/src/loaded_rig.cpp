// A rig whose files are read.
#include "loaded_rig.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "paths.h"
#include "reamp/computed_cabinet.h"
#include "reamp/fingerprint.h"
#include "reamp/loudness.h"

namespace reamp::plugin {
namespace {

constexpr int kMaxRateTerm = 4096;  // of the fraction that two rates make: 44.1 to 48 kHz is 147/160
constexpr double kDefaultRateHz = 48000.0;

bool can_play_at(const Model& model, int rate_hz) {
  const double hz = model.info().sample_rate_hz.value_or(kDefaultRateHz);
  if (!(hz >= 8000.0 && hz <= 768000.0)) return false;
  const int model_hz = static_cast<int>(std::lround(hz));
  return std::max(model_hz, rate_hz) / std::gcd(model_hz, rate_hz) <= kMaxRateTerm;
}

}  // namespace

Source remembered_source() {
  Source source;
  try {
    const std::string folder = config_dir();
    source.kept = remembered_interface(folder);
    if (!source.kept) return source;
    const std::vector<Interface> table = known_interfaces(folder);
    if (source.kept->name) source.row = find_interface(*source.kept->name, source.kept->input, table);
    source.levels = source_levels(*source.kept, table);
  } catch (const std::exception& error) {
    source.problem = error.what();
  }
  return source;
}

LoadedRig::LoadedRig(Project& project, LoadedRig* before) : mode_(project.setup.preset.mode) {
  try {
    kept_ = kept_levels(config_dir());
  } catch (const std::exception& error) {
    problems_.push_back(error.what());
  }
  const Setup& setup = project.setup;
  for (std::size_t i = 0; i < setup.preset.models.size(); ++i) load_model(project, i, before);
  for (std::size_t i = 0; i < setup.preset.cabinets.size(); ++i)
    if (!setup.is_cabinet_bypassed(i)) load_cabinet(project, setup.preset.cabinets[i]);
  const auto is_same = [](const Speaker& a, const Speaker& b) { return a.is_same(b); };
  if (before && before->mode_ == mode_ && std::ranges::equal(speakers_, before->speakers_, is_same)) {
    cabinet_ = before->cabinet_;
    cabinet_rate_hz_ = before->cabinet_rate_hz_;
  }
  std::vector<const Model*> models;
  for (const Slot& slot : slots_) {
    if (slot.is_bypassed) continue;
    models.push_back(slot.model.get());
    levels_.push_back(slot.levels);
  }
  if (models.empty() || mode_ == RigMode::kCompatible) return;  // the official plugin knows only what the file states
  const HeardLoudness heard = heard_loudness(models, levels_);
  levels_.back().heard_calibrated_lufs = heard.calibrated_lufs;
  levels_.back().heard_uncalibrated_lufs = heard.uncalibrated_lufs;
}

std::shared_ptr<const KeptFile> LoadedRig::file_of(Project& project, const std::string& path) {
  auto& file = project.files[path];
  if (!file) file = read_file(path);
  if (file) return file;
  project.files.erase(path);
  problems_.push_back(path + " is not there and not in the project; choose it again");
  return nullptr;
}

LevelOrigin LoadedRig::origin_of(const ModelMetadata& metadata, std::string_view nam,
                                 const std::optional<double>& level_dbu) const {
  if (!level_dbu) return LevelOrigin::kUnknown;
  if (!kept_.empty()) {
    const std::string network = network_fingerprint(nam);
    for (const KeptLevel& kept : kept_)
      if (kept.network == network && kept.input_level_dbu == *level_dbu)
        return kept.is_typed ? LevelOrigin::kTyped : LevelOrigin::kByEar;
  }
  return metadata.is_input_level_estimated ? LevelOrigin::kEstimated : LevelOrigin::kFile;
}

void LoadedRig::load_model(Project& project, std::size_t place, LoadedRig* before) {
  const PresetModel& wanted = project.setup.preset.models[place];
  Slot slot{.file = file_of(project, wanted.path),
            .slim = wanted.slim,
            .model = nullptr,
            .path = wanted.path,
            .is_bypassed = project.setup.is_model_bypassed(place),
            .place = place};
  if (!slot.file) return;
  if (before)
    for (const Slot& each : before->slots_)
      if (each.file->bytes() == slot.file->bytes() && each.slim == slot.slim) slot.model = each.model;
  try {
    if (!slot.model) {
      slot.model = Model::parse(slot.file->bytes());
      if (slot.slim) slot.model->set_slim(*slot.slim);
    }
  } catch (const std::exception& error) {
    problems_.push_back(name_of(wanted.path) + ": " + error.what());
    return;
  }
  ModelLevels levels = levels_of(slot.model->info().metadata);
  const ModelMetadata metadata = slot.model->info().metadata;
  levels.input_level_dbu = input_level_dbu(metadata, slot.file->bytes(), kept_);
  slot.origin = origin_of(metadata, slot.file->bytes(), levels.input_level_dbu);
  if (wanted.input_level_dbu) {
    levels.input_level_dbu = wanted.input_level_dbu;
    slot.origin = LevelOrigin::kPreset;
  }
  if (wanted.output_level_dbu) levels.output_level_dbu = wanted.output_level_dbu;
  slot.levels = levels;
  slots_.push_back(std::move(slot));
}

void LoadedRig::load_cabinet(Project& project, const PresetCabinet& wanted) {
  if (find_computed_cabinet(wanted.path)) {
    speakers_.push_back({.preset = wanted, .file = nullptr, .sound = {}});
    return;
  }
  const auto file = file_of(project, wanted.path);
  if (!file) return;
  try {
    WavSound sound = parse_wav(file->bytes(), name_of(wanted.path));
    cabinet_channels(sound, wanted.channel, name_of(wanted.path));
    speakers_.push_back({.preset = wanted, .file = file, .sound = std::move(sound)});
  } catch (const std::exception& error) {
    problems_.push_back(error.what());
  }
}

Gains LoadedRig::gains(const SourceLevels& source) const {
  Gains gains;
  if (levels_.empty()) return gains;
  for (const OutputMode mode : {OutputMode::kRaw, OutputMode::kNormalized, OutputMode::kCalibrated}) {
    const GainPlan plan = plan_gain(levels_, source, {.output_mode = mode});
    gains.before_db = {plan.input.applied_calibration_db()};
    for (const GainStep& step : plan.between) gains.before_db.push_back(step.applied_calibration_db());
    gains.output_db[static_cast<std::size_t>(mode)] = plan.output.applied_calibration_db();
    gains.is_calibrated = plan.is_calibrated();
  }
  const auto limit = [](double& db) { db = std::clamp(db, -kMaxGainDb, kMaxGainDb); };
  std::for_each(gains.before_db.begin(), gains.before_db.end(), limit);
  std::for_each(gains.output_db.begin(), gains.output_db.end(), limit);
  return gains;
}

std::optional<GainPlan> LoadedRig::plan(const SourceLevels& source, OutputMode mode) const {
  if (levels_.empty()) return std::nullopt;
  return plan_gain(levels_, source, {.output_mode = mode});
}

std::vector<ModelFacts> LoadedRig::model_facts() const {
  std::vector<ModelFacts> all;
  for (const Slot& slot : slots_) {
    const ModelInfo info = slot.model->info();
    all.push_back({.path = slot.path,
                   .name = stem_of(slot.path),
                   .architecture = info.architecture,
                   .input_level_dbu = slot.levels.input_level_dbu,
                   .output_level_dbu = slot.levels.output_level_dbu,
                   .origin = slot.origin,
                   .rate_hz = info.sample_rate_hz,
                   .slim = slot.slim,
                   .is_bypassed = slot.is_bypassed,
                   .place = slot.place});
  }
  return all;
}

std::vector<RigModel> LoadedRig::models(int rate_hz, const Gains& gains) const {
  std::vector<RigModel> models;
  std::size_t i = 0;  // of those that are not bypassed
  for (const Slot& slot : slots_) {
    if (slot.is_bypassed) continue;
    if (can_play_at(*slot.model, rate_hz)) models.push_back({slot.model.get(), gains.before_db[i]});
    ++i;
  }
  return models;
}

std::shared_ptr<const ImpulseResponse> LoadedRig::cabinet(int rate_hz) {
  if (cabinet_ && cabinet_rate_hz_ == rate_hz) return cabinet_;
  cabinet_ = std::make_shared<ImpulseResponse>(make_cabinet(rate_hz));
  cabinet_rate_hz_ = rate_hz;
  return cabinet_;
}

ImpulseResponse LoadedRig::make_cabinet(int rate_hz) const {
  std::vector<CabinetSound> sounds;
  std::vector<std::vector<float>> computed;
  computed.reserve(speakers_.size());
  for (const auto& [preset, file, sound] : speakers_) {
    CabinetSound& ready = sounds.emplace_back();
    ready.gain_db = preset.gain_db;
    ready.pan = preset.pan;
    if (const ComputedCabinet* cabinet = find_computed_cabinet(preset.path)) {
      ready.is_computed = true;
      ready.rate_hz = rate_hz;
      ready.channels = {computed.emplace_back(cabinet_taps(*cabinet, rate_hz))};
    } else {
      ready.rate_hz = sound.rate_hz;
      ready.channels = cabinet_channels(sound, preset.channel, preset.path);
    }
  }
  return sounds.empty() ? ImpulseResponse{} : make_impulse_response(sounds, rate_hz, mode_);
}

}  // namespace reamp::plugin
