// Blocks signals in threads that must not be interrupted.
#pragma once

#if !defined(_WIN32)
#include <csignal>
#endif

namespace reamp {

// Blocks all signals except those of faults, in this thread and in threads that it starts meanwhile. libjack treats a
// call that a signal interrupts as a broken connection.
class HeldSignals {
 public:
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

#if defined(_WIN32)
  HeldSignals() {}
  ~HeldSignals() {}
#else
  HeldSignals() {
    sigset_t held;
    sigfillset(&held);
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP}) sigdelset(&held, fault);
    pthread_sigmask(SIG_BLOCK, &held, &before_);
  }
  ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
#endif
};

}  // namespace reamp
