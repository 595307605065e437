// Names for files of tests.
#pragma once

#include <filesystem>
#include <random>
#include <string>

namespace reamp::testing {

// A path in the folder for temporary files, in UTF-8, that no file has.
inline std::string temporary_path(const std::string& ending) {
  static std::random_device random;
  std::string name = "reamp_test";
  for (int i = 0; i < 4; ++i) name += '_' + std::to_string(random());
  const std::u8string path = (std::filesystem::temp_directory_path() / (name + ending)).u8string();
  return {path.begin(), path.end()};
}

}  // namespace reamp::testing
