// Reads a TOML file that people edit, key by key; errors name the key.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace reamp {

// Even a gain fixed at its maximum is below this level of an interface; a higher one has a wrong unit.
constexpr double kMaxDbu = 60.0;

// A table of a file, or the file itself. Every accessor throws SettingsError for a value of another type.
class Form {
 public:
  Form(const toml::table& table, std::string path, std::string where = "")
      : table_(&table), path_(std::move(path)), where_(std::move(where)) {}

  [[noreturn]] void fail(const std::string& problem, std::string_view key = "") const;

  // Throws for an unknown key.
  void allow(const std::vector<std::string_view>& keys) const;

  std::optional<std::string> text(std::string_view key) const;
  std::optional<double> number(std::string_view key) const;
  std::optional<double> number_in(std::string_view key, double low, double high) const;

  // The same for a number that may be a text: the level of a jack if the key ends in _dbu, a gain if it ends in _db,
  // else a number in `unit`.
  std::optional<double> typed(std::string_view key, std::string_view unit = "") const;
  std::optional<double> typed_in(std::string_view key, double low, double high, std::string_view unit = "") const;
  std::optional<int> integer(std::string_view key) const;
  std::optional<bool> boolean(std::string_view key) const;
  bool is_text(std::string_view key) const noexcept { return table_->get(key) && table_->get(key)->is_string(); }
  std::optional<Form> form(std::string_view key) const;
  std::vector<Form> forms(std::string_view key) const;  // [[key]]; none is an empty list

  // Its texts, numbers, booleans and dates as lines of TOML.
  std::string written() const;

 private:
  std::optional<double> check(std::optional<double> value, std::string_view key, double low, double high) const;

  const toml::table* table_;
  std::string path_, where_;
};

// A file, kept open while its forms are read; no value if it does not exist.
class TomlFile {
 public:
  static std::optional<TomlFile> read(const std::string& path);
  static TomlFile parse(std::string_view text, const std::string& name);
  Form form() const { return Form(table_, path_); }

 private:
  TomlFile(toml::table table, std::string path) : table_(std::move(table)), path_(std::move(path)) {}

  toml::table table_;
  std::string path_;
};

}  // namespace reamp
