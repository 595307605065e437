// Counts what this thread takes from and gives back to the heap.
#include "allocations.h"

#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

thread_local long calls = 0;

void* aligned(std::size_t alignment, std::size_t size) {
#if defined(_WIN32)
  return _aligned_malloc(size, alignment);
#else
  return std::aligned_alloc(alignment, (size + alignment) / alignment * alignment);
#endif
}

void free_aligned(void* p) noexcept {
#if defined(_WIN32)
  _aligned_free(p);
#else
  std::free(p);
#endif
}

void* counted(void* p) {
  ++calls;
  if (!p) throw std::bad_alloc();
  return p;
}

void release(void* p) noexcept {
  ++calls;
  std::free(p);
}

void release_aligned(void* p) noexcept {
  ++calls;
  free_aligned(p);
}

}  // namespace

long reamp::testing::heap_calls() noexcept { return calls; }

void* operator new(std::size_t size) { return counted(std::malloc(size + 1)); }
void* operator new[](std::size_t size) { return counted(std::malloc(size + 1)); }
void* operator new(std::size_t size, std::align_val_t to) { return counted(aligned(std::size_t(to), size)); }
void* operator new[](std::size_t size, std::align_val_t to) { return counted(aligned(std::size_t(to), size)); }
void operator delete(void* p) noexcept { release(p); }
void operator delete[](void* p) noexcept { release(p); }
void operator delete(void* p, std::size_t) noexcept { release(p); }
void operator delete[](void* p, std::size_t) noexcept { release(p); }
void operator delete(void* p, std::align_val_t) noexcept { release_aligned(p); }
void operator delete[](void* p, std::align_val_t) noexcept { release_aligned(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { release_aligned(p); }
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { release_aligned(p); }

// The C functions as well, where they can be wrapped and no sanitizer has done so before.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* p, std::size_t size);
void __libc_free(void* p);

void* malloc(std::size_t size) {
  ++calls;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  ++calls;
  return __libc_calloc(count, size);
}
void* realloc(void* p, std::size_t size) {
  ++calls;
  return __libc_realloc(p, size);
}
void free(void* p) {
  ++calls;
  __libc_free(p);
}
}
#endif
