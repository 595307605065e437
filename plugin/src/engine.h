// The plug-in without its host: a rig that plays, and all that changes it.
//
// Nothing here knows of a plug-in format; plugin.cpp is the one file that does.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "input_tuner.h"
#include "loaded_rig.h"
#include "parameters.h"
#include "playback.h"
#include "project.h"

namespace reamp::plugin {

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

  // Any thread may read and write them. What they turn is heard with the next block, but for another oversampling: see
  // follow().
  Values& values() noexcept { return values_; }
  const Values& values() const noexcept { return values_; }

  // All but process() are for any threads but the audio thread, and wait for each other.

  // At this rate, at rest, with the interface that is remembered now. Not while process() runs.
  void start(int rate_hz);

  // Prepares what the values ask for and a block cannot do: another oversampling, which is then faded in. To be called
  // every now and then while it plays.
  void follow();

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

  // Writes what plays as a preset; files that are only in the project are written into a folder beside it. Throws
  // SettingsError.
  void save_preset(const std::string& path);

  // 0: A, 1: B. B begins as what A is when it is first chosen. side(): [any thread; no lock]
  int side() const noexcept { return side_; }
  void choose_side(int side);

  // Both sides, with their knobs and files; and plays them again.
  Project moment() const;
  void play(Project moment);

  // A problem that is not of a file.
  void report(const std::string& problem);

  // What a host saves, and what it brings back. A text that cannot be read changes nothing, and is a problem; it is
  // what is saved until the rig is changed, so that a host that saves such a song does not lose it.
  std::string project() const;
  void restore(const std::string& text);

  // What could not be read, one line each.
  std::vector<std::string> problems() const;

  // A number that changes with the facts, but for the output mode. [any thread; no lock]
  std::uint64_t facts_version() const noexcept { return facts_version_; }
  Facts facts() const;

  // As of the last block. [any thread; no lock]
  Peaks peaks() const noexcept { return playback_.peaks(); }

  // Reads the settings of the user again, which this or another program has written.
  void read_settings();

  // Keeps the input level that was typed for this model of the chain, for all songs; none: forgets it. Throws
  // SettingsError.
  void keep_level(std::size_t model, std::optional<double> input_level_dbu);

  // How much later the output is than the input. [any thread; no lock]
  int latency_frames() const noexcept { return playback_.latency_frames(); }

  InputTuner& tuner() noexcept { return tuner_; }

  // One block of any length, in place or not. [audio thread; no allocation, lock, I/O, exception]
  void process(const float* const* inputs, float* const* outputs, std::size_t frames) noexcept;

 private:
  enum class IfBroken { kKeepOld, kPlayTheRest };

  // All behind changing_.
  // Plays another project; returns false where what played before is kept.
  bool change(Project project, IfBroken if_broken);
  void publish();
  std::vector<ModelFacts> chain_facts() const;
  std::vector<CabinetFacts> speaker_facts() const;
  void fail(std::vector<std::string> problems);
  std::vector<std::string> all_problems() const;
  Project with_values() const;
  void take_values(const Preset& preset);

  Values values_;
  Playback playback_{values_};
  InputTuner tuner_;
  std::atomic<std::uint64_t> facts_version_{0};
  std::atomic<int> side_{0};

  mutable std::mutex changing_;
  int rate_hz_ = 48000, oversampling_ = 1;
  Project project_;
  Source source_;
  std::unique_ptr<LoadedRig> loaded_;
  std::vector<std::string> problems_;        // beyond those of loaded_
  std::vector<std::string> chain_problems_;  // of the chain at the present rate
  std::string refused_, refused_problem_;    // the project that could not be read, and why; empty: there is none
};

}  // namespace reamp::plugin
