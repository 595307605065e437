// Turns off denormal numbers, which cost a hundred times as much as normal ones, in a scope.
#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "kernels/compiler.h"

namespace reamp {

// Treats denormals as zero on this thread while it lives, then restores the thread's setting. [audio thread]
class NoDenormals {
 public:
  NoDenormals() noexcept : saved_(control()) { set_control(saved_ | kFlushToZero); }
  ~NoDenormals() { set_control(saved_); }
  NoDenormals(const NoDenormals&) = delete;
  NoDenormals& operator=(const NoDenormals&) = delete;

 private:
#if defined(__x86_64__)
  using Control = unsigned;
  static constexpr Control kFlushToZero = 0x8040;  // FTZ for results, DAZ for operands
  static Control control() noexcept { return _mm_getcsr(); }
  static void set_control(Control control) noexcept { _mm_setcsr(control); }
#elif defined(__aarch64__)
  using Control = std::uint64_t;
  static constexpr Control kFlushToZero = std::uint64_t{1} << 24;
  static Control control() noexcept { return fpcr(); }
  static void set_control(Control control) noexcept { set_fpcr(control); }
#else
  using Control = unsigned;
  static constexpr Control kFlushToZero = 0;
  static Control control() noexcept { return 0; }
  static void set_control(Control) noexcept {}
#endif

  Control saved_;
};

}  // namespace reamp
