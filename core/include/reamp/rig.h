// A guitarist's chain, played block by block and changed while it plays.
//
//   reamp::Rig rig(48000);
//   rig.set_models(models, 2.6);                                   // while it plays, from another thread
//   rig.set_cabinet(taps);
//   rig.set({.gate = true, .gate_threshold_db = -70, .tone = {.bass = 6}});
//   rig.process(inputs, left, right);
//
// channel -> input gain -> gate listens -> models, a gain before each -> gate acts -> tone stack -> DC blocker
// -> cabinet -> output gain -> limiter. The official plugin has the DC blocker behind the cabinet: both are linear,
// so the sound is the same, and before the cabinet there is one channel to work on.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "reamp/model.h"
#include "reamp/tone.h"

namespace reamp {

// kCompatible: the gate of the official plugin, quirks included.
enum class RigMode { kPlayer, kCompatible };

// What a player turns. Every change takes 20 ms, whatever the blocks.
struct RigSettings {
  int channel = 0;             // of the input, from 0; silence where there is none
  double input_gain_db = 0.0;  // on top of the gain before the first model
  bool gate = false;
  double gate_threshold_db = -80.0;  // of the level into the first model
  Tone tone;
  double output_gain_db = 0.0;  // on top of the gain behind the last model
  bool limiter = true;          // holds the output below -0.1 dBFS

  bool operator==(const RigSettings&) const = default;
};

struct RigModel {
  const Model* model;
  double gain_db = 0.0;  // before it
};

inline constexpr std::size_t kMeteredModels = 8;

// Peaks are ratios, each the highest of the last 100 to 200 ms; counts are since the first frame.
struct RigMeters {
  float input_peak = 0.0f;                          // of the chosen channel, as the converter wrote it
  std::array<float, kMeteredModels> model_peaks{};  // into each of the first models
  std::array<float, 2> output_peaks{};              // left, right
  float gate_gain = 1.0f;                           // now
  float limiter_gain = 1.0f;                        // the lowest of the last 100 to 200 ms; 1: it does nothing
  std::uint64_t frames = 0;
  std::uint64_t clipped_frames = 0;  // of the chosen channel, at full scale before any gain
  std::uint64_t limited_frames = 0;
  std::uint64_t broken_frames = 0;  // at which a model answered with NaN or infinity; they are silent
  int broken_model = -1;            // the last that did, from 0, of the models that play now
  bool is_changing = false;         // other models or another cabinet are being faded in, or wait for it
};

// Begins at rest, and is at rest again after reset(). Another rate is another rig.
class Rig {
 public:
  explicit Rig(int rate_hz, RigMode mode = RigMode::kPlayer);
  ~Rig();

  // All but process() are for one thread at a time that is not the audio thread.

  // Turns the knobs; before the first frame, and for it, at once. The audio thread may do it instead, if no other does.
  void set(const RigSettings& settings);

  // Plays clones of these models from now on, and a gain behind the last. The new chain first listens unheard until
  // it has settled, 250 ms at most, then the old one is faded into it over 50 ms. None: the guitar as it is.
  void set_models(std::span<const RigModel> models, double output_gain_db = 0.0);

  // Plays the model at `index` of the chain set last, from 0, at another size: at once and with no second chain beside
  // it, for when time runs out; set_models fades instead. Of no effect where there is no such model or it has one size.
  void set_slim(std::size_t index, double slim);

  // Plays this impulse response from now on, at the rig's rate and gain included; a right one makes the output
  // stereo, none at all is no cabinet. The input is faded over 50 ms from the old one, which rings out.
  void set_cabinet(std::span<const float> left, std::span<const float> right = {});

  // Frees models and cabinets that no longer play; the next of their kind does so too.
  void free_retired();

  // As of the last block.
  RigMeters meters();

  // How much later the output is than the input: what resampling takes, of the models set last.
  int latency_frames() const noexcept;

  // For how long the output goes on when the input has become silent, until what it heard before is 100 dB down, or is
  // forgotten: the latency, the receptive fields of the models set last (an LSTM's half a second), the impulse
  // responses set last, the DC blocker.
  int tail_frames() const noexcept;

  // At rest again, as a new rig to which the knobs, the models and the cabinet set last were given; meters are back at
  // 0. Not while process() runs.
  void reset();

  // One block of any length. inputs: a pointer for each channel of the interface, to left.size() frames each; left
  // and right may be among them. right: as long as left, or empty, which plays the mean of both into left.
  // [audio thread; no allocation, lock, I/O, exception]
  void process(std::span<const float* const> inputs, std::span<float> left, std::span<float> right) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reamp
