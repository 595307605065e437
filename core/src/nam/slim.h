// Sizes of a slimmable model: which there are, and cutting a network to one.
#pragma once

#include <optional>
#include <vector>

#include "nam/spec.h"

namespace reamp {

// Which network plays: the index of the submodel, or of the size of each layer array. Empty for a model
// of one size.
using SlimChoice = std::vector<int>;

// The slim values at which another network plays, ascending.
std::vector<double> slim_breakpoints(const ModelSpec& spec);

// slim: none for the full size.
SlimChoice choose_size(const ModelSpec& spec, std::optional<double> slim);

// The model cut to that size; the same one when there is nothing to cut.
SharedSpec cut_to_size(const SharedSpec& spec, const SlimChoice& choice);

}  // namespace reamp
