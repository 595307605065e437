// What a host saves with a song: the rig, and the files it is made of, whole.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reamp/settings.h"

namespace reamp::plugin {

inline constexpr std::size_t kMaxFileBytes = std::size_t{1} << 27;  // of one file

// A file's bytes, and their compressed text, which is made once.
class KeptFile {
 public:
  explicit KeptFile(std::string bytes) : bytes_(std::move(bytes)) {}

  const std::string& bytes() const noexcept { return bytes_; }

  // [main thread; slow the first time]
  const std::string& text() const;

 private:
  const std::string bytes_;
  mutable std::string text_;
};

using Files = std::map<std::string, std::shared_ptr<const KeptFile>>;  // by path

// What is set up on one of the sides A and B. bypassed_...: for each model and cabinet; what is beyond the end plays.
struct Setup {
  Preset preset{};
  std::string preset_path{};  // what was chosen or saved last; empty: another model was chosen since. Not saved
  std::vector<bool> bypassed_models{}, bypassed_cabinets{};

  bool is_model_bypassed(std::size_t place) const { return place < bypassed_models.size() && bypassed_models[place]; }
  bool is_cabinet_bypassed(std::size_t place) const {
    return place < bypassed_cabinets.size() && bypassed_cabinets[place];
  }
};

struct Project {
  Setup setup{};                 // what plays
  Files files{};                 // of both sides
  int side = 0;                  // what `setup` is: 0: A, 1: B
  std::optional<Setup> other{};  // none: there is one side only
};

// One line that says what it is, a line for each file, and the rig as the text of a preset. The other side, where there
// is one, and what is bypassed make it a project of version 2, which the first plug-ins do not read.
std::string project_text(const Project& project);

// Whether both play the same, with the same knobs, on the same side.
bool is_same(const Project& a, const Project& b);

// Throws SettingsError for a text that is no project, one of a newer Reamp, and a damaged one.
Project parse_project(std::string_view text);

// None: there is no such file, or it is larger than kMaxFileBytes.
std::shared_ptr<const KeptFile> read_file(const std::string& path);

// The path of a file that has the bytes of this one of the project: itself, or one in `folder`, which is written where
// there is none yet, and which the project then has too. Throws SettingsError.
std::string file_on_disk(Project& project, const std::string& path, const std::string& folder);

}  // namespace reamp::plugin
