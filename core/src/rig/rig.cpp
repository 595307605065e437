// A guitarist's chain, played block by block and changed while it plays.
#include "reamp/rig.h"

#include <algorithm>
#include <atomic>

#include "kernels/tile.h"
#include "rig/gate.h"
#include "rig/input_stage.h"
#include "rig/model_slot.h"
#include "rig/output_stage.h"
#include "threads/cell.h"
#include "threads/denormals.h"

namespace reamp {
namespace {

constexpr double kMeterWindowS = 0.1;
constexpr double kDcBlockerS = 0.37;  // a step has decayed by 100 dB: 11.5 times 1 / (2 pi 5 Hz)

}  // namespace

struct Rig::State {
  State(int rate_hz_, RigMode mode_)
      : rate_hz(rate_hz_),
        mode(mode_),
        input(rate_hz),
        gate(rate_hz, mode),
        models(rate_hz),
        output(rate_hz),
        window_frames(frames_in(kMeterWindowS, rate_hz)) {}

  void reset();
  void turn_knobs() noexcept;
  std::size_t play(std::span<const float* const> inputs, std::size_t first, std::span<float> left,
                   std::span<float> right) noexcept;
  void end_window() noexcept;
  void publish_meters() noexcept;

  const int rate_hz;
  const RigMode mode;
  std::atomic<int> latency_frames{0}, models_tail_frames{0}, cabinet_tail_frames{0};
  Cell<RigSettings> settings{RigSettings()};
  Cell<RigMeters> meters{RigMeters()};

  // Of the audio thread, from here on.
  InputStage input;
  Gate gate;
  ModelSlot models;
  OutputStage output;
  RigSettings turned;  // the settings that the stages have
  float gate_gain = 1.0f;
  std::uint64_t frames = 0;
  int window_frames, frames_in_window = 0;
};

Rig::Rig(int rate_hz, RigMode mode) : state_(std::make_unique<State>(rate_hz, mode)) {}
Rig::~Rig() = default;

void Rig::set(const RigSettings& settings) { state_->settings.write(settings); }

void Rig::set_models(std::span<const RigModel> models, double output_gain_db, int oversampling) {
  set_models(models, {&output_gain_db, 1}, oversampling);
}

void Rig::set_models(std::span<const RigModel> models, std::span<const double> output_gains_db, int oversampling) {
  auto chain = std::make_unique<ModelChain>(models, output_gains_db, state_->rate_hz, oversampling, live_player);
  state_->latency_frames = chain->latency_frames();
  state_->models_tail_frames = chain->tail_frames();
  state_->models.publish(std::move(chain));
}

void Rig::set_slim(std::size_t index, double slim) {
  if (ModelChain* chain = state_->models.newest()) chain->set_slim(index, slim);
}

void Rig::set_cabinet(std::span<const float> left, std::span<const float> right) {
  auto cabinet = std::make_unique<Cabinet>(left, right);
  state_->cabinet_tail_frames = static_cast<int>(cabinet->tail_frames());
  state_->output.cabinet().publish(std::move(cabinet));
}

void Rig::free_retired() {
  state_->models.free_retired();
  state_->output.cabinet().free_retired();
}

RigMeters Rig::meters() { return state_->meters.read(); }

int Rig::latency_frames() const noexcept { return state_->latency_frames; }

int Rig::tail_frames() const noexcept {
  return state_->models_tail_frames + state_->cabinet_tail_frames + frames_in(kDcBlockerS, state_->rate_hz);
}

void Rig::reset() { state_->reset(); }

void Rig::process(std::span<const float* const> inputs, std::span<float> left, std::span<float> right) noexcept {
  const NoDenormals no_denormals;
  state_->turn_knobs();
  for (std::size_t first = 0; first < left.size();) first += state_->play(inputs, first, left, right);
  state_->publish_meters();
}

void Rig::State::reset() {
  input = InputStage(rate_hz);
  gate = Gate(rate_hz, mode);
  models.reset();
  output.reset();
  turned = {};
  gate_gain = 1.0f;
  frames = 0;
  frames_in_window = 0;
  meters.write(RigMeters());
}

void Rig::State::turn_knobs() noexcept {
  const RigSettings& wanted = settings.read();
  if (frames == 0) {
    input.start(wanted);
    gate.start(wanted.gate, wanted.gate_threshold_db);
    output.start(wanted);
  } else if (wanted != turned) {
    input.set(wanted);
    gate.set(wanted.gate, wanted.gate_threshold_db);
    output.set(wanted);
  }
  models.choose_output(wanted.output);
  turned = wanted;
}

// Plays a tile, or less if a change begins or ends in it; returns how many frames.
std::size_t Rig::State::play(std::span<const float* const> inputs, std::size_t first, std::span<float> left,
                             std::span<float> right) noexcept {
  const std::size_t count = models.prepare(std::min<std::size_t>(left.size() - first, kTileFrames));
  alignas(kAlignment) float guitar[kTileFrames], driven[kTileFrames], gains[kTileFrames], played[kTileFrames];
  input.process(inputs, first, {guitar, count});
  models.as_driven({guitar, count}, {driven, count});
  gate.process({driven, count}, {gains, count});
  models.process({guitar, count}, {played, count});
  output.process({played, count}, {gains, count}, left.subspan(first, count),
                 right.empty() ? right : right.subspan(first, count));
  gate_gain = gains[count - 1];
  frames += count;
  frames_in_window += static_cast<int>(count);
  if (frames_in_window >= window_frames) end_window();
  return count;
}

void Rig::State::end_window() noexcept {
  frames_in_window = 0;
  input.peak().end_window();
  output.left_peak().end_window();
  output.right_peak().end_window();
  output.limiter().reduction().end_window();
  for (PeakMeter& peak : models.meters().peaks) peak.end_window();
}

void Rig::State::publish_meters() noexcept {
  RigMeters now;
  now.input_peak = input.peak().value();
  for (std::size_t i = 0; i < kMeteredModels; ++i) now.model_peaks[i] = models.meters().peaks[i].value();
  now.output_peaks = {output.left_peak().value(), output.right_peak().value()};
  now.gate_gain = gate_gain;
  now.limiter_gain = 1.0f - output.limiter().reduction().value();
  now.frames = frames;
  now.clipped_frames = input.clipped_frames();
  now.limited_frames = output.limiter().limited_frames();
  now.broken_frames = models.meters().broken_frames;
  now.broken_model = models.meters().broken_model;
  now.is_changing = models.is_changing() || output.cabinet().is_changing();
  meters.write(now);
}

}  // namespace reamp
