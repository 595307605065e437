// The bands of the tone stack, one after the other; flat at 5.
#pragma once

#include <array>
#include <iterator>
#include <span>

#include "dsp/dc_blocker.h"
#include "dsp/ramp.h"
#include "reamp/tone.h"

namespace reamp {

// The filters of R. Bristow-Johnson's cookbook, computed as state-variable filters, which stay quiet and stable while
// their coefficients change.
class ToneStack {
 public:
  explicit ToneStack(double rate_hz) noexcept;

  void set(const Tone& tone) noexcept;    // from the next frame [audio thread]
  void start(const Tone& tone) noexcept;  // at once, before the first frame

  // Any number of frames, in place, and also through the DC blocker that follows. In one loop the filters do not wait
  // for each other. [audio thread]
  void process(std::span<float> signal, DcBlocker& dc_blocker) noexcept;

 private:
  static constexpr std::size_t kBands = std::size(kToneBands);

  // The coefficients of the input x and the states s1 and s2 for the next state and the output.
  struct Band {
    double x_1 = 0.0, s1_1 = 0.0, s2_1 = 0.0;
    double x_2 = 0.0, s1_2 = 0.0, s2_2 = 0.0;
    double x_out = 1.0, s1_out = 0.0, s2_out = 0.0;
    double s1 = 0.0, s2 = 0.0;

    double next(double x) noexcept {
      const double y = x_out * x + (s1_out * s1 + s2_out * s2);
      const double next_s1 = s1_1 * s1 + (s2_1 * s2 + x_1 * x);
      s2 = s2_2 * s2 + (s1_2 * s1 + x_2 * x);
      s1 = next_s1;
      return y;
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
