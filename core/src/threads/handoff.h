// Gives new objects to the audio thread without a lock: the newest plays at once.
#pragma once

#include <memory>
#include <utility>

#include "threads/mailbox.h"

namespace reamp {

// One audio thread calls current(); all else is for one other thread at a time.
template <class T>
class Handoff {
 public:
  explicit Handoff(std::unique_ptr<T> first) : current_(new Parcel{std::move(first)}) {}

  // No thread may still call current().
  ~Handoff() { delete current_; }

  // Makes this the object that current() returns from its next call on. [main thread]
  void publish(std::unique_ptr<T> object) { mailbox_.publish(std::move(object)); }

  // The newest object published. [audio thread; no allocation, lock]
  T& current() noexcept {
    if (Parcel* next = mailbox_.take()) {
      mailbox_.retire(current_);
      current_ = next;
    }
    return *current_->object;
  }

 private:
  using Parcel = typename Mailbox<T>::Parcel;

  Mailbox<T> mailbox_;
  Parcel* current_;  // of the audio thread
};

}  // namespace reamp
