// Derives the load's recursion from its parts.
#include "sim/load.h"

#include <numbers>

namespace reamp::sim {

namespace {

// Each inductance and capacitance is a conductance in parallel with a current, its history.
struct Parts {
  Parts(const PowerStage& stage, double rate_hz) {
    const Speaker& speaker = stage.speaker;
    const double half =
        0.25 * stage.plate_to_plate_ohm / stage.nominal_ohm;  // ohms at half the primary for one outside
    const double omega = 2.0 * std::numbers::pi * speaker.resonance_hz;
    const double spring_h = half * speaker.resonance_ohm / (omega * speaker.resonance_q);
    const double mass_f = speaker.resonance_q / (omega * half * speaker.resonance_ohm);
    coil_s = 0.5 / (rate_hz * half * speaker.coil_h);
    spring_s = 0.5 / (rate_hz * spring_h);
    mass_s = 2.0 * rate_hz * mass_f;
    primary_s = 0.5 / (rate_hz * 0.25 * stage.primary_h);
    coil_ohm = 1.0 / (1.0 / (half * speaker.eddy_ohm) + coil_s);
    cone_ohm = 1.0 / (1.0 / (half * speaker.resonance_ohm) + spring_s + mass_s);
    series_ohm = half * speaker.coil_ohm + coil_ohm + cone_ohm;
    ohm = 1.0 / (1.0 / series_ohm + primary_s + 4.0 / stage.plate_resistance_ohm);
  }

  // The volts of the speaker's history before its resistances.
  double series_v(const std::array<double, 4>& a) const { return (a[2] - a[1]) * cone_ohm - a[0] * coil_ohm; }
  double history_v(const std::array<double, 4>& a) const { return ohm * (series_v(a) / series_ohm - a[3]); }

  std::array<double, 4> next(const std::array<double, 4>& a, double v) const {
    const double speaker_a = (v - series_v(a)) / series_ohm;
    const double coil_v = (speaker_a - a[0]) * coil_ohm;
    const double cone_v = (speaker_a - a[1] + a[2]) * cone_ohm;
    return {a[0] + 2.0 * coil_s * coil_v, a[1] + 2.0 * spring_s * cone_v, 2.0 * mass_s * cone_v - a[2],
            a[3] + 2.0 * primary_s * v};
  }

  double coil_s, spring_s, mass_s, primary_s;
  double coil_ohm, cone_ohm, series_ohm, ohm;
};

}  // namespace

Load::Load(const PowerStage& stage, double rate_hz) {
  const Parts parts(stage, rate_hz);
  ohm_ = parts.ohm;
  from_v_ = parts.next({}, 1.0);
  history_of_v_ = parts.history_v(from_v_);
  for (std::size_t j = 0; j < state_.size(); ++j) {
    State unit{};
    unit[j] = 1.0;
    step_[j] = parts.next(unit, 0.0);
    history_of_[j] = parts.history_v(step_[j]);
  }
}

}  // namespace reamp::sim
