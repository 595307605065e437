// TOML as we write it.
#include "settings/write.h"

#include <charconv>
#include <cstdio>

namespace reamp {

std::string toml_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      quoted += code;
      continue;
    }
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string toml_number(double value) {
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  std::string number(text, end);
  return number.find_first_of(".e") == std::string::npos ? number + ".0" : number;
}

void add_line(std::string& text, const char* key, const std::string& value) {
  text += std::string(key) + " = " + value + '\n';
}

void add_line(std::string& text, const char* key, const std::optional<double>& value) {
  if (value) add_line(text, key, toml_number(*value));
}

void add_line_unless(std::string& text, const char* key, double value, double usual) {
  if (value != usual) add_line(text, key, toml_number(value));
}

}  // namespace reamp
