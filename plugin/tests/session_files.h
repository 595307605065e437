// Files to choose from, good and bad, and settings of its own; all is gone afterwards.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "seeds.h"

namespace reamp::plugin {

struct SessionFiles {
  SessionFiles()
      : path(std::filesystem::temp_directory_path() / ("reamp_plugin_" + std::to_string(std::random_device()()))) {
    std::filesystem::create_directories(path / "presets");
    setenv("REAMP_CONFIG_DIR", path.c_str(), 1);
    write("interface.toml", "[[interface]]\nname = \"Apollo Twin X\"\ngain_db = 15\n");
    write("a.nam", testing::plain_wavenet());
    write("half.nam", linear("0.5"));
    write("bad.nam", "{");
    write("official.toml", "version = 1\nmode = \"compatible\"\n[[model]]\npath = \"a.nam\"\n");
    write("two.toml",
          "version = 1\n[gate]\nthreshold_db = -60\n[[model]]\npath = \"a.nam\"\n[[model]]\npath = \"half.nam\"\n"
          "[[cabinet]]\npath = \"4x12\"\npan = 0.5\n");
    write("presets/one.toml", "version = 1\noversampling = 2\n[[model]]\npath = \"../a.nam\"\n");
    write("presets/two.toml", "version = 1\noutput_mode = \"raw\"\n[[model]]\npath = \"../half.nam\"\n");
  }
  ~SessionFiles() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }

  static std::string linear(const char* gain) {
    return testing::model_text("Linear", R"("receptive_field": 1, "bias": false)", gain);
  }
  void write(const char* name, const std::string& text) const { std::ofstream(path / name) << text; }
  std::string file(const char* name) const { return (path / name).string(); }

  const std::filesystem::path path;
};

}  // namespace reamp::plugin
