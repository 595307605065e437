// What the standard library lacks for files.
#include "settings/file_calls.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <thread>

#include "reamp/error.h"
#include "reamp/paths.h"

#if defined(_WIN32)
#include <io.h>
#include <sys/locking.h>
#else
#include <sys/file.h>
#include <unistd.h>
#endif

namespace reamp {
namespace {

constexpr auto kLook = std::chrono::milliseconds(10);
constexpr int kMostLooks = 200;

#if defined(_WIN32)
constexpr int kNew = _O_WRONLY | _O_CREAT | _O_EXCL | _O_BINARY, kShared = _O_RDWR | _O_CREAT | _O_BINARY;
int open_file(const std::filesystem::path& path, int how) noexcept {
  return _wopen(path.c_str(), how | _O_NOINHERIT, _S_IREAD | _S_IWRITE);
}
int write_some(int file, const char* bytes, std::size_t size) noexcept {
  return _write(file, bytes, static_cast<unsigned>(size));
}
int sync_file(int file) noexcept { return _commit(file); }
void close_file(int file) noexcept { _close(file); }
constexpr long kLockedByte = 0x7FFF'FFFE;  // as in file_lock.py
bool is_locked_by_another(int file) noexcept {
  errno = 0;  // Wine says only that it failed
  _lseek(file, kLockedByte, SEEK_SET);
  return _locking(file, _LK_NBLCK, 1) != 0 && (errno == 0 || errno == EACCES);
}
void unlock(int file) noexcept {
  _lseek(file, kLockedByte, SEEK_SET);
  _locking(file, _LK_UNLCK, 1);
}
#else
constexpr int kNew = O_WRONLY | O_CREAT | O_EXCL, kShared = O_RDWR | O_CREAT;
int open_file(const std::filesystem::path& path, int how) noexcept {
  return ::open(path.c_str(), how | O_CLOEXEC, 0666);
}
ssize_t write_some(int file, const char* bytes, std::size_t size) noexcept { return ::write(file, bytes, size); }
int sync_file(int file) noexcept { return ::fsync(file); }
void close_file(int file) noexcept { ::close(file); }
bool is_locked_by_another(int file) noexcept { return ::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK; }
void unlock(int) noexcept {}  // closing does it
#endif

}  // namespace

bool may_write(const std::filesystem::path& path) noexcept {
#if defined(_WIN32)
  return ::_waccess(path.c_str(), 2) == 0;
#else
  return ::access(path.c_str(), W_OK) == 0;
#endif
}

int write_new_file(const std::filesystem::path& path, std::string_view bytes) noexcept {
  constexpr std::size_t kPiece = std::size_t{1} << 30;
  const int file = open_file(path, kNew);
  if (file < 0) return errno;
  int failed = 0;
  while (failed == 0 && !bytes.empty()) {
    const auto written = write_some(file, bytes.data(), std::min(bytes.size(), kPiece));
    if (written > 0)
      bytes.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      failed = errno;
  }
  if (failed == 0 && sync_file(file) != 0) failed = errno;
  close_file(file);
  return failed;
}

SettingsLock::SettingsLock(const std::string& config_dir) {
  std::error_code ignored;
  const std::filesystem::path folder = in_system(config_dir);
  std::filesystem::create_directories(folder, ignored);
  file_ = open_file(folder / ".settings.lock", kShared);
  if (file_ < 0) return;
  for (int n = 0; is_locked_by_another(file_); ++n) {
    if (n == kMostLooks) {
      close_file(file_);
      throw SettingsError(config_dir, "another program is writing settings there; try again");
    }
    std::this_thread::sleep_for(kLook);
  }
}

SettingsLock::~SettingsLock() {
  if (file_ < 0) return;
  unlock(file_);
  close_file(file_);
}

}  // namespace reamp
