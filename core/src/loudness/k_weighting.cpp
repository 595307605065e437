// K-weighting at any rate.
#include "loudness/k_weighting.h"

#include <cmath>
#include <numbers>

namespace reamp {
namespace {

constexpr int kPrintedRateHz = 48000;
constexpr double kShelfHz = 1681.974450955533, kShelfQ = 0.7071752369554196;
constexpr double kShelfDb = 3.999843853973347, kShelfBandExponent = 0.4996667741545416;
constexpr double kHighPassHz = 38.13547087602444, kHighPassQ = 0.5003270373238773;

// A corner, warped for the bilinear transform.
struct Corner {
  Corner(double corner_hz, double q, int rate_hz) {
    const double tangent = std::tan(std::numbers::pi * corner_hz / rate_hz);
    damping = tangent / q;
    square = tangent * tangent;
  }
  double damping, square;
};

Section section_of(double b0, double b1, double b2, const Corner& corner) {
  const double a0 = 1.0 + corner.damping + corner.square;
  return {b0 / a0, b1 / a0, b2 / a0, 2.0 * (corner.square - 1.0) / a0, (1.0 - corner.damping + corner.square) / a0};
}

}  // namespace

std::array<Section, 2> k_weighting(int rate_hz) {
  const double gain = std::pow(10.0, kShelfDb / 20.0), band_gain = std::pow(gain, kShelfBandExponent);
  const Corner shelf(kShelfHz, kShelfQ, rate_hz), high_pass(kHighPassHz, kHighPassQ, rate_hz);
  const Corner printed(kHighPassHz, kHighPassQ, kPrintedRateHz);
  const double high_gain = 1.0 + printed.damping + printed.square;
  return {section_of(gain + band_gain * shelf.damping + shelf.square, 2.0 * (shelf.square - gain),
                     gain - band_gain * shelf.damping + shelf.square, shelf),
          section_of(high_gain, -2.0 * high_gain, high_gain, high_pass)};
}

std::complex<double> k_response(double frequency_hz) {
  const auto z = std::polar(1.0, -2.0 * std::numbers::pi * frequency_hz / kPrintedRateHz);
  static const auto kSections = k_weighting(kPrintedRateHz);
  std::complex<double> response = 1.0;
  for (const auto& [b0, b1, b2, a1, a2] : kSections) response *= (b0 + z * (b1 + z * b2)) / (1.0 + z * (a1 + z * a2));
  return response;
}

}  // namespace reamp
