// Models in series, each after its gain, at their own sample rates inside the host's.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "dsp/peak.h"
#include "dsp/phase_bridge.h"
#include "dsp/ramp.h"
#include "dsp/resampler.h"
#include "reamp/rig.h"

namespace reamp {

// Plays a model on one core or on several.
class Player {
 public:
  virtual ~Player() = default;
  // One block of any length; in and out may be the same span.
  virtual void process(std::span<const float> in, std::span<float> out) = 0;
  // The playing model, to set its size meanwhile; null if several models share the work.
  virtual Model* model() noexcept = 0;
};

// The meters at the models.
struct ModelMeters {
  std::array<PeakMeter, kMeteredModels> peaks;
  std::uint64_t broken_frames = 0;
  int broken_model = -1;
};

class ModelChain {
 public:
  using MakePlayer = std::unique_ptr<Player> (*)(const Model&, int threads);

  // Consecutive models of one rate share their resampling, also that to `oversampling` times their rate. Throws
  // std::invalid_argument without a gain after the last model. [main thread]
  ModelChain(std::span<const RigModel> models, std::span<const double> output_gains_db, int rate_hz, int oversampling,
             MakePlayer make_player, int threads = 1);

  // output: which gain follows the last model; the last for a larger number. in and out may be the same span. If the
  // players do not allocate, this does not either, for at most a tile.
  void process(std::span<const float> in, std::span<float> out, ModelMeters& meters, int output = 0);

  // Goes back to rest, if the players are models. Not while process() runs. [main thread]
  void reset();

  // Sets the size of the model at `index`, from 0, at once; no effect if there is none. process() may run
  // meanwhile. [main thread]
  void set_slim(std::size_t index, double slim);

  float input_gain() const noexcept { return input_gain_; }  // before the first model, a ratio
  int latency_frames() const noexcept;
  int settle_frames() const noexcept { return settle_frames_; }  // until earlier silence has no effect any more
  int tail_frames() const noexcept { return tail_frames_; }      // until earlier input has no effect any more

 private:
  struct Step {
    float gain;
    std::vector<std::unique_ptr<Player>> players;  // one for each phase of the oversampled signal
  };
  // Steps at one rate; without a rate bridge at the host's rate, without a phase bridge not oversampled.
  struct Run {
    int rate_hz;
    std::unique_ptr<RateBridge> bridge;
    std::unique_ptr<PhaseBridge> phases;
    std::vector<Step> steps;
  };
  using Signals = std::span<const std::span<float>>;  // of equal length: the phases of a signal

  std::unique_ptr<RateBridge> make_bridge(const Run& run) const;
  void make_room_for_phases(std::size_t frames);
  void choose_output(int output) noexcept;
  void play(Run& run, std::span<float> signal, int first_model, ModelMeters& meters);
  void play_at_model_rate(Run& run, std::span<float> signal, int first_model, ModelMeters& meters);
  void play_steps(Run& run, Signals phases, int first_model, ModelMeters& meters);

  int rate_hz_, oversampling_;
  std::vector<Run> runs_;
  float input_gain_ = 1.0f;
  std::vector<double> output_gains_;
  Ramp output_gain_;
  bool is_at_rest_ = true;  // no frame has been played
  int settle_frames_ = 0, tail_frames_ = 0;
  std::vector<float> at_model_rate_;
  std::array<std::vector<float>, PhaseBridge::kMaxFactor> phases_;
  std::vector<std::size_t> piece_frames_;  // of at_model_rate_, for each tile of the host
};

// A clone of the model, for live playing.
std::unique_ptr<Player> live_player(const Model& model, int threads);

}  // namespace reamp
