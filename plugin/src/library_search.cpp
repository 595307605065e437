// The search of the library in a thread of its own.
#include <chrono>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "library.h"
#include "paths.h"
#include "reamp/settings.h"

namespace reamp::plugin {

#ifdef REAMP_WITHOUT_LIBRARY
LibraryAnswer search_library(const std::string&, const LibraryQuery&, const std::atomic<bool>*) {
  throw std::runtime_error("this plug-in was built without SQLite");
}
#endif

std::string library_path() { return data_dir() + "/library.db"; }

LibrarySearch::~LibrarySearch() {
  {
    const std::lock_guard guard(mutex_);
    is_over_ = true;
  }
  asked_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool LibrarySearch::is_there() const {
#ifdef REAMP_WITHOUT_LIBRARY
  return false;
#endif
  std::error_code error;
  return std::filesystem::is_regular_file(in_system(path_), error);
}

void LibrarySearch::ask(LibraryQuery query) {
  {
    const std::lock_guard guard(mutex_);
    question_ = std::move(query);
    answer_.reset();
  }
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  asked_.notify_all();
}

std::optional<LibraryAnswer> LibrarySearch::take() {
  const std::lock_guard guard(mutex_);
  return std::exchange(answer_, std::nullopt);
}

void LibrarySearch::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    // Not wait(): g++ 12 takes that from a library that older Linux does not have.
    while (!asked_.wait_for(lock, std::chrono::hours(1), [this] { return is_over_ || question_; })) {
    }
    if (is_over_) return;
    const LibraryQuery query = *std::exchange(question_, std::nullopt);
    lock.unlock();
    LibraryAnswer answer;
    try {
      answer = search_library(path_, query, &is_over_);
    } catch (const std::exception& error) {
      answer = {.query = query, .problem = error.what()};
    }
    lock.lock();
    if (!question_) answer_ = std::move(answer);
  }
}

}  // namespace reamp::plugin
