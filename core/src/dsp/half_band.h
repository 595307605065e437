// A half-band filter with linear phase, which doubles or halves the rate.
#pragma once

#include <span>

#include "kernels/kernels.h"
#include "kernels/tile.h"

namespace reamp {

// How far the filter reaches to either side, in frames of the lower rate, and the attenuation that its window is for.
struct HalfBandForm {
  int half_frames;
  double stop_db;
};

// What lies half way between two frames of the lower rate. Every other tap of a half-band filter is 0, except the one
// in the middle, and these are the rest.
class HalfBandTaps {
 public:
  HalfBandTaps(HalfBandForm form, double sum);

  const float* data() const noexcept { return taps_.data(); }
  int count() const noexcept { return count_; }

 private:
  int count_;
  AlignedBuffer taps_;
};

// The latest frames of a signal in a row.
class RecentFrames {
 public:
  explicit RecentFrames(int past);  // how many frames before the newest tile are kept

  // Returns where the new frames begin; the past lies before them. A tile at most. [audio thread]
  const float* push(const float* in, int frames) noexcept;

  void clear() noexcept;

 private:
  int past_, pushed_ = 0;
  AlignedBuffer frames_;
};

// Turns each frame into two.
class HalfBandUp {
 public:
  HalfBandUp(HalfBandForm form, const Kernels& kernels);

  int delay() const noexcept { return taps_.count() - 1; }  // in frames of the higher rate

  // A tile at most. even, odd: a tile each; written up to the next multiple of kMaxLanes. [audio thread]
  void process(const float* in, float* even, float* odd, int frames) noexcept;

  void clear() noexcept { recent_.clear(); }

 private:
  HalfBandTaps taps_;
  const Kernels& kernels_;
  RecentFrames recent_;
};

// Turns two frames into one.
class HalfBandDown {
 public:
  // Which of the two frames the filter's middle is on; at the even one it is a frame of the higher rate less late.
  enum class Middle { kEven, kOdd };

  HalfBandDown(HalfBandForm form, Middle middle, const Kernels& kernels);

  int delay() const noexcept;  // in frames of the higher rate

  // A tile at most. out: a tile; written up to the next multiple of kMaxLanes. [audio thread]
  void process(const float* even, const float* odd, float* out, int frames) noexcept;

  void clear() noexcept;

 private:
  HalfBandTaps taps_;
  Middle middle_;
  const Kernels& kernels_;
  RecentFrames even_, odd_;
};

}  // namespace reamp
