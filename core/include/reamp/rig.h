// A guitar rig that plays block by block and can be changed while it plays.
//
//   reamp::Rig rig(48000);
//   rig.set_models(models, 2.6);                                   // while it plays, from another thread
//   rig.set_cabinet(taps);
//   rig.set({.gate = true, .gate_threshold_db = -70, .tone = {.bass = 6}});
//   rig.process(inputs, left, right);
//
// channel -> input gain -> gate listens -> models, a gain before each -> gate acts -> tone stack -> DC blocker
// -> cabinet -> output gain -> limiter. The official plugin has the DC blocker after the cabinet: both are linear,
// so the sound is the same, and before the cabinet there is only one channel.
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

// The knobs. Every change takes 20 ms, whatever the block size.
struct RigSettings {
  int channel = 0;             // of the input, from 0; silence if it does not exist
  double input_gain_db = 0.0;  // added to the gain before the first model
  bool gate = false;
  double gate_threshold_db = -80.0;  // of the level into the first model
  Tone tone;
  int output = 0;               // which of the gains after the last model, from 0; a chain with fewer plays its last
  double output_gain_db = 0.0;  // added to the gain after the last model
  bool limiter = true;          // holds the output below -0.1 dBFS

  bool operator==(const RigSettings&) const = default;
};

// How many times its own rate a model can be run at. The same network then plays on every 2nd or 4th frame, at
// about 2 or 4 times its cost: of what it distorts, less comes back as a tone that was not played.
inline constexpr std::array kOversamplings = {1, 2, 4};

struct RigModel {
  const Model* model;
  double gain_db = 0.0;  // before the model
};

inline constexpr std::size_t kMeteredModels = 8;

// Peaks are ratios, each the highest of the last 100 to 200 ms; counts are since the first frame.
struct RigMeters {
  float input_peak = 0.0f;                          // of the chosen channel, before any gain
  std::array<float, kMeteredModels> model_peaks{};  // at the input of each of the first models
  std::array<float, 2> output_peaks{};              // left, right
  float gate_gain = 1.0f;                           // at present
  float limiter_gain = 1.0f;                        // the lowest of the last 100 to 200 ms; 1: not limiting
  std::uint64_t frames = 0;
  std::uint64_t clipped_frames = 0;  // of the chosen channel, at full scale before any gain
  std::uint64_t limited_frames = 0;
  std::uint64_t broken_frames = 0;  // silenced because a model's output was NaN or infinite
  int broken_model = -1;            // index of the last model that did so, among those that play now
  bool is_changing = false;         // other models or another cabinet are being faded in, or are waiting for it
};

// Starts at rest, and is at rest again after reset(). Another sample rate needs another rig.
class Rig {
 public:
  explicit Rig(int rate_hz, RigMode mode = RigMode::kPlayer);
  ~Rig();

  // All but process() are for one thread at a time that is not the audio thread.

  // Turns the knobs; before the first frame the change is immediate. The audio thread may call it instead, if no other
  // thread does.
  void set(const RigSettings& settings);

  // Plays clones of these models from now on, and a gain after the last. The new chain first runs silently until it
  // has settled, 250 ms at most, then the old chain is faded into it over 50 ms. No models: the guitar as it is.
  // Throws std::invalid_argument for an oversampling that is none of kOversamplings.
  void set_models(std::span<const RigModel> models, double output_gain_db = 0.0, int oversampling = 1);

  // The same with several gains after the last model, one at least, of which RigSettings::output chooses one.
  void set_models(std::span<const RigModel> models, std::span<const double> output_gains_db, int oversampling = 1);

  // Plays the model at `index` of the chain set last, from 0, at another size: at once and without a second chain, for
  // a processor that is too slow; set_models fades instead. No effect for a missing model or one with a single size.
  void set_slim(std::size_t index, double slim);

  // Plays this impulse response from now on; it is at the rig's rate and includes its gain. A right one makes the
  // output stereo; an empty left one is no cabinet. The input is faded over 50 ms from the old one, which rings out.
  void set_cabinet(std::span<const float> left, std::span<const float> right = {});

  // Frees models and cabinets that no longer play; setting the next ones does so too.
  void free_retired();

  // As of the last block.
  RigMeters meters();

  // The delay of the output: that of resampling and oversampling for the models set last.
  int latency_frames() const noexcept;

  // How long the output continues after the input has become silent, until the sound has decayed by 100 dB or has left
  // every memory: the latency, the receptive fields of the models set last (half a second for an LSTM), the impulse
  // responses set last, the DC blocker.
  int tail_frames() const noexcept;

  // Goes back to rest, like a new rig with the knobs, models and cabinet set last; meters start at 0 again. Not while
  // process() runs.
  void reset();

  // Processes one block of any length. inputs: a pointer for each channel of the interface, to left.size() frames each;
  // left and right may be among them. right: as long as left; if it is empty, left gets the mean of both.
  // [audio thread; no allocation, lock, I/O, exception]
  void process(std::span<const float* const> inputs, std::span<float> left, std::span<float> right) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reamp
