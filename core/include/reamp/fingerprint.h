// Identifies a network: the same in every copy of a file, even with another name or other metadata.
#pragma once

#include <string>
#include <string_view>

namespace reamp {

// 32 hexadecimal digits from architecture, config, weights and rate, the same as Python's network_fingerprint.
// nam: the text of a file. Throws ModelError for text that is not JSON.
std::string network_fingerprint(std::string_view nam);

}  // namespace reamp
