// Memory in one piece.
#include <cstdint>

#include "test.h"
#include "train/arena.h"

using namespace reamp;

TEST(arena_gives_zeroed_cache_lines_one_after_the_other) {
  Arena arena(100);
  float* first = arena.take(5);
  float* second = arena.take(95 - kMaxLanes);
  CHECK_EQUAL(second - first, std::ptrdiff_t{kMaxLanes});
  CHECK_EQUAL(reinterpret_cast<std::uintptr_t>(first) % 64, 0u);
  for (int i = 0; i < 100; ++i) CHECK_EQUAL(first[i], 0.0f);
  CHECK(arena.bytes() >= 100 * sizeof(float));
}
