// What identifies a network.
#include "reamp/fingerprint.h"

#include <algorithm>
#include <bit>

#include "nam/json.h"
#include "nam/sha256.h"

namespace reamp {
namespace {

constexpr std::size_t kDigits = 32;
constexpr double kDefaultRateHz = 48000.0;                           // of a file that does not say
constexpr std::string_view kNotNetwork[] = {"metadata", "version"};  // of a model inside a model

bool is_of_network(const std::string& key) {
  return std::find(std::begin(kNotNetwork), std::end(kNotNetwork), key) == std::end(kNotNetwork);
}

// Bytes that are the same for equal values, and other ones for all others; numbers count as float32.
class Parts {
 public:
  void add(const Json& json) {
    if (const auto* object = json.get<Json::Object>()) {
      begin_object(static_cast<std::size_t>(std::count_if(
          object->begin(), object->end(), [](const auto& member) { return is_of_network(member.first); })));
      for (const auto& [key, value] : *object)
        if (is_of_network(key)) add_member(key, value);
    } else if (const auto* list = json.get<Json::List>()) {
      add_list(*list);
    } else if (const auto* weights = json.get<JsonWeights>()) {
      begin_list(weights->values.size());
      if (!weights->values.empty()) digest_.add("n");
      for (const float x : weights->values) add_float(x);
    } else if (const auto* number = json.get<double>()) {
      digest_.add("n");
      add_float(static_cast<float>(*number));
    } else if (const auto* text = json.get<std::string>()) {
      add_text("str", *text);
    } else if (const bool* truth = json.get<bool>()) {
      add_text("bool", *truth ? "True" : "False");
    } else {
      add_text("NoneType", "None");
    }
  }

  void begin_object(std::size_t members) {
    digest_.add("{");
    digest_.add(std::to_string(members));
  }
  void add_member(const std::string& key, const Json& value) {
    add_text("str", key);
    add(value);
  }

  std::string digits() { return digest_.hex().substr(0, kDigits); }

 private:
  void add_list(const Json::List& list) {
    begin_list(list.size());
    const auto is_number = [](const Json& each) { return each.get<double>() != nullptr; };
    if (list.empty() || !std::all_of(list.begin(), list.end(), is_number)) {
      for (const Json& each : list) add(each);
      return;
    }
    digest_.add("n");
    for (const Json& each : list) add_float(static_cast<float>(*each.get<double>()));
  }

  void begin_list(std::size_t size) {
    digest_.add("[");
    digest_.add(std::to_string(size));
  }

  void add_text(const char* type, std::string_view text) {
    digest_.add(type);
    digest_.add(std::to_string(text.size()));
    digest_.add(":");
    digest_.add(text);
  }

  void add_float(float x) {
    const auto bits = std::bit_cast<std::uint32_t>(x);
    const char bytes[] = {static_cast<char>(bits), static_cast<char>(bits >> 8), static_cast<char>(bits >> 16),
                          static_cast<char>(bits >> 24)};
    digest_.add({bytes, sizeof bytes});
  }

  Sha256 digest_;
};

}  // namespace

std::string network_fingerprint(std::string_view nam) {
  const Json json = parse_json(nam);
  const auto* file = json.get<Json::Object>();
  const auto member = [&](const char* key) {
    const auto found = file ? file->find(key) : Json::Object::const_iterator();
    return file && found != file->end() ? found->second : Json{};
  };
  Json rate = member("sample_rate");
  if (const double* hz = rate.get<double>(); !hz || *hz == 0.0) rate = Json{kDefaultRateHz};
  Parts parts;
  parts.begin_object(4);
  parts.add_member("architecture", member("architecture"));
  parts.add_member("config", member("config"));
  parts.add_member("sample_rate", rate);
  parts.add_member("weights", member("weights"));
  return parts.digits();
}

}  // namespace reamp
