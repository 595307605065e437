// A value that one thread writes and another reads without waiting, never half-written.
#pragma once

#include <array>
#include <atomic>

namespace reamp {

// Three slots: the writer's, the reader's, and the newest in between. [one writer; one reader; no allocation, lock]
template <class T>
class Cell {
 public:
  explicit Cell(const T& first) : slots_{first, first, first} {}

  void write(const T& value) noexcept {
    slots_[writers_] = value;
    writers_ = between_.exchange(writers_ | kNew, std::memory_order_acq_rel) & ~kNew;
  }

  // The newest value written.
  const T& read() noexcept {
    if (between_.load(std::memory_order_relaxed) & kNew)
      readers_ = between_.exchange(readers_, std::memory_order_acq_rel) & ~kNew;
    return slots_[readers_];
  }

 private:
  static constexpr unsigned kNew = 4;  // written since it was last read

  std::array<T, 3> slots_;
  unsigned writers_ = 0, readers_ = 1;
  std::atomic<unsigned> between_{2};
};

}  // namespace reamp
