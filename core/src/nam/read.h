// The .nam reader: the one judge of what is playable.
#pragma once

#include <string_view>

#include "nam/spec.h"

namespace reamp {

// Reads and checks the text of a .nam file. Throws ModelError with the path of the first field that is
// wrong; nothing in the result needs to be checked again.
SharedSpec read_model(std::string_view text);

}  // namespace reamp
