// How alike two models sound, from what the library's index knows of each, without playing them.
//
// The same numbers as reamp.library.likeness in Python, which explains them.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace reamp {

// Of which bands the index holds the power: of the two halves of a strum, or finer ones moment by moment, which take
// more than ten times as long to compare.
enum class SoundDetail { kHalves, kMoments };

// The power of the bands in dB, for each of four strums from soft to hard, one strum behind the other.
using StrumSound = std::vector<float>;

// As the index holds it, in half floats; none: it is of another size, as another version of Reamp measures it.
std::optional<StrumSound> strum_sound(std::string_view blob, SoundDetail detail);

// A sound to compare others of the same detail with. input_level_dbu: what the model was captured at; none: unknown.
class SoundToMatch {
 public:
  SoundToMatch(const StrumSound& sound, std::optional<double> input_level_dbu, SoundDetail detail);

  // 0 is the same sound, 0.2 the next position of a knob, 1 and more another amplifier. By halves it is an estimate of
  // what it is by moments.
  double distance(const StrumSound& other, std::optional<double> input_level_dbu) const;

 private:
  struct EquallyLoud {
    std::vector<float> magnitudes, logs;  // of the strums that are compared
  };
  EquallyLoud equally_loud(const StrumSound& sound, std::optional<double> input_level_dbu) const;

  SoundDetail detail_;
  EquallyLoud mine_;
};

}  // namespace reamp
