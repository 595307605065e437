// The knobs of the tone stack. Each knob is a value in Tone and a row in kToneBands that defines its filter.
#pragma once

namespace reamp {

// 0 to 10; at 5 a band is flat.
struct Tone {
  double bass = 5.0, middle = 5.0, treble = 5.0, presence = 5.0;

  bool operator==(const Tone&) const = default;
};

enum class ToneShape { kLowShelf, kPeak, kHighShelf };

// A filter of R. Bristow-Johnson's cookbook. A shelf has half its gain, in dB, at its frequency.
struct ToneBand {
  const char* name;
  double Tone::* knob;
  ToneShape shape;
  double frequency_hz;
  double db_per_unit;
};

// In the order in which they process. The first three are those of the official plugin.
inline constexpr ToneBand kToneBands[] = {
    {"bass", &Tone::bass, ToneShape::kLowShelf, 150.0, 4.0},
    {"middle", &Tone::middle, ToneShape::kPeak, 425.0, 3.0},
    {"treble", &Tone::treble, ToneShape::kHighShelf, 1800.0, 2.0},
    {"presence", &Tone::presence, ToneShape::kHighShelf, 3000.0, 1.2},
};

}  // namespace reamp
