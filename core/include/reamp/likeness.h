// How alike two models sound, from what the library's index knows of each, without playing them.
//
// The same numbers as reamp.library.likeness in Python, which explains them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace reamp {

// The power of the bands of both halves of a strum, in dB, for each of four strums from soft to hard.
inline constexpr std::size_t kStrums = 4, kStrumBands = 48;
using StrumSound = std::array<std::array<float, kStrumBands>, kStrums>;

// As the index holds it, in half floats; none: it is of another size, as another version of Reamp measures it.
std::optional<StrumSound> strum_sound(std::string_view blob);

// A sound to compare others with. input_level_dbu: what the model was captured at; none: unknown.
class SoundToMatch {
 public:
  SoundToMatch(const StrumSound& sound, std::optional<double> input_level_dbu);

  // 0 is the same sound, 0.2 the next position of a knob, 1 and more another amplifier.
  double distance(const StrumSound& other, std::optional<double> input_level_dbu) const;

 private:
  static constexpr std::size_t kCompared = 3;  // strums: the fourth overdrives clean gear
  struct EquallyLoud {
    std::array<std::array<float, kStrumBands>, kCompared> magnitudes, logs;
  };
  static EquallyLoud equally_loud(const StrumSound& sound, std::optional<double> input_level_dbu);

  EquallyLoud mine_;
};

}  // namespace reamp
