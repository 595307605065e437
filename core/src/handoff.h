// Gives new objects to the audio thread without a lock, and takes the old ones back to be freed.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

namespace reamp {

// One audio thread calls current(); all else is for one other thread at a time.
template <class T>
class Handoff {
 public:
  explicit Handoff(std::unique_ptr<T> first) : current_(new Node{std::move(first)}) {}
  Handoff(const Handoff&) = delete;
  Handoff& operator=(const Handoff&) = delete;

  // Nobody may be in current() any more.
  ~Handoff() {
    free_retired();
    delete pending_.load();
    delete current_;
  }

  // Makes this the object that current() returns from its next call on. [main thread]
  void publish(std::unique_ptr<T> object) {
    delete pending_.exchange(new Node{std::move(object)}, std::memory_order_acq_rel);
    free_retired();
  }

  // The newest object published. [audio thread; no allocation, lock]
  T& current() noexcept {
    if (pending_.load(std::memory_order_relaxed)) {
      if (Node* next = pending_.exchange(nullptr, std::memory_order_acq_rel)) {
        retire(current_);
        current_ = next;
      }
    }
    return *current_->object;
  }

 private:
  struct Node {
    std::unique_ptr<T> object;
    Node* next = nullptr;  // of the retired
  };

  void retire(Node* node) noexcept {
    node->next = retired_.load(std::memory_order_relaxed);
    while (!retired_.compare_exchange_weak(node->next, node, std::memory_order_release, std::memory_order_relaxed)) {
    }
  }

  void free_retired() {
    Node* node = retired_.exchange(nullptr, std::memory_order_acquire);
    while (node) delete std::exchange(node, node->next);
  }

  Node* current_;  // of the audio thread
  std::atomic<Node*> pending_{nullptr};
  std::atomic<Node*> retired_{nullptr};
};

}  // namespace reamp
