// Models in series, each after its gain, at their own sample rates inside the host's.
#include "rig/model_chain.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "dsp/ramp.h"
#include "kernels/tile.h"

namespace reamp {
namespace {

constexpr double kDefaultRateHz = 48000.0;  // for a file that states none
constexpr double kSettleAtMostS = 0.25;     // an LSTM's memory is infinite, but older input is inaudible

class LivePlayer final : public Player {
 public:
  explicit LivePlayer(const Model& model) : model_(model.clone()) {}
  void process(std::span<const float> in, std::span<float> out) override { model_->process(in, out); }
  Model* model() noexcept override { return model_.get(); }

 private:
  std::unique_ptr<Model> model_;
};

int rate_of(const ModelInfo& info) {
  return static_cast<int>(std::lround(info.sample_rate_hz.value_or(kDefaultRateHz)));
}

// Replaces NaN and infinity by silence, and counts them.
std::uint64_t mend(std::span<float> signal) noexcept {
  if (peak_of(signal) <= std::numeric_limits<float>::max()) return 0;
  std::uint64_t broken = 0;
  for (float& x : signal) {
    if (std::isfinite(x)) continue;
    x = 0.0f;
    ++broken;
  }
  return broken;
}

// Returns the peak.
float amplify(std::span<float> signal, float gain) noexcept {
  for (float& x : signal) x *= gain;
  return make_playable(signal);
}

}  // namespace

std::unique_ptr<Player> live_player(const Model& model, int) { return std::make_unique<LivePlayer>(model); }

ModelChain::ModelChain(std::span<const RigModel> models, double output_gain_db, int rate_hz, MakePlayer make_player,
                       int threads)
    : rate_hz_(rate_hz), output_gain_(static_cast<float>(db_to_ratio(output_gain_db))) {
  double memory_s = 0.0;
  for (const RigModel& model : models) {
    const ModelInfo info = model.model->info();
    const int model_hz = rate_of(info);
    if (runs_.empty() || runs_.back().rate_hz != model_hz) {
      runs_.push_back({model_hz, nullptr, {}});
      if (model_hz != rate_hz) runs_.back().bridge = std::make_unique<RateBridge>(rate_hz, model_hz, kTileFrames);
    }
    const auto gain = static_cast<float>(db_to_ratio(model.gain_db));
    if (&model == &models.front()) input_gain_ = gain;
    runs_.back().steps.push_back({gain, make_player(*model.model, threads)});
    memory_s += static_cast<double>(info.receptive_field_frames.value_or(info.prewarm_frames)) / model_hz;
  }
  for (const Run& run : runs_)
    if (run.bridge) at_model_rate_.resize(std::max(at_model_rate_.size(), run.bridge->model_frames_at_most()));
  piece_frames_.reserve(1);
  memory_s += static_cast<double>(latency_frames()) / rate_hz;
  settle_frames_ = frames_in(std::min(memory_s, kSettleAtMostS), rate_hz);
  tail_frames_ = frames_in(memory_s, rate_hz);
}

int ModelChain::latency_frames() const noexcept {
  int frames = 0;
  for (const Run& run : runs_) frames += run.bridge ? run.bridge->latency_frames() : 0;
  return frames;
}

void ModelChain::reset() {
  for (Run& run : runs_) {
    if (run.bridge) run.bridge = std::make_unique<RateBridge>(rate_hz_, run.rate_hz, kTileFrames);
    for (Step& step : run.steps)
      if (Model* model = step.player->model()) model->reset();
  }
}

void ModelChain::set_slim(std::size_t index, double slim) {
  for (Run& run : runs_) {
    if (index < run.steps.size()) {
      if (Model* model = run.steps[index].player->model()) model->set_slim(slim);
      return;
    }
    index -= run.steps.size();
  }
}

void ModelChain::process(std::span<const float> in, std::span<float> out, ModelMeters& meters) {
  if (in.data() != out.data()) std::copy(in.begin(), in.end(), out.begin());
  int first_model = 0;
  for (Run& run : runs_) {
    play(run, out, first_model, meters);
    first_model += static_cast<int>(run.steps.size());
  }
  amplify(out, output_gain_);
}

void ModelChain::play(Run& run, std::span<float> signal, int first_model, ModelMeters& meters) {
  if (!run.bridge) return play_steps(run, signal, first_model, meters);
  const std::size_t pieces = (signal.size() + kTileFrames - 1) / kTileFrames;
  at_model_rate_.resize(std::max(at_model_rate_.size(), pieces * run.bridge->model_frames_at_most()));
  piece_frames_.clear();
  std::size_t total = 0;
  for (std::size_t done = 0; done < signal.size(); done += kTileFrames) {
    const auto piece = signal.subspan(done, std::min<std::size_t>(kTileFrames, signal.size() - done));
    piece_frames_.push_back(run.bridge->model_frames(piece.size()));
    run.bridge->to_model(piece, {at_model_rate_.data() + total, piece_frames_.back()});
    total += piece_frames_.back();
  }
  play_steps(run, {at_model_rate_.data(), total}, first_model, meters);
  const float* from = at_model_rate_.data();
  for (std::size_t i = 0, done = 0; i < pieces; ++i, done += kTileFrames) {
    run.bridge->to_host({from, piece_frames_[i]},
                        signal.subspan(done, std::min<std::size_t>(kTileFrames, signal.size() - done)));
    from += piece_frames_[i];
  }
}

void ModelChain::play_steps(Run& run, std::span<float> signal, int first_model, ModelMeters& meters) {
  int model = first_model;
  for (Step& step : run.steps) {
    const float peak = amplify(signal, step.gain);
    if (static_cast<std::size_t>(model) < kMeteredModels) meters.peaks[static_cast<std::size_t>(model)].add(peak);
    step.player->process(signal, signal);
    if (const std::uint64_t broken = mend(signal)) {
      meters.broken_frames += broken;
      meters.broken_model = model;
    }
    ++model;
  }
}

}  // namespace reamp
