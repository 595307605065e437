// What identifies a network: the same in every copy of a file, whatever its name and its metadata.
#pragma once

#include <string>
#include <string_view>

namespace reamp {

// 32 hexadecimal digits, those of architecture, config, weights and rate; Python's network_fingerprint gives the same.
// nam: the text of a file. Throws ModelError for what is no JSON.
std::string network_fingerprint(std::string_view nam);

}  // namespace reamp
