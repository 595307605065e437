// Guitar cabinets computed from a model of loudspeaker, box and microphone: 1x12, 2x12 and 4x12.
//
//   const reamp::ComputedCabinet* cabinet = reamp::find_computed_cabinet("4x12");
//   rig.set_cabinet(reamp::cabinet_taps(*cabinet, 48000));
//
// No cabinet was measured or copied: the figures are from typical data sheets, the formulas from textbooks;
// docs/rig.md lists both with their sources.
#pragma once

#include <complex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reamp {

// A resonance of the cone's break-up, which changes the response by `gain_db`.
struct ConeMode {
  double hz, q, gain_db;
};

// A loudspeaker: its Thiele-Small parameters, its modes, and the frequency where its cone stops radiating.
struct SpeakerDriver {
  double resonance_hz = 75.0, total_q = 0.65;
  double compliance_m3 = 0.045;  // the volume of air as compliant as its suspension (Vas)
  double radius_m = 0.1275;      // of a disc of the cone's area, 511 cm^2
  std::vector<ConeMode> modes{};
  double cone_hz = 4600.0;
};

// A cabinet and the microphone in front of its first driver.
struct ComputedCabinet {
  std::string name, description;
  SpeakerDriver driver{};
  std::optional<double> box_m3{};  // the closed volume behind each driver; none: an open back
  double microphone_m = 0.05;
  std::vector<double> edges_m{};   // distances of the baffle's edges
  std::vector<double> others_m{};  // distances of the other drivers from the first
  double around_m = 0.0;           // the path from the back of an open cabinet round to its front; 0: closed
};

// 1x12, 2x12, 4x12.
const std::vector<ComputedCabinet>& computed_cabinets();

// Null: there is no cabinet of that name.
const ComputedCabinet* find_computed_cabinet(std::string_view name);

// The impulse response, 0.1 s of minimum phase: the same sound at every rate. The cabinet does not change the loudness
// of a guitar, within the differences between guitars. [main thread; some milliseconds]
std::vector<float> cabinet_taps(const ComputedCabinet& cabinet, int rate_hz);

// The microphone's response to the volts at the drivers, relative to the pressure of one cone: the sum of all cones,
// each at its distance, minus the wave round an open back, minus the diffraction at the edges of the baffle, as a
// cardioid microphone picks it up.
std::complex<double> cabinet_response(const ComputedCabinet& cabinet, double frequency_hz);

// 2 J1(x) / x with x = ka sin(angle): the pressure of a piston off its axis, 1 on the axis.
double cone_directivity(double ka, double sine);

}  // namespace reamp
