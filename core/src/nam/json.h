// A compact JSON document: lists of weights as floats, and limits on depth and size.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace reamp {

// The list under a key "weights". The first entry that is not a float32 is kept, for the error when the list
// is used.
struct JsonWeights {
  std::vector<float> values;
  std::int64_t bad_index = -1;  // -1: all entries are numbers
  std::string bad_problem;
};

struct Json {
  using List = std::vector<Json>;
  using Object = std::map<std::string, Json, std::less<>>;

  std::variant<std::nullptr_t, bool, double, std::string, List, Object, JsonWeights> value = nullptr;

  template <class T>
  const T* get() const noexcept {
    return std::get_if<T>(&value);
  }
};

// Reads the first JSON value of the text as the official core does: ignores a byte order mark and any text
// after the value; of equal keys the last counts. Throws ModelError.
Json parse_json(std::string_view text);

// A short description of a value: `3.7`, `"Tanh"`, `a list`.
std::string describe(const Json& json);

// Text between quotes: one line, at most some 40 bytes of it.
std::string in_quotes(std::string_view text);

std::string number_text(double value);

}  // namespace reamp
