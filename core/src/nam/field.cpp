// A value of a document together with its path, for error messages.
#include "nam/field.h"

#include <cmath>

#include "reamp/error.h"

namespace reamp {
namespace {

std::string member_path(const std::string& path, const char* key) { return path.empty() ? key : path + '.' + key; }

}  // namespace

void Field::fail(const std::string& problem) const { throw ModelError(path_, problem); }

template <class T>
const T& Field::get(const char* expected) const {
  const T* value = json_->get<T>();
  if (!value) fail(std::string("expected ") + expected + ", got " + describe(*json_));
  return *value;
}

Field Field::at(const char* key) const {
  if (auto field = find(key)) return *field;
  throw ModelError(member_path(path_, key), "missing");
}

std::optional<Field> Field::find(const char* key) const {
  const auto& object = get<Json::Object>("an object");
  const auto found = object.find(key);
  if (found == object.end()) return std::nullopt;
  return Field(found->second, member_path(path_, key));
}

std::optional<Field> Field::find_value(const char* key) const {
  auto field = find(key);
  if (field && field->json_->get<std::nullptr_t>()) field.reset();
  return field;
}

std::vector<Field> Field::items() const {
  const auto& list = get<Json::List>("a list");
  std::vector<Field> fields;
  fields.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) fields.emplace_back(list[i], path_ + '[' + std::to_string(i) + ']');
  return fields;
}

bool Field::is_false() const noexcept {
  const bool* value = json_->get<bool>();
  return value && !*value;
}

bool Field::boolean() const { return get<bool>("true or false"); }

double Field::number() const { return get<double>("a number"); }

float Field::number32() const {
  const auto rounded = static_cast<float>(number());
  if (!std::isfinite(rounded)) fail(number_text(number()) + " is beyond the range of float32");
  return rounded;
}

int Field::integer(int low, int high) const {
  const std::string expected = "an integer from " + std::to_string(low) + " to " + std::to_string(high);
  const double value = get<double>(expected.c_str());
  if (!(value >= low && value <= high) || value != std::floor(value))
    fail("expected " + expected + ", got " + number_text(value));
  return static_cast<int>(value);
}

const std::string& Field::text() const { return get<std::string>("a string"); }

const std::vector<float>& Field::weights() const {
  const auto& list = get<JsonWeights>("a list of numbers");
  if (list.bad_index >= 0) throw ModelError(path_ + '[' + std::to_string(list.bad_index) + ']', list.bad_problem);
  return list.values;
}

}  // namespace reamp
