// How loud a typical guitar is through a chain of models: what the normalized output goes by.
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

// Loudness of the guitar clip, that of a guitar whose hardest strums peak at 2 V. A recorded humbucker that peaks at
// -8.6 dBFS has -35.6 LUFS.
inline constexpr double kGuitarLufs = -34.0;
inline constexpr double kGuitarFullScaleDbu = 12.0;  // of the clip: a common interface at its lowest gain

// A quarter of a second like a guitar: noise with its spectrum that dies, at kGuitarLufs; the same sound at every rate.
// Pink noise above 100 Hz that falls with 12 dB an octave more above 2 kHz, and by 20 dB from its beginning to its end.
std::vector<float> guitar_clip(int rate_hz);

// The loudness of a short sound as a whole, as if it followed itself without end: ITU-R BS.1770-4 without gates. An
// offset is not heard. Minus infinity for an empty one.
double ungated_lufs(std::span<const float> sound, int rate_hz);

// None stands for what cannot be measured: silence, nonsense, a model at a rate that no interface has, a gain beyond
// kMaxGainDb; and for the calibrated loudness where the input level of the first model is unknown.
struct HeardLoudness {
  std::optional<double> calibrated_lufs{}, uncalibrated_lufs{};
};

// Of the guitar clip behind the last of `models`, with the gains that their levels give. The models are cloned, not
// played. guitar: guitar_clip at the rate of the first model, from a caller that keeps it. Throws std::invalid_argument
// without a model, or without levels for each. [main thread; some milliseconds]
HeardLoudness heard_loudness(std::span<const Model* const> models, std::span<const ModelLevels> levels,
                             std::span<const float> guitar = {});

}  // namespace reamp
