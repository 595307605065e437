// Guitar cabinets computed from a model of loudspeaker, box and microphone.
#include "reamp/computed_cabinet.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "dsp/ramp.h"
#include "dsp/transform.h"
#include "loudness/k_weighting.h"

namespace reamp {
namespace {

using Complex = std::complex<double>;

constexpr double kLengthS = 0.1;  // the low resonance is below -100 dB by then
constexpr double kCabinetFadeS = 0.02;
constexpr double kSoundMS = 343.0;
constexpr double kFloor = 1e-7;  // of the highest response, so that its logarithm stays finite
constexpr double kPi = std::numbers::pi;

// std::hypot would need glibc 2.35, where all else of the core needs 2.34.
double diagonal_m(double across_m, double deep_m) { return std::sqrt(across_m * across_m + deep_m * deep_m); }

const SpeakerDriver kBritish{.modes = {{420.0, 0.8, -4.0},  // the surround, out of phase with the cone
                                       {1400.0, 2.0, 2.5},
                                       {2300.0, 2.5, 5.0},
                                       {3500.0, 2.5, 6.0}}};

const SpeakerDriver kAmerican{.resonance_hz = 95.0,
                              .total_q = 0.85,
                              .compliance_m3 = 0.04,
                              .modes = {{520.0, 0.7, -5.0}, {1800.0, 2.0, 3.0}, {2900.0, 2.5, 5.5}, {4200.0, 3.0, 5.0}},
                              .cone_hz = 5200.0};

Complex low_pass(double f, double hz, double q) {
  const Complex s(0.0, f / hz);
  return quotient(1.0, 1.0 + s / q + product(s, s));
}

Complex peak(double f, const ConeMode& mode) {
  const Complex s(0.0, f / mode.hz);
  const double gain = std::pow(10.0, mode.gain_db / 40.0);
  return quotient(1.0 + s * gain / mode.q + product(s, s), 1.0 + s / (gain * mode.q) + product(s, s));
}

// The pressure of a cone: the high-pass of driver and box, its modes, the low-pass above them.
Complex cone(const SpeakerDriver& driver, const std::optional<double>& box_m3, double f) {
  const double stiffer = box_m3 ? std::sqrt(1.0 + driver.compliance_m3 / *box_m3) : 1.0;
  const double box_hz = driver.resonance_hz * stiffer, box_q = driver.total_q * stiffer;
  Complex cone = -(f / box_hz) * (f / box_hz) * low_pass(f, box_hz, box_q);  // s^2 times the low-pass
  for (const ConeMode& mode : driver.modes) cone = product(cone, peak(f, mode));
  return product(cone, product(low_pass(f, driver.cone_hz, 1.1), low_pass(f, 1.25 * driver.cone_hz, 0.7)));
}

// The response of a dynamic stage microphone far from the source: presence, less bass, no air.
Complex capsule(double f) {
  const Complex jf(0.0, f);
  const Complex bass = product(quotient(jf, 120.0 + jf), quotient(jf, 40.0 + jf));
  return product(bass, product(peak(f, {5500.0, 1.2, 5.0}), low_pass(f, 13000.0, 0.7)));
}

// A cardioid's response to a spherical wave: half pressure, half its gradient (proximity).
Complex cardioid(double wave, double away_m, double cosine) {
  const Complex gradient(1.0, -1.0 / (std::max(wave, 1e-3) * away_m));  // stays finite at DC, which no cone radiates
  return 0.5 * (1.0 + gradient * cosine);
}

// k a for the radius of the part that moves as a whole, which shrinks with rising frequency.
double rigid_part(double wave, double radius_m) {
  const double ka = wave * radius_m;
  return ka / std::sqrt(1.0 + ka / 2.0 * (ka / 2.0));
}

Complex late(double wave, double way_m) { return std::polar(1.0, -wave * way_m); }

// The factor that keeps the K-weighted loudness of a guitar through the cabinet.
double loudness_gain(const ComputedCabinet& cabinet) {
  constexpr int kPoints = 1000;
  constexpr double kLowestHz = 60.0, kHighestHz = 10000.0;
  double before = 0.0, behind = 0.0;
  for (int i = 0; i < kPoints; ++i) {
    const double f = kLowestHz * std::pow(kHighestHz / kLowestHz, static_cast<double>(i) / (kPoints - 1));
    // Power per octave: a distorted guitar is flat from 100 Hz to 2 kHz and falls by 6 dB an octave above
    const double power =
        std::norm(k_response(f)) / (1.0 + std::pow(100.0 / f, 4.0)) / (1.0 + f / 2000.0 * (f / 2000.0));
    before += power;
    behind += power * std::norm(cabinet_response(cabinet, f));
  }
  return std::sqrt(before / behind);
}

// The impulse response of minimum phase with this magnitude, from its cepstrum. magnitude: bins 0 to size / 2.
std::vector<double> minimum_phase(const std::vector<double>& magnitude) {
  const std::size_t size = 2 * (magnitude.size() - 1);
  const double floor = kFloor * *std::max_element(magnitude.begin(), magnitude.end());
  Spectrum log_magnitude(size);
  for (std::size_t k = 0; k <= size / 2; ++k)
    log_magnitude[k] = log_magnitude[(size - k) % size] = std::log(std::max(magnitude[k], floor));
  std::vector<double> cepstrum = signal_of(std::move(log_magnitude));
  for (std::size_t n = 1; n < size / 2; ++n) cepstrum[n] *= 2.0;
  std::fill(cepstrum.begin() + static_cast<std::ptrdiff_t>(size / 2) + 1, cepstrum.end(), 0.0);
  Spectrum spectrum = spectrum_of(cepstrum, size);
  for (Complex& bin : spectrum) bin = std::exp(bin);
  return signal_of(std::move(spectrum));
}

}  // namespace

const std::vector<ComputedCabinet>& computed_cabinets() {
  static const std::vector<ComputedCabinet> cabinets{
      {.name = "1x12",
       .description = "a combo with an open back and one American driver",
       .driver = kAmerican,
       .microphone_m = 0.05,
       .edges_m = {0.22, 0.22, 0.25, 0.25},
       .around_m = 0.5},
      {.name = "2x12",
       .description = "a closed cabinet with two British drivers side by side",
       .driver = kBritish,
       .box_m3 = 0.03,
       .microphone_m = 0.04,
       .edges_m = {0.2, 0.2, 0.18, 0.52},
       .others_m = {0.34}},
      {.name = "4x12",
       .description = "a closed cabinet with four British drivers in a square",
       .driver = kBritish,
       .box_m3 = 0.04,
       .microphone_m = 0.03,
       .edges_m = {0.2, 0.5, 0.2, 0.5},
       .others_m = {0.32, 0.32, 0.45}}};
  return cabinets;
}

const ComputedCabinet* find_computed_cabinet(std::string_view name) {
  for (const ComputedCabinet& cabinet : computed_cabinets())
    if (cabinet.name == name) return &cabinet;
  return nullptr;
}

Complex cabinet_response(const ComputedCabinet& cabinet, double f) {
  const SpeakerDriver& driver = cabinet.driver;
  const double near_m = cabinet.microphone_m, wave = 2.0 * kPi * f / kSoundMS;
  // The pressure before a piston of radius a falls as if it came from (sqrt(r^2 + a^2) + r) / 2 behind
  const double source_m = (diagonal_m(near_m, driver.radius_m) + near_m) / 2.0;
  Complex heard = cardioid(wave, source_m, 1.0);
  for (const double apart_m : cabinet.others_m) {
    const double away_m = diagonal_m(apart_m, near_m);
    const double beam = cone_directivity(rigid_part(wave, driver.radius_m), apart_m / away_m);
    heard += source_m / away_m * beam * product(cardioid(wave, away_m, near_m / away_m), late(wave, away_m - near_m));
  }
  for (const double edge_m : cabinet.edges_m) {
    const double away_m = diagonal_m(edge_m, near_m), way_m = edge_m + away_m;
    // All edges together halve the pressure of the lowest notes far away
    const double share = 0.5 / static_cast<double>(cabinet.edges_m.size());
    heard -= share * source_m / way_m * product(cardioid(wave, away_m, near_m / away_m), late(wave, way_m - near_m));
  }
  if (const double around_m = cabinet.around_m; around_m > 0.0) {
    const Complex shadow = 1.0 / Complex(1.0, f / (kSoundMS / (2.0 * kPi * driver.radius_m)));
    const double edge_m = *std::min_element(cabinet.edges_m.begin(), cabinet.edges_m.end());
    const Complex pickup = cardioid(wave, around_m, near_m / diagonal_m(near_m, edge_m));
    heard -= source_m / around_m * shadow * pickup * late(wave, around_m);
  }
  return product(heard, product(cone(driver, cabinet.box_m3, f), capsule(f)));
}

double cone_directivity(double ka, double sine) {
  constexpr int kAngles = 10;  // half of Gauss-Chebyshev: (2 / pi) int sqrt(1 - t^2) cos(x t) dt
  double directivity = 0.0;
  for (int i = 1; i <= kAngles; ++i) {
    const double angle = kPi * i / (2.0 * kAngles + 1.0);
    directivity += std::cos(ka * sine * std::cos(angle)) * std::sin(angle) * std::sin(angle);
  }
  return directivity * (4.0 / (2.0 * kAngles + 1.0));
}

std::vector<float> cabinet_taps(const ComputedCabinet& cabinet, int rate_hz) {
  const auto size = std::bit_ceil(static_cast<std::size_t>(std::ceil(2.0 * kLengthS * rate_hz)));
  const double gain = loudness_gain(cabinet);
  std::vector<double> magnitude(size / 2 + 1);
  for (std::size_t k = 0; k < magnitude.size(); ++k)
    magnitude[k] =
        gain * std::abs(cabinet_response(cabinet, static_cast<double>(k) * rate_hz / static_cast<double>(size)));
  const std::vector<double> sound = minimum_phase(magnitude);
  std::vector<float> taps(static_cast<std::size_t>(std::nearbyint(kLengthS * rate_hz)));
  const auto fade = static_cast<std::size_t>(std::nearbyint(kCabinetFadeS * rate_hz));
  for (std::size_t t = 0; t < taps.size(); ++t) {
    const auto left = static_cast<double>(taps.size() - t), length = static_cast<double>(fade);
    const double faded = 0.5 + 0.5 * std::cos(kPi * (length - left + 1.0) / length);
    taps[t] = static_cast<float>(left > length ? sound[t] : sound[t] * faded);
  }
  return taps;
}

}  // namespace reamp
