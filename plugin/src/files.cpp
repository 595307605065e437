// The files of a folder that can be chosen.
#include "files.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace reamp::plugin {
namespace {

namespace fs = std::filesystem;

constexpr int kDepth = 4;
constexpr std::size_t kMostEntries = 5000;

bool is_of(const fs::path& path, FileKind kind) {
  const std::string ending = lowered(as_text(path.extension()));
  return kind == FileKind::kModel ? ending == ".nam" || ending == ".toml" : ending == ".wav";
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// By letters whatever their case; a number by its value.
bool comes_before(const std::string& a, const std::string& b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const auto number = [](const std::string& text, std::size_t& at) {
        while (at < text.size() && text[at] == '0') ++at;
        const std::size_t start = at;
        while (at < text.size() && is_digit(text[at])) ++at;
        return text.substr(start, at - start);
      };
      const std::string first = number(a, i), second = number(b, j);
      if (first.size() != second.size()) return first.size() < second.size();
      if (first != second) return first < second;
      continue;
    }
    const int x = std::tolower(static_cast<unsigned char>(a[i])), y = std::tolower(static_cast<unsigned char>(b[j]));
    if (x != y) return x < y;
    ++i, ++j;
  }
  if ((i < a.size()) != (j < b.size())) return j < b.size();
  return a < b;
}

}  // namespace

Folder::Folder(std::string path, FileKind kind) : path_(std::move(path)) {
  const fs::path root = in_system(path_);
  std::error_code error;
  fs::recursive_directory_iterator walk(root, fs::directory_options::skip_permission_denied, error);
  for (std::size_t seen = 0; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    if (++seen > kMostEntries) break;
    std::error_code ignored;
    const fs::path& found = walk->path();
    const bool is_hidden = as_text(found.filename()).starts_with('.');
    const bool is_folder = walk->is_directory(ignored);
    if (is_folder && (is_hidden || walk.depth() + 1 >= kDepth)) walk.disable_recursion_pending();
    if (is_hidden || (!is_folder && (!is_of(found, kind) || !walk->is_regular_file(ignored)))) continue;
    entries_.push_back({.path = as_text(found),
                        .name = as_text(found.lexically_relative(root)),
                        .is_folder = is_folder,
                        .is_direct = walk.depth() == 0});
  }
  std::sort(entries_.begin(), entries_.end(), [](const FileEntry& a, const FileEntry& b) {
    return a.is_folder != b.is_folder ? a.is_folder : comes_before(a.name, b.name);
  });
}

std::vector<const FileEntry*> Folder::find(const std::string& query) const {
  std::vector<const FileEntry*> found;
  const bool is_all = query.find_first_not_of(' ') == std::string::npos;
  for (const FileEntry& entry : entries_)
    if (is_all ? entry.is_direct : has_words(entry.name, query)) found.push_back(&entry);
  return found;
}

std::vector<std::string> Folder::files() const {
  std::vector<std::string> paths;
  for (const FileEntry& entry : entries_)
    if (entry.is_direct && !entry.is_folder) paths.push_back(entry.path);
  return paths;
}

std::string Folder::neighbour(const std::string& file, int step) const {
  const std::vector<std::string> paths = files();
  const int count = static_cast<int>(paths.size());
  const int at = static_cast<int>(place(file).first) - 1;
  if (count == 0 || (count == 1 && at == 0)) return "";
  const int next = at < 0 ? (step > 0 ? 0 : count - 1) : ((at + step) % count + count) % count;
  return paths[static_cast<std::size_t>(next)];
}

std::pair<std::size_t, std::size_t> Folder::place(const std::string& file) const {
  const std::vector<std::string> paths = files();
  const auto found = std::find(paths.begin(), paths.end(), file);
  return {found == paths.end() ? 0 : static_cast<std::size_t>(found - paths.begin()) + 1, paths.size()};
}

std::string pasted_path(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\"'"), last = text.find_last_not_of(" \t\"'\r\n");
  if (first == std::string::npos) return "";
  std::string path = text.substr(first, last - first + 1);
  if (path.starts_with("file://")) {
    std::string decoded;
    for (std::size_t i = 7; i < path.size(); ++i) {
      if (path[i] == '%' && i + 2 < path.size() && std::isxdigit(static_cast<unsigned char>(path[i + 1])) &&
          std::isxdigit(static_cast<unsigned char>(path[i + 2]))) {
        decoded += static_cast<char>(std::stoi(path.substr(i + 1, 2), nullptr, 16));
        i += 2;
      } else {
        decoded += path[i];
      }
    }
    path = decoded;
  }
  if (path.starts_with("~/"))
    if (const char* home = std::getenv("HOME")) path = home + path.substr(1);
  const bool is_drive = path.size() > 2 && path[1] == ':' && (path[2] == '\\' || path[2] == '/');
  return path.starts_with('/') || path.starts_with("\\\\") || is_drive ? path : "";
}

bool has_words(const std::string& text, const std::string& query) {
  const std::string all = lowered(text);
  std::istringstream words(lowered(query));
  for (std::string word; words >> word;)
    if (all.find(word) == std::string::npos) return false;
  return true;
}

}  // namespace reamp::plugin
