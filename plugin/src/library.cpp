// What the library's index answers: the queries of reamp.library.query and reamp.library.nearest, read only.
#include "library.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <memory>
#include <set>
#include <stdexcept>
#include <thread>

#include "files.h"
#include "project.h"
#include "reamp/fingerprint.h"
#include "reamp/likeness.h"
#include "reamp/settings.h"

namespace reamp::plugin {
namespace {

constexpr int kSchemaVersion = 2;  // of reamp.library.database
constexpr int kWaitMs = 2000;      // for another program that is just making the index
constexpr int kLookMs = 10, kStepsBetweenLooks = 1000;
constexpr std::size_t kMostWords = 12, kLongestWord = 40;
constexpr std::size_t kMostAlike = 50;
constexpr std::size_t kCandidates = 256;  // of those that are nearest by halves, compared by moments

[[noreturn]] void fail(sqlite3* database) {
  throw std::runtime_error(std::string("The library cannot be read: ") + sqlite3_errmsg(database) +
                           "; reamp library update may mend it");
}

class Statement {
 public:
  Statement(sqlite3* database, const std::string& sql) : database_(database) {
    if (sqlite3_prepare_v2(database, sql.c_str(), -1, &statement_, nullptr) != SQLITE_OK) fail(database);
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  void bind(const std::string& text, bool is_blob = false) {
    const auto size = static_cast<int>(text.size());
    is_blob ? sqlite3_bind_blob(statement_, ++bound_, text.data(), size, SQLITE_TRANSIENT)
            : sqlite3_bind_text(statement_, ++bound_, text.data(), size, SQLITE_TRANSIENT);
  }
  void bind(double number) { sqlite3_bind_double(statement_, ++bound_, number); }
  void bind_id(std::int64_t id) { sqlite3_bind_int64(statement_, ++bound_, id); }

  // False: there is no other row.
  bool step() {
    const int result = sqlite3_step(statement_);
    if (result != SQLITE_ROW && result != SQLITE_DONE) fail(database_);
    return result == SQLITE_ROW;
  }

  bool has(int column) const { return sqlite3_column_type(statement_, column) != SQLITE_NULL; }
  std::int64_t id(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) const {
    const void* const bytes = sqlite3_column_blob(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes ? std::string(static_cast<const char*>(bytes), size) : std::string();
  }
  std::optional<double> number(int column) const {
    return has(column) ? std::optional(sqlite3_column_double(statement_, column)) : std::nullopt;
  }

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close_v2)>;

void execute(sqlite3* database, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(database);
}

bool is_over(void* stop) { return stop && static_cast<const std::atomic<bool>*>(stop)->load(); }

// SQLite's own wait cannot be ended.
int wait_for_writer(void* stop, int looks) {
  if (is_over(stop) || looks * kLookMs >= kWaitMs) return 0;
  std::this_thread::sleep_for(std::chrono::milliseconds(kLookMs));
  return 1;
}

int end_if_over(void* stop) { return is_over(stop) ? 1 : 0; }

// A path in a URI of SQLite: "file:" + "//x/y" would be y of the host x.
std::string uri_of(const std::string& path) {
  const bool has_drive = path.size() > 1 && path[1] == ':',
             is_absolute = path.starts_with('/') || path.starts_with('\\');
  std::string uri = has_drive ? "file:///" : is_absolute ? "file://" : "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      char code[4];
      std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(c));
      uri += code;
    } else {
      uri += c == '\\' ? '/' : c;
    }
  }
  return uri;
}

// The version of the tables; none: nothing can be read yet.
std::optional<std::int64_t> version_of(sqlite3* database) {
  sqlite3_stmt* statement = nullptr;
  std::optional<std::int64_t> version;
  if (sqlite3_prepare_v2(database, "PRAGMA user_version", -1, &statement, nullptr) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW)
    version = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return version;
}

// In a folder that cannot be written SQLite cannot make the file that readers share; the index is then taken as one
// that no program changes. After any other failure it may be changed just then, and would be read in pieces.
Database open(const std::string& path, const std::atomic<bool>* stop) {
  for (const char* how : {"?mode=ro", "?mode=ro&immutable=1"}) {
    sqlite3* opened = nullptr;
    const int result = sqlite3_open_v2((uri_of(path) + how).c_str(), &opened,
                                       SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database(opened, sqlite3_close_v2);
    if (!opened) throw std::bad_alloc();
    void* const asked = const_cast<std::atomic<bool>*>(stop);
    sqlite3_busy_handler(opened, wait_for_writer, asked);
    sqlite3_progress_handler(opened, kStepsBetweenLooks, end_if_over, asked);
    const auto version = result == SQLITE_OK ? version_of(opened) : std::nullopt;
    const int problem = sqlite3_errcode(opened) & 0xff;  // without its details
    const bool cannot_write = problem == SQLITE_CANTOPEN || problem == SQLITE_READONLY;
    if (!version && cannot_write && std::string_view(how).ends_with("ro")) continue;
    if (!version) fail(opened);
    if (*version > kSchemaVersion)
      throw std::runtime_error("The library was written by a newer Reamp; update this plug-in");
    if (*version == 0) throw std::runtime_error("The library is empty: reamp library add FOLDER");
    if (*version < kSchemaVersion)
      throw std::runtime_error("The library was written by an older Reamp: reamp library update");
    return database;
  }
  throw std::runtime_error("The library cannot be read");
}

// The input levels that the user keeps, beside the tables, for this connection only.
void load_kept(sqlite3* database) {
  execute(database, "PRAGMA temp_store = MEMORY");
  execute(database, "CREATE TEMP TABLE kept (fingerprint TEXT PRIMARY KEY, level_dbu REAL)");
  std::vector<KeptLevel> levels;
  try {
    levels = kept_levels(config_dir());
  } catch (const std::exception&) {  // the panel says so by itself
  }
  for (const KeptLevel& kept : levels) {
    Statement insert(database, "INSERT OR REPLACE INTO temp.kept VALUES (?, ?)");
    insert.bind(kept.network);
    insert.bind(kept.input_level_dbu);
    insert.step();
  }
}

constexpr const char* kLevel = "coalesce(kept.level_dbu, file.input_level_dbu)";
constexpr const char* kTables =
    " FROM file JOIN folder ON folder.id = file.folder_id LEFT JOIN network ON network.id = file.network_id"
    " LEFT JOIN temp.kept ON temp.kept.fingerprint = network.fingerprint";

std::string columns() {
  return std::string(
             "file.path, folder.path, file.gear_make, file.gear_model, file.creator, file.modeled_by, "
             "file.license, ") +
         kLevel + ", network.gain_db, network.load, kept.level_dbu IS NULL AND file.input_level_origin = 'estimated'";
}

std::string conditions(const LibraryQuery& query) {
  std::string all = "coalesce(file.problem, network.problem) IS NULL AND NOT folder.is_gone";
  if (query.is_calibrated) all += std::string(" AND ") + kLevel + " IS NOT NULL";
  return all;
}

std::string joined(const std::string& a, const std::string& b) { return a + (a.empty() || b.empty() ? "" : " ") + b; }

LibraryModel model_of(const Statement& row) {
  LibraryModel model{.path = row.text(0),
                     .gear = joined(row.text(2), row.text(3)),
                     .author = row.has(4) ? row.text(4) : row.text(5),
                     .license = row.text(6),
                     .input_level_dbu = row.number(7),
                     .gain_db = row.number(8),
                     .load = row.number(9),
                     .is_level_estimated = row.id(10) != 0};
  model.name = stem_of(model.path);
  const std::string folder = row.text(1), own = folder_of(model.path);
  model.place = stem_of(folder + '.');  // a folder's name may have a point
  if (own.size() > folder.size() + 1 && own.starts_with(folder)) model.place += '/' + own.substr(folder.size() + 1);
  return model;
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < text.size() && words.size() < kMostWords;) {
    std::size_t end = i;
    while (end < text.size() && is_word(text[end])) ++end;
    std::size_t size = std::min(end - i, kLongestWord);
    while (size < end - i && size > 0 && (text[i + size] & 0xC0) == 0x80) --size;  // no half of a letter
    if (size > 0) words.push_back(text.substr(i, size));
    i = std::max(end, i + 1);
  }
  return words;
}

// Each word as the beginning of a word; "jcm800" also finds "JCM 800". SQLite's own words have no case and no accents.
std::string match_of(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) {
    std::string pieces;
    std::size_t count = 0;
    for (std::size_t i = 0; i < word.size();) {
      std::size_t end = i + 1;
      while (end < word.size() && is_digit(word[end]) == is_digit(word[i])) ++end;
      pieces += (count++ ? " AND \"" : "\"") + word.substr(i, end - i) + "\"*";
      i = end;
    }
    all += (all.empty() ? "(\"" : " AND (\"") + word + "\"*" + (count > 1 ? " OR (" + pieces + "))" : ")");
  }
  return all;
}

