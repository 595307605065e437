// Holds denormals.h to: none inside the scope, the thread as it was after it.
#include "denormals.h"
#include "test.h"

TEST(denormals_are_zero_inside_the_scope_only) {
  volatile float tiny = 1e-40f;
  volatile float one = 1.0f;
  CHECK(tiny * one != 0.0f);
  {
    const reamp::NoDenormals no_denormals;
    volatile const float product = tiny * one;
    CHECK(product == 0.0f);
  }
  CHECK(tiny * one != 0.0f);
}
