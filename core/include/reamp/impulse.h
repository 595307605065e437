// Prepares speaker cabinets: impulse responses at the rig's rate and gain, mixed and panned.
//
//   const reamp::CabinetSound cabinets[] = {{.channels = {samples}, .rate_hz = 44100, .pan = -0.5}};
//   const reamp::ImpulseResponse taps = reamp::make_impulse_response(cabinets, 48000);
//   rig.set_cabinet(taps.left, taps.right);
#pragma once

#include <span>
#include <vector>

#include "reamp/rig.h"

namespace reamp {

inline constexpr std::size_t kMaxCabinets = 2;
inline constexpr double kMaxImpulseS = 10.0;          // a longer file is a recording chosen by mistake
inline constexpr double kImpulseGainDb = -18.0;       // for every impulse response at 48 kHz, as in the official plugin
inline constexpr std::size_t kCompatibleTaps = 8192;  // a compatible rig plays only this many

// The content of a file: one channel, or two for stereo, of equal length.
struct CabinetSound {
  std::vector<std::span<const float>> channels;
  int rate_hz = 48000;
  double gain_db = 0.0;
  double pan = 0.0;          // -1 (left) to 1 (right), at constant power, 0 dB in the middle; balances a stereo file
  bool is_computed = false;  // by cabinet_taps, at the rig's rate: as loud as no cabinet, so it is not lowered
};

// The taps for Rig::set_cabinet; right is empty where both sides are equal.
struct ImpulseResponse {
  std::vector<float> left, right;

  bool operator==(const ImpulseResponse&) const = default;
};

// A file at another rate is resampled with minimum phase, so that nothing comes before the first tap. Throws
// std::invalid_argument for no cabinet or more than two, for a cabinet without sound or longer than kMaxImpulseS, and,
// in a compatible rig, for two cabinets, stereo or a pan. [main thread; slow for long files]
ImpulseResponse make_impulse_response(std::span<const CabinetSound> cabinets, int rate_hz,
                                      RigMode mode = RigMode::kPlayer);

}  // namespace reamp
