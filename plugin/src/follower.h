// A thread that looks now and then whether the audio thread has left it work.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace reamp::plugin {

// The audio thread must call no system function, and so wakes no thread: this one looks by itself.
class Follower {
 public:
  explicit Follower(std::function<void()> look) : look_(std::move(look)), thread_([this] { run(); }) {}

  // Waits for a look that has begun.
  ~Follower() {
    {
      const std::lock_guard guard(mutex_);
      is_over_ = true;
    }
    over_.notify_all();
    thread_.join();
  }

 private:
  static constexpr std::chrono::milliseconds kPause{20};  // less than a fade lasts, and than a foot takes

  void run() {
    std::unique_lock lock(mutex_);
    while (!over_.wait_for(lock, kPause, [this] { return is_over_; })) {
      lock.unlock();
      try {
        look_();
      } catch (const std::exception&) {  // out of memory, say: what plays goes on, and the next look tries again
      }
      lock.lock();
    }
  }

  std::function<void()> look_;
  std::mutex mutex_;
  std::condition_variable over_;
  bool is_over_ = false;
  std::thread thread_;
};

}  // namespace reamp::plugin
