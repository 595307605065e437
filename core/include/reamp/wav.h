// Sound files for impulse responses: WAV with PCM of 16, 24 or 32 bits, or with 32- or 64-bit floating point.
//
//   const reamp::WavSound sound = reamp::read_wav("cab.wav");
//   const reamp::CabinetSound cabinet{.channels = reamp::cabinet_channels(sound), .rate_hz = sound.rate_hz};
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reamp/error.h"

namespace reamp {

inline constexpr std::size_t kMaxWavBytes = std::size_t{1} << 28;  // 10 s of stereo at 768 kHz, twice

// Channels of equal length, one frame at least; all samples are finite numbers, full scale is 1.
struct WavSound {
  int rate_hz = 48000;
  std::vector<std::vector<float>> channels{};
};

// path: in the system's encoding, on Windows UTF-8. Throws SoundError for a file that is not such a WAV, is cut off, is
// larger than kMaxWavBytes, has a rate that no interface has, or a sample that is not finite.
WavSound read_wav(const std::string& path);

// The same for the bytes of a file; `name` is its name in errors.
WavSound parse_wav(std::string_view bytes, const std::string& name);

// The channels of an impulse response: the channel of this number, counted from 1; without a number, the only channel
// with sound, the first of identical ones, or both of a stereo file. Throws SoundError with `name` when the caller must
// choose, and for a channel that does not exist.
std::vector<std::span<const float>> cabinet_channels(const WavSound& sound, const std::optional<int>& channel,
                                                     const std::string& name);

}  // namespace reamp
