// The sizes of a slimmable model, and cutting a network to one of them.
#pragma once

#include <optional>
#include <vector>

#include "nam/spec.h"

namespace reamp {

// The choice of a network: the index of the submodel, or of the size of each layer array. Empty for a model
// of one size.
using SlimChoice = std::vector<int>;

// The slim values at which the network changes, ascending.
std::vector<double> slim_breakpoints(const ModelSpec& spec);

// slim: none for the full size.
SlimChoice choose_size(const ModelSpec& spec, std::optional<double> slim);

// The model cut to this size; the same object when there is nothing to cut.
SharedSpec cut_to_size(const SharedSpec& spec, const SlimChoice& choice);

}  // namespace reamp
