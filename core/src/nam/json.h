// A JSON document, held small: lists of weights as floats, and no document deep or long enough to harm.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace reamp {

// The list under a key "weights". The first entry that is not a float32 is remembered, for whoever
// comes to use the list.
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

// Reads the first JSON value of the text as the official core does: a byte order mark and whatever
// follows the value are ignored, of equal keys the last counts. Throws ModelError.
Json parse_json(std::string_view text);

// A value in words, on one short line: `3.7`, `"Tanh"`, `a list`.
std::string describe(const Json& json);

// Text between quotes: one line, at most some 40 bytes of it.
std::string in_quotes(std::string_view text);

std::string number_text(double value);

}  // namespace reamp
