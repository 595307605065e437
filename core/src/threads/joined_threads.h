// Threads that end with their scope, as std::jthread, which libc++ before version 18 does not have.
#pragma once

#include <thread>
#include <utility>
#include <vector>

namespace reamp {

class JoinedThreads {
 public:
  JoinedThreads() = default;
  JoinedThreads(const JoinedThreads&) = delete;
  JoinedThreads& operator=(const JoinedThreads&) = delete;
  ~JoinedThreads() {
    for (std::thread& each : threads_) each.join();
  }

  // Starts a thread. Throws std::system_error where there are no more.
  template <class Function, class... Arguments>
  void start(Function&& function, Arguments&&... arguments) {
    threads_.emplace_back(std::forward<Function>(function), std::forward<Arguments>(arguments)...);
  }

 private:
  std::vector<std::thread> threads_;
};

}  // namespace reamp
