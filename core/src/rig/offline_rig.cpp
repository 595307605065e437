// A rig for files: the sound of reamp::Rig, bit for bit, with the models on several cores.
#include "reamp/offline_rig.h"

#include <vector>

#include "reamp/offline.h"
#include "rig/gate.h"
#include "rig/input_stage.h"
#include "rig/model_chain.h"
#include "rig/output_stage.h"
#include "threads/denormals.h"

namespace reamp {
namespace {

class OfflinePlayer final : public Player {
 public:
  OfflinePlayer(const Model& model, int threads) : model_(model, threads) {}
  void process(std::span<const float> in, std::span<float> out) override { model_.process(in, out); }
  Model* model() noexcept override { return nullptr; }

 private:
  OfflineModel model_;
};

std::unique_ptr<Player> offline_player(const Model& model, int threads) {
  return std::make_unique<OfflinePlayer>(model, threads);
}

}  // namespace

struct OfflineRig::State {
  State(int rate_hz, const RigParts& parts, int threads)
      : input(rate_hz),
        gate(rate_hz, parts.mode),
        models(parts.models, {&parts.models_output_gain_db, 1}, rate_hz, parts.oversampling, offline_player, threads),
        output(rate_hz) {
    input.start(parts.settings);
    gate.start(parts.settings.gate, parts.settings.gate_threshold_db);
    output.start(parts.settings);
    output.cabinet().publish(std::make_unique<Cabinet>(parts.cabinet_left, parts.cabinet_right));
  }

  InputStage input;
  Gate gate;
  ModelChain models;
  ModelMeters model_meters;
  OutputStage output;
  std::vector<float> signal, gains;
  float gate_gain = 1.0f;
  std::uint64_t frames = 0;
};

OfflineRig::OfflineRig(int rate_hz, const RigParts& parts, int threads)
    : state_(std::make_unique<State>(rate_hz, parts, threads)) {}
OfflineRig::~OfflineRig() = default;

void OfflineRig::process(std::span<const float> in, std::span<float> left, std::span<float> right) {
  const NoDenormals no_denormals;
  State& state = *state_;
  state.signal.resize(in.size());
  state.gains.resize(in.size());
  const float* const inputs[] = {in.data()};
  state.input.process(inputs, 0, state.signal);
  for (std::size_t i = 0; i < in.size(); ++i) state.gains[i] = state.signal[i] * state.models.input_gain();
  state.gate.process(state.gains, state.gains);
  state.models.process(state.signal, state.signal, state.model_meters);
  state.output.process(state.signal, state.gains, left, right);
  if (!in.empty()) state.gate_gain = state.gains.back();
  state.frames += in.size();
}

RigMeters OfflineRig::meters() const {
  RigMeters now;
  State& state = *state_;
  now.input_peak = state.input.peak().value();
  for (std::size_t i = 0; i < kMeteredModels; ++i) now.model_peaks[i] = state.model_meters.peaks[i].value();
  now.output_peaks = {state.output.left_peak().value(), state.output.right_peak().value()};
  now.gate_gain = state.gate_gain;
  now.frames = state.frames;
  now.limiter_gain = 1.0f - state.output.limiter().reduction().value();
  now.clipped_frames = state.input.clipped_frames();
  now.limited_frames = state.output.limiter().limited_frames();
  now.broken_frames = state.model_meters.broken_frames;
  now.broken_model = state.model_meters.broken_model;
  return now;
}

int OfflineRig::latency_frames() const noexcept { return state_->models.latency_frames(); }

}  // namespace reamp
