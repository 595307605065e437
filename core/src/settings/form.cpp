// Reads a TOML file that people edit, key by key.
#include "settings/form.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "reamp/error.h"
#include "reamp/paths.h"
#include "reamp/units.h"
#include "settings/write.h"

namespace reamp {

void Form::fail(const std::string& problem, std::string_view key) const {
  std::string where = where_;
  if (!key.empty()) where += (where.empty() ? "" : ".") + std::string(key);
  throw SettingsError(path_, (where.empty() ? "" : where + ": ") + problem + "; correct the file, or delete it");
}

void Form::allow(const std::vector<std::string_view>& keys) const {
  for (const auto& [key, value] : *table_)
    if (std::find(keys.begin(), keys.end(), key.str()) == keys.end()) fail("unknown key", key.str());
}

std::optional<std::string> Form::text(std::string_view key) const {
  const toml::node* node = table_->get(key);
  if (!node) return std::nullopt;
  if (!node->is_string()) fail("expected a text", key);
  return node->as_string()->get();
}

std::optional<double> Form::number(std::string_view key) const {
  const toml::node* node = table_->get(key);
  if (!node) return std::nullopt;
  const auto value = node->is_number() ? node->value<double>() : std::nullopt;
  if (!value || !std::isfinite(*value)) fail("expected a finite number", key);
  return value;
}

std::optional<double> Form::number_in(std::string_view key, double low, double high) const {
  return check(number(key), key, low, high);
}

std::optional<double> Form::typed(std::string_view key, std::string_view unit) const {
  if (!is_text(key)) return number(key);
  const std::string typed = *text(key);
  try {
    if (!unit.empty()) return parse_number(typed, unit);
    if (key.ends_with("_dbu")) return parse_level_dbu(typed);
    return key.ends_with("_db") ? parse_gain_db(typed) : parse_number(typed);
  } catch (const UnitError& error) {
    fail(error.what(), key);
  }
}

std::optional<double> Form::typed_in(std::string_view key, double low, double high, std::string_view unit) const {
  return check(typed(key, unit), key, low, high);
}

std::optional<double> Form::check(std::optional<double> value, std::string_view key, double low, double high) const {
  if (value && (*value < low || *value > high))
    fail("expected " + std::to_string(static_cast<int>(low)) + " to " + std::to_string(static_cast<int>(high)), key);
  return value;
}

std::optional<int> Form::integer(std::string_view key) const {
  const toml::node* node = table_->get(key);
  if (!node) return std::nullopt;
  if (!node->is_integer()) fail("expected an integer", key);
  return static_cast<int>(std::clamp<std::int64_t>(node->as_integer()->get(), -1000000, 1000000));
}

std::optional<bool> Form::boolean(std::string_view key) const {
  const toml::node* node = table_->get(key);
  if (!node) return std::nullopt;
  if (!node->is_boolean()) fail("expected true or false", key);
  return node->as_boolean()->get();
}

std::optional<Form> Form::form(std::string_view key) const {
  const toml::node* node = table_->get(key);
  if (!node) return std::nullopt;
  if (!node->is_table()) fail("expected a table", key);
  return Form(*node->as_table(), path_, std::string(key));
}

std::vector<Form> Form::forms(std::string_view key) const {
  const toml::node* node = table_->get(key);
  std::vector<Form> forms;
  if (!node) return forms;
  if (!node->is_array()) fail("expected a list of tables", key);
  for (const toml::node& each : *node->as_array()) {
    const std::string where = std::string(key) + '[' + std::to_string(forms.size()) + ']';
    if (!each.is_table()) fail("expected a table", where);
    forms.emplace_back(*each.as_table(), path_, where);
  }
  return forms;
}

std::string Form::written() const {
  std::string text;
  for (const auto& [key, node] : *table_) {
    std::string value;
    if (const auto* words = node.as_string()) value = toml_text(words->get());
    if (const auto* number = node.as_floating_point()) value = toml_number(number->get());
    if (const auto* number = node.as_integer()) value = std::to_string(number->get());
    if (const auto* is_on = node.as_boolean()) value = is_on->get() ? "true" : "false";
    if (const auto* date = node.as_date()) {
      char digits[24];
      std::snprintf(digits, sizeof digits, "%04d-%02d-%02d", date->get().year, date->get().month, date->get().day);
      value = digits;
    }
    if (!value.empty()) text += std::string(key.str()) + " = " + value + '\n';
  }
  return text;
}

std::optional<TomlFile> TomlFile::read(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(in_system(path), error)) return std::nullopt;
  std::ifstream stream(in_system(path), std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) throw SettingsError(path, "cannot be read");
  return parse(text, path);
}

TomlFile TomlFile::parse(std::string_view text, const std::string& path) {
  toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    const auto line = std::to_string(parsed.error().source().begin.line);
    throw SettingsError(path, "is not TOML: " + std::string(parsed.error().description()) + " (line " + line +
                                  "); correct the file, or delete it");
  }
  return TomlFile(std::move(parsed).table(), path);
}

}  // namespace reamp
