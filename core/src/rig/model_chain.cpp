// Models in series, each after its gain, at their own sample rates inside the host's.
#include "rig/model_chain.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "kernels/dispatch.h"
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

void check_oversampling(int factor) {
  if (std::ranges::find(kOversamplings, factor) == std::end(kOversamplings))
    throw std::invalid_argument("oversampling is 1, 2 or 4, got " + std::to_string(factor));
}

int rate_of(const ModelInfo& info) {
  return static_cast<int>(std::lround(info.sample_rate_hz.value_or(kDefaultRateHz)));
}

bool has_only_numbers(std::span<const float> signal) noexcept {
  return peak_of(signal) <= std::numeric_limits<float>::max();
}

// Replaces NaN and infinity by silence, and counts the frames that had one in any phase.
std::uint64_t mend(std::span<const std::span<float>> phases) noexcept {
  if (std::ranges::all_of(phases, has_only_numbers)) return 0;
  std::uint64_t broken = 0;
  for (std::size_t t = 0; t < phases[0].size(); ++t) {
    bool is_broken = false;
    for (const std::span<float> phase : phases) {
      if (std::isfinite(phase[t])) continue;
      phase[t] = 0.0f;
      is_broken = true;
    }
    broken += is_broken ? 1 : 0;
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

ModelChain::ModelChain(std::span<const RigModel> models, std::span<const double> output_gains_db, int rate_hz,
                       int oversampling, MakePlayer make_player, int threads)
    : rate_hz_(rate_hz), oversampling_(oversampling), output_gain_(1.0, frames_in(kRampS, rate_hz)) {
  check_oversampling(oversampling);
  if (output_gains_db.empty()) throw std::invalid_argument("a chain needs a gain after its last model");
  for (const double db : output_gains_db) output_gains_.push_back(db_to_ratio(db));
  double memory_s = 0.0;
  for (const RigModel& model : models) {
    const ModelInfo info = model.model->info();
    const int model_hz = rate_of(info);
    if (runs_.empty() || runs_.back().rate_hz != model_hz) {
      Run& run = runs_.emplace_back();
      run.rate_hz = model_hz;
      if (oversampling > 1) {
        run.phases = std::make_unique<PhaseBridge>(oversampling, best_kernel_set().infer);
        memory_s +=
            static_cast<double>(run.phases->latency_frames()) / model_hz;  // each filter remembers twice its delay
      }
      run.bridge = make_bridge(run);
    }
    const auto gain = static_cast<float>(db_to_ratio(model.gain_db));
    if (&model == &models.front()) input_gain_ = gain;
    Step& step = runs_.back().steps.emplace_back(Step{gain, {}});
    for (int phase = 0; phase < oversampling; ++phase) step.players.push_back(make_player(*model.model, threads));
    memory_s += static_cast<double>(info.receptive_field_frames.value_or(info.prewarm_frames)) / model_hz;
  }
  for (const Run& run : runs_) {
    const std::size_t at_most = run.bridge ? run.bridge->model_frames_at_most() : kTileFrames;
    if (run.bridge) at_model_rate_.resize(std::max(at_model_rate_.size(), at_most));
    if (run.phases) make_room_for_phases(at_most);
  }
  piece_frames_.reserve(1);
  memory_s += static_cast<double>(latency_frames()) / rate_hz;
  settle_frames_ = frames_in(std::min(memory_s, kSettleAtMostS), rate_hz);
  tail_frames_ = frames_in(memory_s, rate_hz);
}

// Of the models' rate there and back, and of the filters there.
std::unique_ptr<RateBridge> ModelChain::make_bridge(const Run& run) const {
  if (run.rate_hz == rate_hz_) return nullptr;
  const int delay_frames = run.phases ? run.phases->latency_frames() : 0;
  return std::make_unique<RateBridge>(rate_hz_, run.rate_hz, kTileFrames, delay_frames);
}

// The filters write whole vectors, and at most a tile at once.
void ModelChain::make_room_for_phases(std::size_t frames) {
  const std::size_t tiles = (frames + kTileFrames - 1) / kTileFrames;
  for (int phase = 0; phase < oversampling_; ++phase) {
    auto& signal = phases_[static_cast<std::size_t>(phase)];
    signal.resize(std::max(signal.size(), tiles * kTileFrames));
  }
}

int ModelChain::latency_frames() const noexcept {
  int frames = 0;
  for (const Run& run : runs_) {
    if (run.bridge)
      frames += run.bridge->latency_frames();
    else if (run.phases)
      frames += run.phases->latency_frames();
  }
  return frames;
}

void ModelChain::reset() {
  is_at_rest_ = true;
  for (Run& run : runs_) {
    run.bridge = make_bridge(run);
    if (run.phases) run.phases->clear();
    for (Step& step : run.steps)
      for (const auto& player : step.players)
        if (Model* model = player->model()) model->reset();
  }
}

// The phases change one after another, which takes some blocks: what they differ by meanwhile lies above what is heard.
void ModelChain::set_slim(std::size_t index, double slim) {
  for (Run& run : runs_) {
    if (index < run.steps.size()) {
      for (const auto& player : run.steps[index].players)
        if (Model* model = player->model()) model->set_slim(slim);
      return;
    }
    index -= run.steps.size();
  }
}

void ModelChain::choose_output(int output) noexcept {
  const auto last = static_cast<int>(output_gains_.size()) - 1;
  const double gain = output_gains_[static_cast<std::size_t>(std::clamp(output, 0, last))];
  is_at_rest_ ? output_gain_.jump(gain) : output_gain_.go(gain);
  is_at_rest_ = false;
}

void ModelChain::process(std::span<const float> in, std::span<float> out, ModelMeters& meters, int output) {
  choose_output(output);
  if (in.data() != out.data()) std::copy(in.begin(), in.end(), out.begin());
  int first_model = 0;
  for (Run& run : runs_) {
    play(run, out, first_model, meters);
    first_model += static_cast<int>(run.steps.size());
  }
  multiply(output_gain_, out, out);
  make_playable(out);
}

void ModelChain::play(Run& run, std::span<float> signal, int first_model, ModelMeters& meters) {
  if (!run.bridge) return play_at_model_rate(run, signal, first_model, meters);
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
  play_at_model_rate(run, {at_model_rate_.data(), total}, first_model, meters);
  const float* from = at_model_rate_.data();
  for (std::size_t i = 0, done = 0; i < pieces; ++i, done += kTileFrames) {
    run.bridge->to_host({from, piece_frames_[i]},
                        signal.subspan(done, std::min<std::size_t>(kTileFrames, signal.size() - done)));
    from += piece_frames_[i];
  }
}

void ModelChain::play_at_model_rate(Run& run, std::span<float> signal, int first_model, ModelMeters& meters) {
  if (!run.phases) return play_steps(run, {&signal, 1}, first_model, meters);
  make_room_for_phases(signal.size());
  std::array<std::span<float>, PhaseBridge::kMaxFactor> phases;
  const auto factor = static_cast<std::size_t>(oversampling_);
  for (std::size_t i = 0; i < factor; ++i) phases[i] = std::span(phases_[i]).first(signal.size());
  const auto for_each_tile = [&](auto f) {
    std::array<float*, PhaseBridge::kMaxFactor> tile{};
    for (std::size_t done = 0; done < signal.size(); done += kTileFrames) {
      for (std::size_t i = 0; i < factor; ++i) tile[i] = phases[i].data() + done;
      f(signal.subspan(done, std::min<std::size_t>(kTileFrames, signal.size() - done)), tile.data());
    }
  };
  for_each_tile([&](std::span<float> in, float* const* tile) { run.phases->split(in, tile); });
  play_steps(run, std::span(phases).first(factor), first_model, meters);
  for_each_tile([&](std::span<float> out, float* const* tile) { run.phases->join(tile, out); });
}

void ModelChain::play_steps(Run& run, Signals phases, int first_model, ModelMeters& meters) {
  int model = first_model;
  for (Step& step : run.steps) {
    float peak = 0.0f;
    for (const std::span<float> phase : phases) peak = std::max(peak, amplify(phase, step.gain));
    if (static_cast<std::size_t>(model) < kMeteredModels) meters.peaks[static_cast<std::size_t>(model)].add(peak);
    for (std::size_t i = 0; i < phases.size(); ++i) step.players[i]->process(phases[i], phases[i]);
    if (const std::uint64_t broken = mend(phases)) {
      meters.broken_frames += broken;
      meters.broken_model = model;
    }
    ++model;
  }
}

}  // namespace reamp
