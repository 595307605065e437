// The push-pull stage frame by frame, and its point of rest.
#include "sim/power_amp.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sim/triode.h"

namespace reamp::sim {

namespace {

constexpr double kKneeShare = 2.0 / std::numbers::pi;

// The plate's current far above the knee, for the volts between grid and cathode.
double far_a(const Pentode& tube, double grid_v, double screen_v) {
  const double drive_v = screen_v * soft_ramp(1.0 / tube.mu + grid_v / screen_v, tube.kp);
  return std::numbers::pi * std::pow(drive_v, tube.exponent) / tube.kg1;
}

Curves<2> tube_curves(const PowerStage& parts, double grid_ohm) {
  const Triode grid{.grid_perveance = parts.tube.grid_perveance};
  return {-120.0, 60.0, 1.0 / 16.0, [&](double open_v) {
            const double grid_v = root_of([&](double v) { return v + grid_ohm * grid_current_a(grid, v) - open_v; },
                                          std::min(open_v, 0.0) - 1.0, open_v);
            return Curves<2>::Values{far_a(parts.tube, grid_v, parts.supply_v), grid_current_a(grid, grid_v)};
          }};
}

// s = r 2 / pi atan((1 - |s|) / knee), odd in r.
Curves<1> knee_curve(double knee) {
  return {-8.0, 8.0, 1.0 / 64.0, [&](double r) {
            const double size = std::abs(r);
            const double s =
                root_of([&](double v) { return v - size * kKneeShare * std::atan((1.0 - v) / knee); }, 0.0, 1.0);
            return Curves<1>::Values{std::copysign(s, r)};
          }};
}

Circuit coupling(const PowerStage& parts) {
  using enum Part::Kind;
  return {
      {{kCapacitor, 1, 2, parts.coupling_f}, {kResistor, 2, 0, parts.leak_ohm}, {kResistor, 2, 3, parts.stopper_ohm}},
      3};
}

}  // namespace

PowerAmp::PowerAmp(const PowerStage& parts, double driven_ohm, double other_ohm, double rate_hz, int frames)
    : parts_(parts),
      frame_s_(frames / rate_hz),
      frames_(frames),
      driven_{Network(coupling(parts), driven_ohm, rate_hz)},
      other_{Network(coupling(parts), other_ohm, rate_hz)},
      tube_(tube_curves(parts, driven_.coupling.output_ohm())),
      knee_(knee_curve(parts.tube.kvb_v / parts.supply_v)),
      load_(parts, rate_hz),
      load_s_(1.0 / load_.ohm()),
      grid_share_(-std::expm1(-1.0 / (rate_hz * driven_.coupling.output_ohm() * parts.grid_f))),
      winding_share_(-std::expm1(-1.0 / (rate_hz * load_.ohm() * 4.0 * parts.winding_f))),
      leakage_share_(-std::expm1(-2.0 * std::numbers::pi * parts.leakage_hz / rate_hz)),
      line_out_(2.0 * std::sqrt(parts.nominal_ohm / parts.plate_to_plate_ohm) * parts.line_out) {
  // At rest the supply delivers the current of tubes and screens
  idle_knee_ = kKneeShare * std::atan(parts.supply_v / parts.tube.kvb_v);
  const double supply_ohm = parts.supply_ohm * (1.0 + parts.screen_share);
  const double idle_a = root_of(
      [&](double a) {
        const double screen_v = parts.supply_v - (supply_ohm + parts.screen_ohm * parts.screen_share) * a;
        return a - 2.0 * idle_knee_ * far_a(parts.tube, parts.bias_v, std::max(1.0, screen_v));
      },
      0.0, parts.supply_v / supply_ohm);
  rest_supply_v_ = parts.supply_v - supply_ohm * idle_a;
  rest_screen_v_ = rest_supply_v_ - parts.screen_ohm * parts.screen_share * idle_a;
  reset();
}

void PowerAmp::reset() noexcept {
  supply_v_ = rest_supply_v_;
  screen_v_ = rest_screen_v_;
  scale_to_supply();
  for (Side* side : {&driven_, &other_}) {
    side->coupling.reset();
    side->grid_v = 0.0;
    side->grid_a.reset(0.0);
    side->place = tube_.at(parts_.bias_v * grid_scale_);
  }
  rest_grid_a_ = tube_.value(parts_.bias_v * grid_scale_)[1];
  load_.reset();
  knee_place_ = knee_.at(0.0);
  drawn_a_ = pulled_v_ = out_v_ = 0.0;
}

// Koren's drive is the screen's volts times a function of grid over screen.
void PowerAmp::scale_to_supply() noexcept {
  per_supply_v_ = 1.0 / supply_v_;
  grid_scale_ = parts_.supply_v / screen_v_;
  current_scale_ = std::pow(screen_v_ / parts_.supply_v, parts_.tube.exponent);
}

double PowerAmp::plate_a(Side& side, double source_v) noexcept {
  side.grid_v += grid_share_ * (side.coupling.open_v(source_v) - side.grid_v);
  const auto [far_a, grid_a] = tube_.mean(side.place, (parts_.bias_v + side.grid_v) * grid_scale_);
  side.grid_a.put(grid_a - rest_grid_a_);
  side.coupling.advance(source_v, side.grid_a.late());
  return far_a * current_scale_;
}

double PowerAmp::step(double driven_v, double other_v) noexcept {
  const double pull_a = plate_a(driven_, driven_v), push_a = plate_a(other_, other_v);
  const double history_v = load_.history_v();
  pulled_v_ += winding_share_ * (load_.ohm() * (pull_a - push_a) - pulled_v_);
  const double v = supply_v_ * knee_.mean(knee_place_, (history_v + pulled_v_) * per_supply_v_)[0];
  drawn_a_ += std::abs(v - history_v) * load_s_ + 2.0 * idle_knee_ * std::min(pull_a, push_a);
  load_.advance(v);
  out_v_ += leakage_share_ * (line_out_ * v - out_v_);
  return out_v_;
}

void PowerAmp::settle() noexcept {
  const double mean_a = drawn_a_ / frames_, screen_a = parts_.screen_share * mean_a;
  drawn_a_ = 0.0;
  // A capacitor charged through a resistance, by the implicit rule, which is stable for any parts
  const auto charged_v = [&](double v, double from_v, double ohm, double farad, double taken_a) {
    const double share = frame_s_ / (ohm * farad);
    return std::max(1.0, (v + share * (from_v - ohm * taken_a)) / (1.0 + share));
  };
  supply_v_ = charged_v(supply_v_, parts_.supply_v, parts_.supply_ohm, parts_.reservoir_f, mean_a + screen_a);
  screen_v_ = charged_v(screen_v_, supply_v_, parts_.screen_ohm, parts_.screen_f, screen_a);
  scale_to_supply();
}

}  // namespace reamp::sim
