// The note that a pitch is near, and how long it is shown.
#include "reamp/tuner.h"

#include <algorithm>
#include <cmath>

namespace reamp {
namespace {

constexpr const char* kNotes[] = {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
constexpr int kA4 = 69;
constexpr double kBetweenS = 0.04;  // between measurements
constexpr double kHeldS = 0.4;

}  // namespace

TunerReading nearest_note(double frequency_hz, double reference_hz) {
  const double number = kA4 + 12.0 * std::log2(frequency_hz / reference_hz);
  const double nearest = std::nearbyint(number);
  return {static_cast<int>(nearest), 100.0 * (number - nearest), frequency_hz};
}

std::string note_name(int midi_note) {
  const int in_octave = (midi_note % 12 + 12) % 12;
  return kNotes[in_octave] + std::to_string((midi_note - in_octave) / 12 - 1);
}

std::optional<TunerReading> Tuner::hear(std::span<const float> samples) {
  const auto kept = static_cast<std::size_t>(std::lround(kPitchS * rate_hz_)) + 1;
  heard_.insert(heard_.end(), samples.begin(), samples.end());
  if (heard_.size() > kept) heard_.erase(heard_.begin(), heard_.end() - static_cast<std::ptrdiff_t>(kept));
  new_frames_ += samples.size();
  if (static_cast<double>(new_frames_) < kBetweenS * rate_hz_) return reading_;
  const double passed_s = static_cast<double>(new_frames_) / rate_hz_;
  new_frames_ = 0;
  if (const auto pitch = measure_pitch(heard_, rate_hz_)) {
    since_clear_s_ = 0.0;
    reading_ = nearest_note(pitch->frequency_hz, reference_hz_);
  } else {
    since_clear_s_ += passed_s;
    if (since_clear_s_ > kHeldS) reading_.reset();
  }
  return reading_;
}

}  // namespace reamp
