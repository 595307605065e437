// A tuner: the pitch of one note to a fraction of a cent, and the note that it is near.
//
//   reamp::Tuner tuner(48000);
//   if (const auto reading = tuner.hear(samples)) show(note_name(reading->midi_note), reading->cents);
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reamp {

// From below the low B of a bass to the fifth-fret harmonic of the high E, and some more.
inline constexpr double kLowestPitchHz = 27.0, kHighestPitchHz = 1500.0;

// What a measurement needs: seven periods of the low B of a bass.
inline constexpr double kPitchS = 0.22;

// The frequency of the first partial of a note, and how clear it is: 1 is a periodic sound.
struct Pitch {
  double frequency_hz, clarity;
};

// The pitch of the last kPitchS of samples; none where they are shorter, silent or no note. The period comes from the
// normalized autocorrelation (McLeod and Wyvill, A smarter way to find pitch, 2005), the frequency of each partial from
// how far its phase turns between two windows, and the pitch from all partials of a stiff string,
// f_n = n f (1 + B n^2 / 2). [milliseconds; not the audio thread]
std::optional<Pitch> measure_pitch(std::span<const float> samples, int rate_hz);

// A note of equal temperament, and by how many cents, -50 to 50, the frequency is off it.
struct TunerReading {
  int midi_note;
  double cents, frequency_hz;
};

// reference_hz: the pitch of A4, the note 69.
TunerReading nearest_note(double frequency_hz, double reference_hz = 440.0);

// "E2", "A#4".
std::string note_name(int midi_note);

// Hears one input block by block, on any thread but the audio thread. It is accurate to a cent from 0.3 s after a
// string was plucked. A reading is held for a moment while the note is unclear.
class Tuner {
 public:
  explicit Tuner(int rate_hz, double reference_hz = 440.0) : rate_hz_(rate_hz), reference_hz_(reference_hz) {}

  // The note after more samples; none for silence and for no clear note.
  std::optional<TunerReading> hear(std::span<const float> samples);

  int rate_hz() const noexcept { return rate_hz_; }
  double reference_hz() const noexcept { return reference_hz_; }

 private:
  int rate_hz_;
  double reference_hz_;
  std::vector<float> heard_;
  std::size_t new_frames_ = 0;
  double since_clear_s_ = std::numeric_limits<double>::infinity();
  std::optional<TunerReading> reading_;
};

}  // namespace reamp
