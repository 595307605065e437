// The .nam reader, which alone decides what is playable.
#pragma once

#include <string_view>

#include "nam/spec.h"

namespace reamp {

// Reads and checks the text of a .nam file. Throws ModelError with the path of the first wrong field; the result
// needs no further check.
SharedSpec read_model(std::string_view text);

}  // namespace reamp
