// Finds the inner loops for an instruction set: baseline, avx2 or avx512.
#pragma once

#include <optional>
#include <string>

#include "kernels/kernel_set.h"

namespace reamp {

// Null when this machine does not support it.
const KernelSet* find_kernel_set(const char* name) noexcept;

// The fastest that this machine supports.
const KernelSet& best_kernel_set() noexcept;

// The one of that name, or the fastest. Throws std::invalid_argument when this machine does not support it.
const KernelSet& kernel_set_named(const std::optional<std::string>& name);

}  // namespace reamp
