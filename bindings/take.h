// A take that a Python object and a stream share.
#pragma once

#include <memory>

#include "reamp/take.h"

struct SharedTake {
  std::shared_ptr<reamp::Take> core;
};
