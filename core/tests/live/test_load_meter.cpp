// Holds load_meter.h to the mean and the largest share of the last one to two windows.
#include <cmath>

#include "live/load_meter.h"
#include "test.h"

using namespace reamp;

TEST(load_meter_shows_the_mean_and_the_peak_and_forgets) {
  LoadMeter meter(0.1);
  CHECK_EQUAL(meter.load(), 0.0f);
  CHECK_EQUAL(meter.peak(), 0.0f);
  meter.add(0.005, 0.01);  // half of its time
  CHECK_EQUAL(meter.load(), 0.5f);
  meter.add(0.006, 0.02);
  CHECK(std::abs(meter.load() - 11.0f / 30.0f) < 1e-6f);
  CHECK_EQUAL(meter.peak(), 0.5f);
  for (int i = 0; i < 11; ++i) meter.add(0.001, 0.01);  // the window in which the peak was ends, the next has begun
  CHECK_EQUAL(meter.peak(), 0.5f);
  for (int i = 0; i < 10; ++i) meter.add(0.001, 0.01);
  CHECK(std::abs(meter.peak() - 0.1f) < 1e-6f);
  CHECK(std::abs(meter.load() - 0.1f) < 1e-6f);
}
