// Parts of paths.
#include "paths.h"

#include <algorithm>

namespace reamp::plugin {

std::string name_of(const std::string& path) { return path.substr(path.find_last_of("/\\") + 1); }

std::string stem_of(const std::string& path) {
  const std::string name = name_of(path);
  const std::size_t dot = name.find_last_of('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string::npos ? "" : slash == 0 ? "/" : path.substr(0, slash);
}

bool has_ending(const std::string& path, std::string_view ending) {
  return path.size() > ending.size() && lowered(path.substr(path.size() - ending.size())) == ending;
}

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

}  // namespace reamp::plugin
