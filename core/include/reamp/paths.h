// Paths as texts: in the system's encoding, on Windows UTF-8.
#pragma once

#include <filesystem>
#include <string>

namespace reamp {

inline std::filesystem::path in_system(const std::string& path) { return std::u8string(path.begin(), path.end()); }

inline std::string as_text(const std::filesystem::path& path) {
  const std::u8string bytes = path.u8string();
  return {bytes.begin(), bytes.end()};
}

}  // namespace reamp