void find_words(sqlite3* database, LibraryAnswer& answer) {
  const LibraryQuery& query = answer.query;
  const std::vector<std::string> words = words_of(query.words);
  if (words.empty() && query.words.find_first_not_of(' ') != std::string::npos) return;
  const std::string match = match_of(words);
  const std::string from = std::string(kTables) + (match.empty() ? "" : " JOIN words ON words.rowid = file.id") +
                           " WHERE " + (match.empty() ? "" : "words MATCH ? AND ") + conditions(query);
  Statement count(database, "SELECT count(*)" + from);
  if (!match.empty()) count.bind(match);
  if (count.step()) answer.total = static_cast<std::size_t>(count.id(0));
  // The name counts most, a piece of a word least.
  Statement rows(database, "SELECT " + columns() + from + " ORDER BY " +
                               (match.empty() ? "" : "bm25(words, 10.0, 6.0, 4.0, 2.0, 1.0), ") +
                               "file.shown COLLATE NOCASE, file.path LIMIT " + std::to_string(LibraryAnswer::kMost));
  if (!match.empty()) rows.bind(match);
  while (rows.step()) answer.models.push_back(model_of(rows));
}

struct Target {
  std::string fingerprint{};
  std::optional<double> input_level_dbu{};
  std::optional<StrumSound> halves{}, moments{};
};

