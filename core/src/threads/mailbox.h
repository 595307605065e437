// Passes objects to the audio thread without a lock, and back to be freed.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

namespace reamp {

// One audio thread takes and retires; all else is for one other thread at a time.
template <class T>
class Mailbox {
 public:
  struct Parcel {
    std::unique_ptr<T> object;
    Parcel* next = nullptr;  // of the retired
  };

  Mailbox() = default;
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  ~Mailbox() {
    free_retired();
    delete pending_.load();
  }

  // Makes this the object that take() returns next; frees the previous one if it was not taken. [main thread]
  void publish(std::unique_ptr<T> object) {
    delete pending_.exchange(new Parcel{std::move(object)}, std::memory_order_acq_rel);
    free_retired();
  }

  // Frees the objects that the audio thread has retired. [main thread]
  void free_retired() {
    Parcel* parcel = retired_.exchange(nullptr, std::memory_order_acquire);
    while (parcel) delete std::exchange(parcel, parcel->next);
  }

  // The newest object, or null; the caller owns it until retire(). [audio thread; no allocation, lock]
  Parcel* take() noexcept {
    if (!pending_.load(std::memory_order_relaxed)) return nullptr;
    return pending_.exchange(nullptr, std::memory_order_acq_rel);
  }

  bool is_empty() const noexcept { return !pending_.load(std::memory_order_relaxed); }

  // [audio thread; no allocation, lock]
  void retire(Parcel* parcel) noexcept {
    parcel->next = retired_.load(std::memory_order_relaxed);
    while (
        !retired_.compare_exchange_weak(parcel->next, parcel, std::memory_order_release, std::memory_order_relaxed)) {
    }
  }

 private:
  std::atomic<Parcel*> pending_{nullptr};
  std::atomic<Parcel*> retired_{nullptr};
};

}  // namespace reamp
