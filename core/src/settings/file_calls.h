// What the standard library lacks for files: writing to the disk, access, a lock between programs.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace reamp {

bool may_write(const std::filesystem::path& path) noexcept;

// Writes a file that must not exist yet, and waits until it is on the disk. Returns 0, or the error's number.
int write_new_file(const std::filesystem::path& path, std::string_view bytes) noexcept;

// One program and one thread at a time holds the lock of a folder of settings while it reads a file, changes it and
// writes it. Where the folder or its system allows no lock, there is none. Throws SettingsError if another has held it
// for two seconds.
class SettingsLock {
 public:
  explicit SettingsLock(const std::string& config_dir);
  ~SettingsLock();
  SettingsLock(const SettingsLock&) = delete;
  SettingsLock& operator=(const SettingsLock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace reamp
