// The sample rates of simulated gear.
#pragma once

#include <stdexcept>

#include "sim/oversampler.h"

namespace reamp::sim {

// The number of doublings of a rate to at least fine_hz. Throws std::invalid_argument outside 8 to 400 kHz.
inline int doublings_to(double fine_hz, double rate_hz) {
  if (!(rate_hz >= 8e3 && rate_hz <= 400e3)) throw std::invalid_argument("gear runs at 8 to 400 kHz");
  int doublings = 0;
  while (rate_hz < fine_hz) {
    rate_hz *= 2.0;
    ++doublings;
  }
  return doublings;
}

}  // namespace reamp::sim
