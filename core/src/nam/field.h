// A value of a document together with its path, for error messages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nam/json.h"

namespace reamp {

// A view of a Json, which must outlive it. Every accessor throws ModelError(path, problem) when the value is
// of another type.
class Field {
 public:
  explicit Field(const Json& json, std::string path = "") : json_(&json), path_(std::move(path)) {}

  const std::string& path() const noexcept { return path_; }
  [[noreturn]] void fail(const std::string& problem) const;

  Field at(const char* key) const;                         // a required member
  std::optional<Field> find(const char* key) const;        // none when absent
  std::optional<Field> find_value(const char* key) const;  // none when absent or null
  std::vector<Field> items() const;                        // of a list

  bool is_false() const noexcept;
  bool is_text() const noexcept { return json_->get<std::string>(); }
  bool is_list() const noexcept { return json_->get<Json::List>(); }
  bool is_object() const noexcept { return json_->get<Json::Object>(); }
  bool is_number() const noexcept { return json_->get<double>(); }

  bool boolean() const;
  double number() const;
  float number32() const;
  int integer(int low, int high) const;  // accepts 3.0, refuses 3.7
  const std::string& text() const;
  const std::vector<float>& weights() const;

 private:
  template <class T>
  const T& get(const char* expected) const;

  const Json* json_;
  std::string path_;
};

}  // namespace reamp
