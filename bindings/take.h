// Takes, recorders and loops that a Python object and a stream share.
#pragma once

#include <memory>

#include "reamp/recorder.h"
#include "reamp/sound_loop.h"
#include "reamp/take.h"

struct SharedRecorder {
  std::shared_ptr<reamp::DiskRecorder> core;
};

struct SharedLoop {
  std::shared_ptr<reamp::SoundLoop> core;
};

struct SharedTake {
  std::shared_ptr<reamp::Take> core;
};
