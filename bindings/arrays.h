// Samples that the core made, as NumPy arrays that own them.
#pragma once

#include <utility>
#include <vector>

#include "binding.h"

using Floats = nb::ndarray<nb::numpy, float, nb::ndim<1>>;

inline Floats array_of(std::vector<float> samples) {
  auto* kept = new std::vector<float>(std::move(samples));
  const nb::capsule owner(kept, [](void* p) noexcept { delete static_cast<std::vector<float>*>(p); });
  return Floats(kept->data(), {kept->size()}, owner);
}
