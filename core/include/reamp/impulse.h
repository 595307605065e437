// Speaker cabinets made ready: impulse responses at the rig's rate, lowered as they must be, mixed and panned.
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
inline constexpr double kMaxImpulseS = 10.0;          // what is longer is a recording chosen by mistake
inline constexpr double kImpulseGainDb = -18.0;       // of every impulse response at 48 kHz, as in the official plugin
inline constexpr std::size_t kCompatibleTaps = 8192;  // what a compatible rig plays of one

// What a file holds: one channel, or two for stereo, of equal length.
struct CabinetSound {
  std::vector<std::span<const float>> channels;
  int rate_hz = 48000;
  double gain_db = 0.0;
  double pan = 0.0;  // -1 (left) to 1 (right): keeps the power and leaves the middle as it is; balances a stereo file
  bool is_computed = false;  // by cabinet_taps, at the rig's rate: as loud as no cabinet, so that it is not lowered
};

// What Rig::set_cabinet takes; right is empty where both sides are alike.
struct ImpulseResponse {
  std::vector<float> left, right;
};

// Where a file has another rate the sound is that of a resampler of minimum phase: nothing comes before the first tap.
// Throws std::invalid_argument for no cabinet or more than two, for one without sound or longer than kMaxImpulseS,
// and for what a compatible rig does not play: two, stereo, a pan. [main thread; slow for long files]
ImpulseResponse make_impulse_response(std::span<const CabinetSound> cabinets, int rate_hz,
                                      RigMode mode = RigMode::kPlayer);

}  // namespace reamp
