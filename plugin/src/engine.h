// The plug-in without its host: a rig that plays, and all that changes it.
//
// Nothing here knows of a plug-in format; plugin.cpp is the one file that does.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "follower.h"
#include "input_tuner.h"
#include "loaded_rig.h"
#include "parameters.h"
#include "project.h"
#include "reamp/rig.h"

namespace reamp::plugin {

// Peaks are ratios, each the highest of the last 100 to 200 ms.
struct Peaks {
  float input = 0.0f, model = 0.0f;     // of the first rig
  std::array<float, 3> later_models{};  // those behind the first that play
  std::array<float, 2> output{};
  float gate_gain = 1.0f, limiter_gain = 1.0f;
  std::uint64_t clipped_frames = 0;
};

struct CabinetFacts {
  double gain_db = 0.0, pan = 0.0;
  bool is_bypassed = false;
};

// All that a panel shows but peaks and the values of parameters.
struct Facts {
  std::vector<ModelFacts> models{};      // of the whole chain, also what is bypassed or missing
  std::vector<std::string> cabinets{};   // paths, or names of computed cabinets
  std::vector<CabinetFacts> speakers{};  // the same, and how they play
  Source source{};
  std::optional<GainPlan> plan{};  // without trims; none: there is no model
  OutputMode output_mode = OutputMode::kNormalized;
  std::vector<std::string> problems{};
  std::string preset{};  // its path
  int rate_hz = 48000;
};

class Engine {
 public:
  Engine();
  ~Engine();

  // Any thread may read and write them. What they turn is heard with the next block; another oversampling is prepared
  // first, within a tenth of a second, and then faded in.
  Values& values() noexcept { return values_; }
  const Values& values() const noexcept { return values_; }

  // All but process() are for any threads but the audio thread, and wait for each other.

  // At this rate, at rest, with the interface that is remembered now. Not while process() runs.
  void start(int rate_hz);

  // Plays this file: a .nam, alone or with the cabinet that there is, or a preset (.toml). Another file is ignored. An
  // empty path takes the models away.
  void choose_model(const std::string& path);

  // Likewise for a .wav, or the name of a computed cabinet.
  void choose_cabinet(const std::string& path);

  // Changes the chain by hand (chain.h). What cannot be read changes nothing, and is a problem.
  void arrange(const std::function<void(Project&)>& change);

  // The path of the first model or cabinet; empty: there is none.
  std::string model() const;
  std::string cabinet() const;

  // The path of the preset that was chosen or saved last; empty: another model was chosen since.
  std::string preset() const;

  // Writes what plays as a preset. Throws SettingsError.
  void save_preset(const std::string& path);

  // What plays, with its knobs and files; and plays it again.
  Project moment() const;
  void play(Project moment);

  // A problem that is not of a file.
  void report(const std::string& problem);

  // What a host saves, and what it brings back. A text that cannot be read changes nothing, and is a problem.
  std::string project() const;
  void restore(const std::string& text);

  // What could not be read, one line each.
  std::vector<std::string> problems() const;

  // A number that changes with the facts, but for the output mode. [any thread; no lock]
  std::uint64_t facts_version() const noexcept { return facts_version_; }
  Facts facts() const;

  // As of the last block. [any thread; no lock]
  Peaks peaks() const noexcept;

  // Reads the settings of the user again, which this or another program has written.
  void read_settings();

  // Keeps the input level that was typed for this model of the chain, for all songs; none: forgets it. Throws
  // SettingsError.
  void keep_level(std::size_t model, std::optional<double> input_level_dbu);

  // How much later the output is than the input. [any thread; no lock]
  int latency_frames() const noexcept { return latency_frames_; }

  InputTuner& tuner() noexcept { return tuner_; }

  // One block of any length, in place or not. [audio thread; no allocation, lock, I/O, exception]
  void process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept;

 private:
  // A rig, and what the audio thread must know of it.
  struct Playing {
    Playing(int rate_hz, RigMode mode, OutputMode chain_output)
        : rig(rate_hz, mode), mode(mode), chain_output(chain_output) {}

    ~Playing() { delete second.load(); }

    Rig rig;
    const RigMode mode;
    const OutputMode chain_output;                   // whose gain the chain has; of another, a knob carries the rest
    std::array<std::atomic<double>, 3> output_db{};  // for each OutputMode
    std::atomic<bool> has_played{false};
    std::atomic<Rig*> second{nullptr};  // of the right channel, where both have a guitar
    Playing* next = nullptr;            // of those that have played
  };

  enum class IfBroken { kKeepOld, kPlayTheRest };

  // All behind changing_.
  // Plays another project; returns false where what played before is kept.
  bool change(Project project, IfBroken if_broken);
  void publish();
  void set_chain(Playing& playing);
  std::vector<ModelFacts> chain_facts() const;
  std::vector<CabinetFacts> speaker_facts() const;
  void free_past();
  void fail(std::vector<std::string> problems);
  std::vector<std::string> all_problems() const;
  Project with_values() const;
  void keep_peaks(Rig* second) noexcept;

  // Plays at the oversampling that the values have now. [the follower's thread]
  void follow_oversampling();

  void process_piece(const float* const* inputs, float* const* outputs, std::size_t frames, Rig* second) noexcept;

  Values values_;
  InputTuner tuner_;
  std::atomic<int> latency_frames_{0}, oversampling_{1};
  std::atomic<std::uint64_t> facts_version_{0};
  struct {
    std::array<std::atomic<float>, 3> later_models{};
    std::atomic<float> input{0.0f}, model{0.0f}, left{0.0f}, right{0.0f}, gate_gain{1.0f}, limiter_gain{1.0f};
    std::atomic<std::uint64_t> clipped_frames{0};
  } peaks_;

  mutable std::mutex changing_;
  int rate_hz_ = 48000;
  Project project_;
  std::string preset_;
  Source source_;
  std::unique_ptr<LoadedRig> loaded_;
  std::vector<std::string> problems_;        // beyond those of loaded_
  std::vector<std::string> chain_problems_;  // of the chain at the present rate

  // The rig that plays belongs to the audio thread; one that shall play waits in next_, those that have are in past_.
  Playing* playing_ = nullptr;
  std::atomic<Playing*> next_{nullptr}, past_{nullptr};
  Playing* newest_ = nullptr;  // which of them is changed

  // Of the audio thread.
  std::array<std::vector<float>, 2> dry_;  // the input, for the bypass; a power of two
  std::size_t dry_at_ = 0;
  float wet_ = 1.0f;  // share of the rig's sound

  Follower follower_{[this] { follow_oversampling(); }};  // the last member: it begins when the others are there
};

}  // namespace reamp::plugin
