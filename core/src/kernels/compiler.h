// What the core takes from g++ and clang that standard C++ does not have; the only file that names it. Elsewhere are
// only hints that another compiler may ignore: `#pragma GCC unroll` and attributes such as [[gnu::noinline]].
//
// These are macros, so that the code is compiled as if it were written out where it is used.
#pragma once

// Makes Name a vector of `lanes` numbers, on which the operators work lane by lane.
#define REAMP_VECTOR(Name, Number, lanes) typedef Number Name __attribute__((vector_size((lanes) * sizeof(Number))))

// The same for vectors anywhere in memory that holds numbers, to load and store them.
#define REAMP_UNALIGNED_VECTOR(Name, Number, lanes) \
  typedef Number Name __attribute__((vector_size((lanes) * sizeof(Number)), aligned(alignof(Number)), may_alias))

// A vector of the lanes of a, then those of b, that have these numbers.
#define REAMP_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)

// Whether the processor and the system have an instruction set, as in REAMP_RUNS("avx2").
#define REAMP_RUNS(name) __builtin_cpu_supports(name)

// The numbers of a vector x, each as one of another vector type.
#define REAMP_CONVERTED(x, Vector) __builtin_convertvector(x, Vector)

// A square root without a call: std::sqrt is a function with a weak symbol.
#define REAMP_SQUARE_ROOT(x) __builtin_sqrtf(x)

// Asks for the cache line of p.
#define REAMP_PREFETCH(p) __builtin_prefetch(p)

// Keeps x in a register of vectors; does nothing where there are none, as in WebAssembly.
#if defined(__x86_64__)
#define REAMP_HOLD(x) asm("" : "+v"(x))
#elif defined(__aarch64__)
#define REAMP_HOLD(x) asm("" : "+w"(x))
#else
#define REAMP_HOLD(x) (void)x
#endif

#if defined(__aarch64__)
#include <cstdint>

namespace reamp {

// The register that controls floating point on Arm.
inline std::uint64_t fpcr() noexcept {
  std::uint64_t control;
  asm volatile("mrs %0, fpcr" : "=r"(control));
  return control;
}
inline void set_fpcr(std::uint64_t control) noexcept { asm volatile("msr fpcr, %0" : : "r"(control)); }

}  // namespace reamp
#endif
