// The low-pass filter of the resamplers: a sinc under a Kaiser window.
#pragma once

#include <vector>

namespace reamp {

// A linear-phase filter between frames. Frequencies are in cycles per frame: 0.5 is the Nyquist frequency.
class WindowedSinc {
 public:
  // stop_db: the attenuation of the stop band, above 50 dB. half_frames: how far the filter reaches to either side.
  WindowedSinc(double cutoff, double stop_db, int half_frames);

  // The half_frames that a transition band of this width needs. Kaiser, 1974.
  static int half_frames(double transition, double stop_db) noexcept;

  // The 2 * half_frames taps around a position `fraction` of a frame after tap half_frames - 1. Their sum is 1.
  std::vector<double> taps(double fraction) const;

 private:
  double at(double distance_frames) const;

  double cutoff_, beta_;
  int half_frames_;
};

}  // namespace reamp
