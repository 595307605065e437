// Bass, middle and treble as in the official plugin: two shelves and a peak, flat at 5.
#pragma once

#include <array>
#include <span>

#include "rig/ramp.h"

namespace reamp {

// The filters of R. Bristow-Johnson's cookbook, computed as state-variable filters: those stay quiet and stable
// while their coefficients move.
class ToneStack {
 public:
  explicit ToneStack(double rate_hz) noexcept;

  void set(double bass, double middle, double treble) noexcept;    // begins with the next frame [audio thread]
  void start(double bass, double middle, double treble) noexcept;  // at once, before the first frame

  // Any number of frames, in place. [audio thread]
  void process(std::span<float> signal) noexcept;

 private:
  static constexpr std::size_t kBands = 3;

  struct Band {
    double a1 = 1.0, a2 = 0.0, a3 = 0.0;  // how the state moves
    double m0 = 1.0, m1 = 0.0, m2 = 0.0;  // what is heard of it
    double s1 = 0.0, s2 = 0.0;

    double next(double x) noexcept {
      const double v3 = x - s2;
      const double v1 = a1 * s1 + a2 * v3;
      const double v2 = s2 + (a2 * s1 + a3 * v3);
      s1 = 2.0 * v1 - s1;
      s2 = 2.0 * v2 - s2;
      return m0 * x + (m1 * v1 + m2 * v2);
    }
  };

  Band band_at(std::size_t index, double gain) const noexcept;
  void turn() noexcept;
  bool is_flat() const noexcept;

  std::array<double, kBands> tangents_;
  std::array<Ramp, kBands> gains_;
  std::array<Band, kBands> bands_;
};

}  // namespace reamp
