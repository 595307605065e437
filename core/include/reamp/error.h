// What the core throws for a file that cannot be played.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

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

}  // namespace reamp
