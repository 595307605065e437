// Writes a file in one step.
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <random>
#include <system_error>

#include "reamp/paths.h"
#include "reamp/settings.h"
#include "settings/file_calls.h"

namespace reamp {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40;  // as the system follows

[[noreturn]] void fail(const std::string& path, const std::string& problem) { throw SettingsError(path, problem); }

// What a link leads to in the end, which need not exist.
fs::path behind_links(fs::path path) {
  std::error_code error;
  for (int n = 0; n < kMostLinks && fs::is_symlink(path, error); ++n)
    path = path.parent_path() / fs::read_symlink(path, error);
  return path;
}

std::string random_name() {
  std::random_device device;
  char name[40];
  std::snprintf(name, sizeof name, ".reamp-%08x%08x.part", static_cast<unsigned>(device()),
                static_cast<unsigned>(device()));
  return name;
}

}  // namespace

void write_file(const std::string& path, std::string_view bytes) {
  const fs::path target = behind_links(in_system(path));
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  if (error) fail(as_text(target.parent_path()), "cannot be created: " + error.message());
  std::error_code of_missing;
  const fs::file_status there = fs::status(target, of_missing);
  const bool is_there = fs::exists(there);
  if (is_there && !fs::is_regular_file(there)) fail(path, "is not a regular file; choose another name");
  constexpr auto kAnyWrite = fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
  // A user who may write all files could write a protected one by mistake.
  if (is_there && ((there.permissions() & kAnyWrite) == fs::perms::none || !may_write(target)))
    fail(path, "is read-only; make it writable or choose another name");

  // In the target's folder, because a rename is one step only within a file system.
  const fs::path part = target.parent_path() / random_name();
  error = {write_new_file(part, bytes), std::generic_category()};
  if (!error && is_there) fs::permissions(part, there.permissions(), error);
  if (!error) fs::rename(part, target, error);
  if (!error) return;
  std::error_code ignored;
  fs::remove(part, ignored);
  fail(path, "cannot be written: " + error.message());
}

}  // namespace reamp
