// A half-band low-pass that doubles or halves the rate: two branches of all-passes that run at the lower rate.
#pragma once

#include <array>
#include <span>

namespace reamp::sim {

// The coefficients of an elliptic half-band filter: Valenzuela and Constantinides, "Digital signal processing schemes
// for efficient interpolation and decimation", IEE Proceedings 130 G 6, 1983. transition: its width as a share of the
// higher rate, centred on a quarter of it. More coefficients attenuate more; the ripple of the passband follows from
// the stopband: 10 log10(1 - 10^(-stop_db / 10)).
void design_half_band(double transition, std::span<double> coefficients);

// H(z) = (A0(z^2) + z^-1 A1(z^2)) / 2; the all-passes (a + z^-2) / (1 + a z^-2) belong to A0 and A1 in turn.
template <int kSections>
class HalfBand {
 public:
  explicit HalfBand(double transition) { design_half_band(transition, a_); }

  // Turns one frame into two. [audio thread]
  void up(double in, double& first, double& second) noexcept {
    first = branch(in, 0);
    second = branch(in, 1);
  }

  // Turns two frames into one. [audio thread]
  double down(double first, double second) noexcept { return 0.5 * (branch(second, 0) + branch(first, 1)); }

  void reset() noexcept { in1_ = out1_ = {}; }

 private:
  double branch(double x, std::size_t parity) noexcept {
    for (std::size_t i = parity; i < kSections; i += 2) {
      const double y = a_[i] * (x - out1_[i]) + in1_[i];
      in1_[i] = x;
      x = out1_[i] = y;
    }
    return x;
  }

  std::array<double, kSections> a_{}, in1_{}, out1_{};
};

}  // namespace reamp::sim
