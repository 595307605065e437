// Models in series, each after its gain, at their own sample rates inside the host's.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "dsp/peak.h"
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

  // Consecutive models of one rate share their resampling. [main thread]
  ModelChain(std::span<const RigModel> models, double output_gain_db, int rate_hz, MakePlayer make_player,
             int threads = 1);

  // in and out may be the same span. If the players do not allocate, this does not either, for at most a tile.
  void process(std::span<const float> in, std::span<float> out, ModelMeters& meters);

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
    std::unique_ptr<Player> player;
  };
  // Steps at one rate; without a bridge it is the host's.
  struct Run {
    int rate_hz;
    std::unique_ptr<RateBridge> bridge;
    std::vector<Step> steps;
  };

  void play(Run& run, std::span<float> signal, int first_model, ModelMeters& meters);
  void play_steps(Run& run, std::span<float> signal, int first_model, ModelMeters& meters);

  int rate_hz_;
  std::vector<Run> runs_;
  float input_gain_ = 1.0f, output_gain_;
  int settle_frames_ = 0, tail_frames_ = 0;
  std::vector<float> at_model_rate_;
  std::vector<std::size_t> piece_frames_;  // of at_model_rate_, for each tile of the host
};

// A clone of the model, for live playing.
std::unique_ptr<Player> live_player(const Model& model, int threads);

}  // namespace reamp
