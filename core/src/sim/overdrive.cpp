// The overdrive pedal: op-amp, rails, diodes with their capacitor, tone, volume.
#include <algorithm>
#include <cmath>

#include "reamp/sim.h"
#include "sim/curves.h"
#include "sim/oversampler.h"
#include "sim/rate.h"
#include "sim/triode.h"
#include "threads/denormals.h"

namespace reamp::sim {

namespace {

constexpr double kFineHz = 1.4e6;       // 32 times 44.1 kHz and more: diodes clip sharply, and a frame is cheap
constexpr double kThermalV = 25.85e-3;  // kT/q at 300 K
constexpr std::size_t kChunkFrames = 64;

// The volts of a capacitor after a resistor, by the trapezoidal rule.
class LowPass {
 public:
  LowPass(double ohm, double farad, double rate_hz) : k_(0.5 / (rate_hz * ohm * farad)), gain_(1.0 / (1.0 + k_)) {}

  double step(double v) noexcept {
    const double capacitor_v = gain_ * (half_way_v_ + k_ * v);
    half_way_v_ = capacitor_v + k_ * (v - capacitor_v);
    return capacitor_v;
  }

  void reset() noexcept { half_way_v_ = 0.0; }

 private:
  double k_, gain_, half_way_v_ = 0.0;
};

// The op-amp's output, limited to its rails: the mean over a frame, as in curves.h, in closed form.
class Rails {
 public:
  explicit Rails(double rail_v) noexcept : rail_v_(rail_v) {}

  double mean(double v) noexcept {
    const double last_v = last_v_, last_integral = integral_, change = v - last_v;
    const double inside_v = std::clamp(v, -rail_v_, rail_v_);
    last_v_ = v;
    integral_ = inside_v * (v - 0.5 * inside_v);
    if (std::abs(change) < 1e-6) return std::clamp(v - 0.5 * change, -rail_v_, rail_v_);
    return (integral_ - last_integral) / change;
  }

  void reset() noexcept { last_v_ = integral_ = 0.0; }

 private:
  double rail_v_, last_v_ = 0.0, integral_ = 0.0;
};

// C dv/dt = (u - v) / R - i(v), with i of both strings of diodes, by the trapezoidal rule. With k = T / (2 R C) the
// unknown side is q = (1 + k) v + k R i(v), for which v is looked up; the known side is then 2 v - q + 2 k u of the
// last frame.
class Clipper {
 public:
  Clipper(const OverdriveParts& parts, double rate_hz)
      : k_(0.5 / (rate_hz * parts.clipper_ohm * parts.clipper_f)), diodes_(table(parts, k_)) {}

  double step(double mean_u) noexcept {
    q_ = 2.0 * v_ - q_ + 2.0 * k_ * mean_u;
    v_ = diodes_.value(q_)[0];
    return v_;
  }

  void reset() noexcept { q_ = v_ = 0.0; }

 private:
  static Curves<1> table(const OverdriveParts& parts, double k) {
    const double leak_v = parts.clipper_ohm * parts.saturation_a;
    const double forward_v = parts.forward_diodes * parts.emission * kThermalV;
    const double reverse_v = parts.reverse_diodes * parts.emission * kThermalV;
    const auto q = [=](double v) {
      return (1.0 + k) * v + k * leak_v * (std::expm1(v / forward_v) - std::expm1(-v / reverse_v));
    };
    // The volts at which the resistor alone or the diodes alone carry the rail's current
    const auto largest_v = [&](double diodes_v) {
      return std::min(parts.rail_v, diodes_v * std::log1p(parts.rail_v / leak_v));
    };
    double v = -largest_v(reverse_v);
    const double low = q(v), high = q(largest_v(forward_v));
    return {low, high, (high - low) / 8192.0, [&, last_q = low](double wanted_q) mutable {
              // dv / dq is below 1
              v = root_of([&](double x) { return q(x) - wanted_q; }, v - 1e-9, v + (wanted_q - last_q) + 1e-9);
              last_q = wanted_q;
              return Curves<1>::Values{v};
            }};
  }

  double k_;
  Curves<1> diodes_;
  double q_ = 0.0, v_ = 0.0;
};

}  // namespace

struct Overdrive::State {
  State(const OverdriveParts& parts, double rate_hz)
      : oversampler(doublings_to(kFineHz, rate_hz)),
        fine(kChunkFrames * static_cast<std::size_t>(oversampler.factor())),
        gain_ratio(parts.above_ohm / parts.below_ohm),
        volume(parts.volume),
        input(parts.input_ohm, parts.input_f, rate_hz * oversampler.factor()),
        below(parts.below_ohm, parts.below_f, rate_hz * oversampler.factor()),
        above(parts.above_ohm, parts.above_f, rate_hz * oversampler.factor()),
        rails(parts.rail_v),
        clipper(parts, rate_hz * oversampler.factor()),
        tone(parts.tone_ohm, parts.tone_f, rate_hz * oversampler.factor()),
        output(parts.output_ohm, parts.output_f, rate_hz) {}

  void process_chunk(std::span<const double> in, std::span<double> out) noexcept {
    const auto frames = std::span(fine).first(in.size() * static_cast<std::size_t>(oversampler.factor()));
    oversampler.up(in, frames);
    for (double& v : frames) {
      // The current of the lower resistor makes volts across the upper one, which are added to the input's
      const double coupled_v = v - input.step(v);
      const double opamp_v = coupled_v + above.step(gain_ratio * (coupled_v - below.step(coupled_v)));
      v = tone.step(clipper.step(rails.mean(opamp_v)));
    }
    oversampler.down(frames, out);
    for (double& v : out) v = volume * (v - output.step(v));
  }

  void reset() noexcept {
    oversampler.reset();
    for (LowPass* part : {&input, &below, &above, &tone, &output}) part->reset();
    rails.reset();
    clipper.reset();
  }

  Oversampler oversampler;
  std::vector<double> fine;
  double gain_ratio, volume;
  LowPass input, below, above;
  Rails rails;
  Clipper clipper;
  LowPass tone, output;
};

Overdrive::Overdrive(const OverdriveParts& parts, double rate_hz) : state_(std::make_unique<State>(parts, rate_hz)) {}

Overdrive::~Overdrive() = default;

void Overdrive::process(std::span<const double> in, std::span<double> out) noexcept {
  const NoDenormals no_denormals;
  for (std::size_t done = 0; done < in.size(); done += kChunkFrames) {
    const std::size_t frames = std::min(kChunkFrames, in.size() - done);
    state_->process_chunk(in.subspan(done, frames), out.subspan(done, frames));
  }
}

void Overdrive::reset() noexcept { state_->reset(); }

}  // namespace reamp::sim
