// Memory for training: one piece for all data of a thread, in large pages where the system has them.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "kernels/tile.h"

namespace reamp {

// Zeroed floats, handed out in turn. It uses large pages, because a tile reads dozens of rows that are far apart, and
// looking up small pages costs 8 % of the speed.
class Arena {
 public:
  explicit Arena(std::size_t size)
      : size_((size * sizeof(float) + kPageBytes - 1) / kPageBytes * kPageBytes),
        data_(static_cast<float*>(::operator new(size_, std::align_val_t{kPageBytes}))) {
#if defined(__linux__)
    madvise(data_.get(), size_, MADV_HUGEPAGE);  // optional: failure only costs speed
#endif
    std::memset(data_.get(), 0, size_);
  }

  // The next `count` floats, on a cache line. All counts, each rounded up to lines, must fit the size.
  float* take(std::size_t count) noexcept {
    float* taken = data_.get() + used_;
    used_ += rounded(count);
    return taken;
  }

  static std::size_t rounded(std::size_t count) noexcept { return (count + kMaxLanes - 1) / kMaxLanes * kMaxLanes; }

  std::size_t bytes() const noexcept { return size_; }

 private:
  static constexpr std::size_t kPageBytes = std::size_t{2} << 20;

  struct Free {
    void operator()(float* p) const noexcept { ::operator delete(p, std::align_val_t{kPageBytes}); }
  };
  std::size_t size_, used_ = 0;  // in bytes, in floats
  std::unique_ptr<float, Free> data_;
};

}  // namespace reamp
