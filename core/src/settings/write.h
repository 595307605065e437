// TOML as we write it.
#pragma once

#include <string>

namespace reamp {

std::string toml_text(const std::string& text);

// As short as it may be to be read as the same number; with a point, for TOML tells integers apart.
std::string toml_number(double value);

// Writes a file in one step: after a crash there is the old one or the new one. Creates its folder where needed. Throws
// SettingsError.
void write_file(const std::string& path, const std::string& text);

}  // namespace reamp
