// The loudness of a guitar through a chain of models.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "dsp/ramp.h"
#include "dsp/resampled.h"
#include "reamp/loudness.h"

namespace reamp {
namespace {

constexpr int kLowestRateHz = 8000, kHighestRateHz = 768000;  // from telephones to the fastest interfaces
constexpr double kDefaultRateHz = 48000.0;                    // where a file states none
constexpr double kPlausibleLufs = 90.0;  // a model's output below minus this is silence, above this a fault

double rate_of(const Model& model) { return model.info().sample_rate_hz.value_or(kDefaultRateHz); }

double between_db(const ModelLevels& level, const ModelLevels& next) {
  if (!level.output_level_dbu || !next.input_level_dbu) return 0.0;
  return *level.output_level_dbu - *next.input_level_dbu;
}

bool is_finite(std::span<const float> sound) {
  return std::all_of(sound.begin(), sound.end(), [](float x) { return std::isfinite(x); });
}

bool has_plausible_rate(const Model* model) {
  const double hz = rate_of(*model);
  return hz >= kLowestRateHz && hz <= kHighestRateHz;
}

// The loudness after the models, with a gain before each.
std::optional<double> lufs_behind(std::span<const Model* const> models, std::span<const double> gains_db,
                                  std::span<const float> guitar) {
  for (const double gain_db : gains_db)
    if (!(std::abs(gain_db) <= kMaxGainDb)) return std::nullopt;
  int rate_hz = static_cast<int>(std::lround(rate_of(*models.front())));
  std::vector<float> sound(guitar.begin(), guitar.end());
  for (std::size_t i = 0; i < models.size(); ++i) {
    const int model_hz = static_cast<int>(std::lround(rate_of(*models[i])));
    if (model_hz != rate_hz) {
      const std::vector<double> there = resampled(sound, rate_hz, model_hz);
      sound.assign(there.begin(), there.end());
      rate_hz = model_hz;
    }
    const auto gain = static_cast<float>(db_to_ratio(gains_db[i]));
    for (float& x : sound) x *= gain;
    if (!is_finite(sound)) return std::nullopt;
    models[i]->clone()->process(sound, sound);
    if (!is_finite(sound)) return std::nullopt;
  }
  const double lufs = ungated_lufs(sound, rate_hz);
  return std::abs(lufs) <= kPlausibleLufs ? std::optional(lufs) : std::nullopt;
}

}  // namespace

HeardLoudness heard_loudness(std::span<const Model* const> models, std::span<const ModelLevels> levels,
                             std::span<const float> guitar) {
  if (models.empty() || models.size() != levels.size())
    throw std::invalid_argument("the loudness of a chain needs a model at least, and levels for each");
  if (!std::all_of(models.begin(), models.end(), has_plausible_rate)) return {};
  std::vector<float> made;
  if (guitar.empty()) guitar = made = guitar_clip(static_cast<int>(std::lround(rate_of(*models.front()))));
  std::vector<double> gains_db(models.size());
  for (std::size_t i = 1; i < models.size(); ++i) gains_db[i] = between_db(levels[i - 1], levels[i]);
  HeardLoudness heard{.uncalibrated_lufs = lufs_behind(models, gains_db, guitar)};
  if (const auto& input_level_dbu = levels.front().input_level_dbu) {
    gains_db[0] = kGuitarFullScaleDbu - *input_level_dbu;
    heard.calibrated_lufs = lufs_behind(models, gains_db, guitar);
  }
  return heard;
}

}  // namespace reamp
