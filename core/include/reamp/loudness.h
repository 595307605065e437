// The loudness of a typical guitar through a chain of models, which sets the normalized output.
//
//   const reamp::Model* const played[] = {model.get()};
//   const reamp::HeardLoudness heard = reamp::heard_loudness(played, levels);
//   levels.back().heard_calibrated_lufs = heard.calibrated_lufs;
//   levels.back().heard_uncalibrated_lufs = heard.uncalibrated_lufs;
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "reamp/levels.h"

namespace reamp {

// Loudness of the guitar clip: of a guitar whose hardest strums peak at 2 V. A recorded humbucker that peaks at
// -8.6 dBFS has -35.6 LUFS.
inline constexpr double kGuitarLufs = -34.0;
inline constexpr double kGuitarFullScaleDbu = 12.0;  // of the clip: a common interface at its lowest gain

// A quarter of a second of decaying noise with a guitar's spectrum, at kGuitarLufs; the same sound at every rate.
// Pink noise above 100 Hz, 12 dB per octave steeper above 2 kHz, that decays by 20 dB over the clip.
std::vector<float> guitar_clip(int rate_hz);

// The loudness of a short sound as a whole, as if it repeated without end: ITU-R BS.1770-4 without gates. A DC offset
// does not count. Minus infinity for an empty sound.
double ungated_lufs(std::span<const float> sound, int rate_hz);

// A loudness has no value where it cannot be measured: silence, NaN, a model at a rate that no interface has, a gain
// beyond kMaxGainDb; and, for the calibrated one, where the input level of the first model is unknown.
struct HeardLoudness {
  std::optional<double> calibrated_lufs{}, uncalibrated_lufs{};
};

// The loudness of the guitar clip after the last of `models`, with the gains from their levels. The models are cloned,
// not played. guitar: guitar_clip at the rate of the first model, if the caller keeps one. Throws std::invalid_argument
// without a model, or without levels for each. [main thread; some milliseconds]
HeardLoudness heard_loudness(std::span<const Model* const> models, std::span<const ModelLevels> levels,
                             std::span<const float> guitar = {});

}  // namespace reamp
