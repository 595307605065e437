// TOML as we write it.
#include "settings/write.h"

#include <atomic>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "reamp/error.h"

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

void write_file(const std::string& path, const std::string& text) {
  namespace fs = std::filesystem;
  static std::atomic<unsigned> count{0};  // two writers of one program
  const fs::path target{std::u8string(path.begin(), path.end())};
  fs::path part = target;
  part += ".part" + std::to_string(++count) + '-' + std::to_string(reinterpret_cast<std::uintptr_t>(&text) >> 4);
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  if (error) throw SettingsError(target.parent_path().string(), "cannot be created: " + error.message());
  std::ofstream stream(part, std::ios::binary);
  stream << text;
  stream.close();
  if (stream) fs::rename(part, target, error);
  if (!stream || error) {
    std::error_code ignored;
    fs::remove(part, ignored);
    throw SettingsError(path, "cannot be written" + (error ? ": " + error.message() : ""));
  }
}

}  // namespace reamp
