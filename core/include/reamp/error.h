// The exceptions of the core: for a file that cannot be played or read, a name that matches no interface, settings that
// cannot be read, and a text that is not a number.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace reamp {

// A .nam file that cannot be played: the path of the field inside the file, and what is wrong with it.
class ModelError : public std::runtime_error {
 public:
  ModelError(std::string field, std::string problem)
      : std::runtime_error(field.empty() ? problem : field + ": " + problem),
        field_(std::move(field)),
        problem_(std::move(problem)) {}
  const std::string& field() const noexcept { return field_; }
  const std::string& problem() const noexcept { return problem_; }

 private:
  std::string field_, problem_;
};

// A name does not identify an interface, or the interface cannot show the given gain.
class InterfaceError : public std::runtime_error {
 public:
  InterfaceError(std::string query, std::string problem, std::vector<std::string> suggestions = {},
                 bool is_unknown = false)
      : std::runtime_error("interface \"" + query + "\" " + problem + hint(suggestions)),
        query_(std::move(query)),
        problem_(std::move(problem)),
        suggestions_(std::move(suggestions)),
        is_unknown_(is_unknown) {}
  const std::string& query() const noexcept { return query_; }
  const std::string& problem() const noexcept { return problem_; }
  const std::vector<std::string>& suggestions() const noexcept { return suggestions_; }  // the most similar names
  bool is_unknown() const noexcept { return is_unknown_; }                               // no name in the table matches

 private:
  static std::string hint(const std::vector<std::string>& suggestions) {
    constexpr std::size_t kShown = 5;
    std::string text;
    for (std::size_t i = 0; i < suggestions.size() && i < kShown; ++i)
      text += (i ? ", " : "; did you mean ") + suggestions[i];
    if (suggestions.size() > kShown) text += ", ... (" + std::to_string(suggestions.size()) + " in all)";
    return text.empty() ? text : text + '?';
  }

  std::string query_, problem_;
  std::vector<std::string> suggestions_;
  bool is_unknown_;
};

// A settings file that cannot be read: its path, and what is wrong with it.
class SettingsError : public std::runtime_error {
 public:
  SettingsError(std::string path, std::string problem)
      : std::runtime_error(path + ": " + problem), path_(std::move(path)), problem_(std::move(problem)) {}
  const std::string& path() const noexcept { return path_; }
  const std::string& problem() const noexcept { return problem_; }

 private:
  std::string path_, problem_;
};

// A sound file that cannot be read: its path, and what is wrong with it.
class SoundError : public std::runtime_error {
 public:
  SoundError(std::string path, std::string problem)
      : std::runtime_error(path + ": " + problem), path_(std::move(path)), problem_(std::move(problem)) {}
  const std::string& path() const noexcept { return path_; }
  const std::string& problem() const noexcept { return problem_; }

 private:
  std::string path_, problem_;
};

// A text is not a number of its kind; `text` is the typed text.
class UnitError : public std::runtime_error {
 public:
  UnitError(std::string text, const std::string& problem)
      : std::runtime_error("'" + text + "' " + problem), text_(std::move(text)) {}
  const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

}  // namespace reamp
