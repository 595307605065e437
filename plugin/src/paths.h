// Parts of paths.
#pragma once

#include <string>
#include <string_view>

#include "reamp/paths.h"

namespace reamp::plugin {

// The last part of a path; stem_of: without its ending.
std::string name_of(const std::string& path);
std::string stem_of(const std::string& path);

// Empty: the path is only a name.
std::string folder_of(const std::string& path);

// Whatever the case of its letters. ending: in small letters, with its point.
bool has_ending(const std::string& path, std::string_view ending);

// The text with small letters for those of ASCII.
std::string lowered(std::string text);

}  // namespace reamp::plugin
