// Holds a late value to its three frames.
#include "sim/late.h"
#include "test.h"

using namespace reamp::sim;

TEST(late_values_are_three_frames_old) {
  Late value;
  value.reset(-1.0);
  for (int t = 0; t < 10; ++t) {
    value.put(t);
    CHECK_EQUAL(value.last(), t);
    CHECK_EQUAL(value.late(), t < 3 ? -1.0 : t - 3.0);
  }
}