// By its path, or else as the same network at another place.
Target target_of(sqlite3* database, const std::string& path) {
  const std::string columns = std::string("SELECT network.fingerprint, ") + kLevel + ", network.sound, moments.levels" +
                              kTables + " JOIN moments ON moments.network_id = network.id";
  const auto found = [](Statement& row) {
    return Target{.fingerprint = row.text(0),
                  .input_level_dbu = row.number(1),
                  .halves = strum_sound(row.text(2), SoundDetail::kHalves),
                  .moments = strum_sound(row.text(3), SoundDetail::kMoments)};
  };
  Statement by_path(database, columns + " WHERE file.path = ? AND network.sound IS NOT NULL");
  by_path.bind(path, true);
  if (by_path.step()) return found(by_path);
  if (const auto file = read_file(path)) {
    Statement by_network(database,
                         columns + " WHERE network.fingerprint = ? AND network.sound IS NOT NULL ORDER BY file.id");
    by_network.bind(network_fingerprint(file->bytes()));
    if (by_network.step()) return found(by_network);
  }
  return {};
}

struct Near {
  double distance;
  std::int64_t file, network;
  std::optional<double> input_level_dbu;
};

void sort_near(std::vector<Near>& all) {
  std::erase_if(all, [](const Near& each) { return !std::isfinite(each.distance); });
  std::stable_sort(all.begin(), all.end(), [](const Near& a, const Near& b) { return a.distance < b.distance; });
}

// By the halves of strums, each network once: copies of one are equally far.
std::vector<Near> likely_ones(sqlite3* database, const LibraryQuery& query, const Target& target) {
  std::vector<Near> all;
  const SoundToMatch wanted(*target.halves, target.input_level_dbu, SoundDetail::kHalves);
  Statement rows(database, std::string("SELECT file.id, network.id, ") + kLevel + ", network.sound" + kTables +
                               " WHERE " + conditions(query) +
                               " AND network.sound IS NOT NULL AND network.fingerprint IS NOT ?");
  rows.bind(target.fingerprint);
  while (rows.step())
    if (const auto sound = strum_sound(rows.text(3), SoundDetail::kHalves))
      all.push_back({wanted.distance(*sound, rows.number(2)), rows.id(0), rows.id(1), rows.number(2)});
  sort_near(all);
  std::set<std::int64_t> networks;
  std::erase_if(all, [&](const Near& each) { return !networks.insert(each.network).second; });
  if (all.size() > kCandidates) all.erase(all.begin() + kCandidates, all.end());
  return all;
}

void find_alike(sqlite3* database, LibraryAnswer& answer) {
  const Target target = target_of(database, answer.query.like);
  if (!target.halves || !target.moments)
    throw std::runtime_error(stem_of(answer.query.like) +
                             " is not in the library: reamp library add its folder, then reamp library update");
  std::vector<Near> all = likely_ones(database, answer.query, target);
  const SoundToMatch wanted(*target.moments, target.input_level_dbu, SoundDetail::kMoments);
  for (Near& each : all) {
    Statement row(database, "SELECT levels FROM moments WHERE network_id = ?");
    row.bind_id(each.network);
    // Measured by an older Reamp: the next update measures it again.
    const auto sound = row.step() ? strum_sound(row.text(0), SoundDetail::kMoments) : std::nullopt;
    each.distance = sound ? wanted.distance(*sound, each.input_level_dbu) : INFINITY;
  }
  sort_near(all);
  for (const Near& each : all) {
    if (answer.models.size() == kMostAlike) break;
    Statement row(database, "SELECT " + columns() + kTables + " WHERE file.id = ?");
    row.bind_id(each.file);
    if (!row.step()) continue;
    answer.models.push_back(model_of(row));
    answer.models.back().distance = each.distance;
  }
  answer.total = answer.models.size();
}

}  // namespace

LibraryAnswer search_library(const std::string& path, const LibraryQuery& query, const std::atomic<bool>* stop) {
  LibraryAnswer answer{.query = query};
  const Database database = open(path, stop);
  load_kept(database.get());
  query.like.empty() ? find_words(database.get(), answer) : find_alike(database.get(), answer);
  return answer;
}

}  // namespace reamp::plugin
