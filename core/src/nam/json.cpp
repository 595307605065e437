// A compact JSON document: lists of weights as floats, and limits on depth and size.
#include "nam/json.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "reamp/error.h"

namespace reamp {
namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::int64_t kMaxValues = 1 << 20;  // besides weights; real files have a few hundred
constexpr std::int64_t kMaxWeights = 1 << 26;
constexpr std::string_view kSoundFiles[] = {"RIFF", "RF64", "fLaC", "FORM", "OggS"};  // their first bytes
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Builds the document from the parser's events.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Builder(std::size_t size) : size_(size) {}

  Json root;

  bool null() override { return add(Json{}); }
  bool boolean(bool v) override {
    if (JsonWeights* weights = open_weights()) return add_weight(*weights, v ? 1.0 : 0.0);
    return add(Json{v});
  }
  bool number_integer(number_integer_t v) override { return add_number(static_cast<double>(v)); }
  bool number_unsigned(number_unsigned_t v) override { return add_number(static_cast<double>(v)); }
  bool number_float(number_float_t v, const string_t&) override { return add_number(v); }
  bool string(string_t& v) override { return add(Json{std::move(v)}); }
  bool binary(binary_t&) override { return false; }  // does not occur in text

  bool start_object(std::size_t) override { return open(Json{Json::Object{}}); }
  bool start_array(std::size_t) override {
    const bool weights =
        !open_.empty() && !ignoring_ && open_.back().json->get<Json::Object>() && open_.back().key == "weights";
    return open(weights ? Json{JsonWeights{}} : Json{Json::List{}});
  }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    open_.back().key = std::move(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
    if (position > size_)
      throw ModelError("", "is incomplete: the file ends too early; download it again, or copy it again");
    throw ModelError(
        path(), "is damaged: no valid JSON at byte " + std::to_string(position) + " (" + reason(error.what()) + ")");
  }

 private:
  struct Open {
    Json* json;       // does not move while it is open, because its parent adds nothing meanwhile
    std::string key;  // of the next member, if it is an object
  };

  bool add_number(double v) {
    if (JsonWeights* weights = open_weights()) return add_weight(*weights, v);
    return add(Json{v});
  }

  JsonWeights* open_weights() { return open_.empty() ? nullptr : std::get_if<JsonWeights>(&open_.back().json->value); }

  bool add_weight(JsonWeights& weights, double v) {
    const float rounded = static_cast<float>(v);
    if (!std::isfinite(rounded)) mark_bad(weights, number_text(v) + " is beyond the range of float32");
    weights.values.push_back(rounded);
    if (++weight_count_ > kMaxWeights)
      throw ModelError(path(), "more than " + std::to_string(kMaxWeights) + " weights");
    return true;
  }

  static void mark_bad(JsonWeights& weights, std::string problem) {
    if (weights.bad_index >= 0) return;
    weights.bad_index = static_cast<std::int64_t>(weights.values.size());
    weights.bad_problem = std::move(problem);
  }

  // Puts a value in its place and returns a pointer to it.
  Json* place(Json json) {
    if (++value_count_ > kMaxValues)
      throw ModelError(path(), "more than " + std::to_string(kMaxValues) + " values besides the weights");
    if (open_.empty()) return &(root = std::move(json));
    Json& parent = *open_.back().json;
    if (auto* list = std::get_if<Json::List>(&parent.value)) return &list->emplace_back(std::move(json));
    if (auto* object = std::get_if<Json::Object>(&parent.value))
      return &((*object)[open_.back().key] = std::move(json));
    auto& weights = std::get<JsonWeights>(parent.value);
    mark_bad(weights, "expected a number, got " + describe(json));
    weights.values.push_back(0.0f);
    return &(ignored_ = std::move(json));
  }

  bool add(Json json) {
    place(std::move(json));
    return true;
  }

  bool open(Json json) {
    if (open_.size() >= kMaxDepth) throw ModelError("", "nested more than " + std::to_string(kMaxDepth) + " deep");
    if (open_weights() || ignoring_) ++ignoring_;
    Json* placed = place(std::move(json));
    open_.push_back({placed, {}});
    return true;
  }

  bool close() {
    open_.pop_back();
    if (ignoring_) --ignoring_;
    return true;
  }

  // The parser's position; names with special characters are left out.
  std::string path() const {
    std::string path;
    for (const Open& open : open_) {
      const std::size_t inside = &open == &open_.back() ? 0 : 1;  // the entry being read is already in its list
      if (const auto* list = open.json->get<Json::List>()) {
        path += '[' + std::to_string(list->size() - inside) + ']';
      } else if (const auto* weights = open.json->get<JsonWeights>()) {
        path += '[' + std::to_string(weights->values.size() - inside) + ']';
      } else if (!open.key.empty()) {
        const bool plain = open.key.size() <= 40 && open.key.find_first_not_of(kPlain) == std::string::npos;
        if (!path.empty()) path += '.';
        path += plain ? open.key : "?";
      }
    }
    return path;
  }

  // The parser's own message, without its prefix and the bytes it read (which may be unprintable).
  static std::string reason(std::string text) {
    if (const auto cut = text.find("; last read"); cut != std::string::npos) text.resize(cut);
    if (const auto cut = text.find("number overflow"); cut != std::string::npos)
      return "number beyond double precision";
    const auto dash = text.find(" - ");
    if (dash != std::string::npos) text.erase(0, dash + 3);
    for (char& c : text)
      if (c < ' ' || c > '~') c = '?';
    return text;
  }

  static constexpr const char* kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

  std::size_t size_;  // of the text
  std::vector<Open> open_;
  Json ignored_;      // values in a list of weights that are not numbers
  int ignoring_ = 0;  // depth of the parser in such a value
  std::int64_t value_count_ = 0, weight_count_ = 0;
};

// Throws ModelError where the text does not begin like a model.
void check_start(std::string_view text) {
  for (const std::string_view start : kSoundFiles)
    if (text.starts_with(start)) throw ModelError("", "is a sound file, not a model");
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) throw ModelError("", "is empty");
  if (text[first] == '<') throw ModelError("", "is a web page, not a model; download the model itself");
  if (text[first] != '{') throw ModelError("", "is not a NAM model; a .nam file is a JSON object");
}

}  // namespace

Json parse_json(std::string_view text) {
  check_start(text);
  Builder builder(text.size());
  nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &builder, nlohmann::json::input_format_t::json,
                            /*strict=*/false);
  return std::move(builder.root);
}

std::string describe(const Json& json) {
  if (const auto* v = json.get<bool>()) return *v ? "true" : "false";
  if (const auto* v = json.get<double>()) return number_text(*v);
  if (const auto* v = json.get<std::string>()) return in_quotes(*v);
  if (json.get<Json::Object>()) return "an object";
  return json.get<std::nullptr_t>() ? "null" : "a list";
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kLimit = 40;
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool continues = (byte & 0xC0) == 0x80;  // inside a UTF-8 character: never cut there
    if (i >= kLimit && !continues) return out + "...\"";
    out += byte < 0x20 || byte == 0x7F ? '?' : text[i];
  }
  return out + '"';
}

std::string number_text(double value) {
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, result.ptr};
}

}  // namespace reamp
