// The user's index of models, which `reamp library` writes: searched here, never written.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace reamp::plugin {

// words: each must be the beginning of a word of the model's name, gear, author or folder; typing errors are not
// forgiven, as they are in `reamp library search`. like: the file of a model whose sound is looked for, instead of
// words; empty: none.
struct LibraryQuery {
  std::string words{};
  bool is_calibrated = false;  // only models whose input level is known
  std::string like{};

  bool operator==(const LibraryQuery&) const = default;
};

struct LibraryModel {
  std::string path{}, name{}, place{};  // place: its folder, below that of the index
  std::string gear{}, author{}, license{};
  std::optional<double> input_level_dbu{}, gain_db{}, load{}, distance{};  // load: share of a core
  bool is_level_estimated = false;
};

// The best match first, at most kMost of `total`. problem: why there is no answer, one line.
struct LibraryAnswer {
  static constexpr std::size_t kMost = 200;

  LibraryQuery query{};
  std::vector<LibraryModel> models{};
  std::size_t total = 0;
  std::string problem{};
};

// Where the index of this user is; the file need not exist.
std::string library_path();

// stop: when it becomes true, the search soon ends with an exception. [milliseconds to tenths of a second, and up to
// two seconds where another program writes: not the audio thread, nor that of a window]
LibraryAnswer search_library(const std::string& path, const LibraryQuery& query,
                             const std::atomic<bool>* stop = nullptr);

// Searches in a thread of its own, which begins with the first question.
class LibrarySearch {
 public:
  explicit LibrarySearch(std::string path = library_path()) : path_(std::move(path)) {}
  LibrarySearch(const LibrarySearch&) = delete;
  LibrarySearch& operator=(const LibrarySearch&) = delete;
  ~LibrarySearch();

  bool is_there() const;

  // A question that was not answered yet is dropped.
  void ask(LibraryQuery query);

  // The answer to the last question, once.
  std::optional<LibraryAnswer> take();

 private:
  void run();

  const std::string path_;
  std::mutex mutex_;
  std::condition_variable asked_;
  std::optional<LibraryQuery> question_;
  std::optional<LibraryAnswer> answer_;
  std::atomic<bool> is_over_{false};  // also ends a search that runs
  std::thread thread_;
};

}  // namespace reamp::plugin
