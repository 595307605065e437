// The chain of an amplifier, at sixteen times the sample rate.
#include <cmath>
#include <optional>
#include <stdexcept>

#include "sim/gain_stage.h"
#include "sim/inverter.h"
#include "sim/network.h"
#include "sim/oversampler.h"
#include "sim/power_amp.h"
#include "sim/rate.h"
#include "threads/denormals.h"

namespace reamp::sim {

namespace {

constexpr double kFineHz = 700e3;  // 16 times 44.1 kHz and more
constexpr double kNoLoadOhm = 1e12;
constexpr std::size_t kChunkFrames = 64;

// The load of a plate at mid frequencies.
double load_ohm(const Circuit& circuit) { return 1.0 / std::real(1.0 / input_ohm_at(circuit, 1000.0)); }

double load_ohm(const Stage& stage) { return stage.follower_ohm > 0.0 ? kNoLoadOhm : load_ohm(stage.after); }

}  // namespace

struct TubeAmp::State {
  // A triode and the network after its plate.
  struct Section {
    GainStage stage;
    Network after;
  };

  State(const AmpParts& parts, double rate_hz)
      : oversampler(doublings_to(kFineHz, rate_hz)),
        fine(kChunkFrames * static_cast<std::size_t>(oversampler.factor())) {
    const double fine_hz = rate_hz * oversampler.factor();
    double grid_ohm = parts.input_stopper_ohm;
    for (const Stage& stage : parts.stages) {
      const GainStage gain(stage, grid_ohm, load_ohm(stage), fine_hz);
      const Network after(stage.after, gain.output_ohm(), fine_hz);
      grid_ohm = after.output_ohm();
      sections.push_back({gain, after});
    }
    inverter.emplace(parts.inverter, grid_ohm, parts.power.leak_ohm, fine_hz);
    power.emplace(parts.power, inverter->output_ohm().driven, inverter->output_ohm().other, fine_hz,
                  oversampler.factor());
  }

  void process_chunk(std::span<const double> in, std::span<double> out) noexcept {
    const auto frames = std::span(fine).first(in.size() * static_cast<std::size_t>(oversampler.factor()));
    oversampler.up(in, frames);
    // Each network passes its open-circuit volts to the next grid, and gets the grid's current a few frames later
    for (std::size_t i = 0; i < sections.size(); ++i) {
      GainStage& stage = sections[i].stage;
      Network* before = i > 0 ? &sections[i - 1].after : nullptr;
      for (double& v : frames) v = through(before, stage, v);
    }
    const std::size_t factor = static_cast<std::size_t>(oversampler.factor());
    for (std::size_t t = 0; t < frames.size(); t += factor) {
      for (double& v : frames.subspan(t, factor)) v = power_step(v);
      power->settle();
    }
    oversampler.down(frames, out);
  }

  static double through(Network* before, GainStage& stage, double v) noexcept {
    if (!before) return stage.step(v);
    const double plate_v = stage.step(before->open_v(v));
    before->advance(v, stage.grid_a());
    return plate_v;
  }

  double power_step(double v) noexcept {
    Network& before = sections.back().after;
    const auto plates = inverter->step(before.open_v(v));
    before.advance(v, inverter->grid_a());
    return power->step(plates.driven, plates.other);
  }

  void reset() noexcept {
    oversampler.reset();
    for (Section& section : sections) {
      section.stage.reset();
      section.after.reset();
    }
    inverter->reset();
    power->reset();
  }

  Oversampler oversampler;
  std::vector<double> fine;
  std::vector<Section> sections;
  std::optional<Inverter> inverter;
  std::optional<PowerAmp> power;
};

TubeAmp::TubeAmp(const AmpParts& parts, double rate_hz) {
  if (parts.stages.empty()) throw std::invalid_argument("an amplifier has at least one stage");
  state_ = std::make_unique<State>(parts, rate_hz);
}

TubeAmp::~TubeAmp() = default;

void TubeAmp::process(std::span<const double> in, std::span<double> out) noexcept {
  const NoDenormals no_denormals;
  for (std::size_t done = 0; done < in.size(); done += kChunkFrames) {
    const std::size_t frames = std::min(kChunkFrames, in.size() - done);
    state_->process_chunk(in.subspan(done, frames), out.subspan(done, frames));
  }
}

void TubeAmp::reset() noexcept { state_->reset(); }

}  // namespace reamp::sim
