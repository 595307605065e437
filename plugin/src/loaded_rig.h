// A rig whose files are read: what plays, at which levels, and what could not be read.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "project.h"
#include "reamp/impulse.h"
#include "reamp/interfaces.h"
#include "reamp/levels.h"
#include "reamp/model.h"
#include "reamp/wav.h"

namespace reamp::plugin {

// Where the guitar comes from: the interface that `reamp interface set` remembers, and its row of the table, which a
// level alone has not. problem: why it could not be read.
struct Source {
  SourceLevels levels{};
  std::string problem{};
  std::optional<RememberedInterface> kept{};
  std::optional<Interface> row{};

  bool operator==(const Source& other) const {
    return levels.full_scale_dbu == other.levels.full_scale_dbu && levels.raised_db == other.levels.raised_db &&
           problem == other.problem && has_same_name(other);
  }

 private:
  bool has_same_name(const Source& other) const {
    const auto name = [](const Source& source) { return source.kept ? source.kept->name : std::nullopt; };
    return kept.has_value() == other.kept.has_value() && name(*this) == name(other);
  }
};

Source remembered_source();

// Where a model's input level comes from.
enum class LevelOrigin { kUnknown, kFile, kEstimated, kTyped, kByEar, kPreset };

// What is known of a model of the chain.
struct ModelFacts {
  std::string path{}, name{};  // name: that of the file, without its ending
  std::string architecture{};
  std::optional<double> input_level_dbu{}, output_level_dbu{};
  LevelOrigin origin = LevelOrigin::kUnknown;
  std::optional<double> rate_hz{}, slim{};
  bool is_bypassed = false, is_missing = false;  // is_missing: its file could not be read
  std::size_t place = 0;                         // in the project

  bool plays() const noexcept { return !is_bypassed && !is_missing; }

  bool operator==(const ModelFacts&) const = default;
};

// The gains of a plan for each OutputMode, without the trims.
struct Gains {
  std::vector<double> before_db{};  // each model
  std::array<double, 3> output_db{};
  bool is_calibrated = false;
};

class LoadedRig {
 public:
  // Reads what the project names, from the files in it or else from the disk, whose bytes it then keeps in the project.
  // What cannot be read is left out, and said in problems(). `before`: models of it are taken where the bytes are the
  // same. [main thread; tens of milliseconds]
  LoadedRig(Project& project, LoadedRig* before);

  const std::vector<std::string>& problems() const noexcept { return problems_; }

  Gains gains(const SourceLevels& source) const;

  // Without models there is no plan.
  std::optional<GainPlan> plan(const SourceLevels& source, OutputMode mode) const;
  std::vector<ModelFacts> model_facts() const;

  // The models of a rig at this rate, behind their gains; none that cannot be resampled to it.
  std::vector<RigModel> models(int rate_hz, const Gains& gains) const;

  // Both sides empty: there is no cabinet. The same as before where its files and the rate are. [tens of milliseconds
  // the first time]
  std::shared_ptr<const ImpulseResponse> cabinet(int rate_hz);

 private:
  struct Slot {
    std::shared_ptr<const KeptFile> file;
    std::optional<double> slim;
    std::shared_ptr<Model> model;
    std::string path{};
    LevelOrigin origin = LevelOrigin::kUnknown;
    ModelLevels levels{};
    bool is_bypassed = false;
    std::size_t place = 0;
  };
  struct Speaker {
    PresetCabinet preset;
    std::shared_ptr<const KeptFile> file;  // null: a computed cabinet
    WavSound sound;

    bool is_same(const Speaker& other) const {
      return preset == other.preset && !file == !other.file && (!file || file->bytes() == other.file->bytes());
    }
  };

  LevelOrigin origin_of(const ModelMetadata& metadata, std::string_view nam,
                        const std::optional<double>& level_dbu) const;
  void load_model(Project& project, std::size_t place, LoadedRig* before);
  void load_cabinet(Project& project, const PresetCabinet& wanted);
  std::shared_ptr<const KeptFile> file_of(Project& project, const std::string& path);

  ImpulseResponse make_cabinet(int rate_hz) const;

  RigMode mode_;
  std::vector<Slot> slots_;
  std::vector<KeptLevel> kept_;
  std::vector<ModelLevels> levels_;  // of those that are not bypassed
  std::vector<Speaker> speakers_;
  std::shared_ptr<const ImpulseResponse> cabinet_;  // of the speakers, at this rate
  int cabinet_rate_hz_ = 0;
  std::vector<std::string> problems_;
};

}  // namespace reamp::plugin
