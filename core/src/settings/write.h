// TOML as we write it.
#pragma once

#include <optional>
#include <string>

namespace reamp {

std::string toml_text(const std::string& text);

// As short as it may be to be read as the same number; with a point, for TOML tells integers apart.
std::string toml_number(double value);

// A line of a table, and one that an unknown or a usual value leaves out.
void add_line(std::string& text, const char* key, const std::string& value);
void add_line(std::string& text, const char* key, const std::optional<double>& value);
void add_line_unless(std::string& text, const char* key, double value, double usual);

}  // namespace reamp
