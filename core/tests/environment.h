// Environment variables of the test's own process.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace reamp::testing {

// An empty text removes the variable.
inline void set_environment(const char* name, const std::filesystem::path& value) {
#if defined(_WIN32)
  _wputenv_s(std::filesystem::path(name).c_str(), value.c_str());
#else
  if (value.empty())
    unsetenv(name);
  else
    setenv(name, value.c_str(), 1);
#endif
}

}  // namespace reamp::testing
