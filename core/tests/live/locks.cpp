// Counts the locks that this thread takes, and what else of the threads library waits or wakes.
#include "live/locks.h"

#include <pthread.h>

#include <atomic>

namespace {
thread_local long calls = 0;
}

long reamp::testing::lock_calls() noexcept { return calls; }

// Wrapped where the C library can be asked for its own, and no sanitizer has wrapped it before.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#include <dlfcn.h>

namespace {

// The C library's own, looked for at the first call; twice if two threads are first.
template <class Function>
class Real {
 public:
  explicit constexpr Real(const char* name) : name_(name) {}

  template <class... Arguments>
  int operator()(Arguments... arguments) {
    ++calls;
    Function function = found_;
    if (!function) found_ = function = reinterpret_cast<Function>(dlsym(RTLD_NEXT, name_));
    return function(arguments...);
  }

 private:
  const char* name_;
  std::atomic<Function> found_{nullptr};
};

}  // namespace

// Visible, so that the C++ library finds them too.
#pragma GCC visibility push(default)
extern "C" {
int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  static constinit Real<int (*)(pthread_mutex_t*)> real("pthread_mutex_lock");
  return real(mutex);
}
int pthread_mutex_trylock(pthread_mutex_t* mutex) noexcept {
  static constinit Real<int (*)(pthread_mutex_t*)> real("pthread_mutex_trylock");
  return real(mutex);
}
int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept {
  static constinit Real<int (*)(pthread_rwlock_t*)> real("pthread_rwlock_rdlock");
  return real(lock);
}
int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept {
  static constinit Real<int (*)(pthread_rwlock_t*)> real("pthread_rwlock_wrlock");
  return real(lock);
}
int pthread_cond_signal(pthread_cond_t* condition) noexcept {
  static constinit Real<int (*)(pthread_cond_t*)> real("pthread_cond_signal");
  return real(condition);
}
int pthread_cond_broadcast(pthread_cond_t* condition) noexcept {
  static constinit Real<int (*)(pthread_cond_t*)> real("pthread_cond_broadcast");
  return real(condition);
}
}
#pragma GCC visibility pop
#endif
