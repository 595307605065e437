// What the core takes from g++ and clang that standard C++ does not have; the only file that names it. Elsewhere are
// only hints that another compiler may ignore: `#pragma GCC unroll` and attributes such as [[gnu::noinline]].
//
// Everything has internal linkage, for the reason that simd.h gives.
#pragma once

#include <cstdint>

// Makes Name a vector of `lanes` numbers, on which the operators work lane by lane.
#define REAMP_VECTOR(Name, Number, lanes) typedef Number Name __attribute__((vector_size((lanes) * sizeof(Number))))

// The same for vectors anywhere in memory that holds numbers, to load and store them.
#define REAMP_UNALIGNED_VECTOR(Name, Number, lanes) \
  typedef Number Name __attribute__((vector_size((lanes) * sizeof(Number)), aligned(alignof(Number)), may_alias))

// A vector of the lanes of a, then those of b, that have these numbers.
#define REAMP_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)

// Whether the processor and the system have an instruction set, as in REAMP_RUNS("avx2").
#define REAMP_RUNS(name) __builtin_cpu_supports(name)

namespace reamp {
namespace {

// The bits of a vector as one of another type.
template <class To, class From>
[[gnu::always_inline]] inline To same_bits(From x) {
  return reinterpret_cast<To>(x);
}

// The numbers of a vector, each as one of another type.
template <class To, class From>
[[gnu::always_inline]] inline To converted(From x) {
  return __builtin_convertvector(x, To);
}

// std::sqrt is a function with a weak symbol.
inline float square_root_of(float x) { return __builtin_sqrtf(x); }

// Asks for the cache line of p.
inline void prefetch(const void* p) { __builtin_prefetch(p); }

// Keeps x in its register. The compiler would load it again for every use, and loads are limited to two per
// cycle, or one when it crosses a cache line.
template <class V>
[[gnu::always_inline]] inline void hold(V& x) {
#if defined(__x86_64__)
  asm("" : "+v"(x));
#elif defined(__aarch64__)
  asm("" : "+w"(x));
#else
  static_cast<void>(x);  // WebAssembly has no registers
#endif
}

#if defined(__aarch64__)
// The register that controls floating point on Arm.
inline std::uint64_t fpcr() noexcept {
  std::uint64_t control;
  asm volatile("mrs %0, fpcr" : "=r"(control));
  return control;
}
inline void set_fpcr(std::uint64_t control) noexcept { asm volatile("msr fpcr, %0" : : "r"(control)); }
#endif

}  // namespace
}  // namespace reamp
