// The files of a folder that can be chosen, and their order.
#pragma once

#include <string>
#include <vector>

#include "paths.h"

namespace reamp::plugin {

enum class FileKind { kModel, kCabinet };

struct FileEntry {
  std::string path{}, name{};  // name: as it is shown; below the folder, with the folders on the way
  bool is_folder = false;
  bool is_direct = false;  // in the folder itself
};

// A folder and what is below it, to a depth of 4 and 5000 entries. What cannot be read is left out.
class Folder {
 public:
  Folder() = default;
  Folder(std::string path, FileKind kind);

  const std::string& path() const noexcept { return path_; }

  // Folders first, then files, by name; of 10 and 9 the 9 comes first. A query is words, all of which are in the name;
  // without one, only what is in the folder itself.
  std::vector<const FileEntry*> find(const std::string& query) const;

  // The file `step` places on from this one in its own folder, round and round; empty: there is no other.
  std::string neighbour(const std::string& file, int step) const;

  // The paths of the files of the folder itself.
  std::vector<std::string> files() const;

  // From 1 among the files of the folder itself, and their number; 0: it is not there.
  std::pair<std::size_t, std::size_t> place(const std::string& file) const;

 private:
  std::string path_;
  std::vector<FileEntry> entries_;
};

// A pasted path as a file manager or a shell writes it: quotes, file://, ~ and spaces around it are taken away. Empty:
// it is no path.
std::string pasted_path(const std::string& text);

// All words of the query are in the text, whatever the case.
bool has_words(const std::string& text, const std::string& query);

}  // namespace reamp::plugin
