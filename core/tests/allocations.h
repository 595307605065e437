// Counts what this thread takes from and gives back to the heap.
#pragma once

namespace reamp::testing {

// Calls of new, delete, malloc, realloc and free on this thread so far.
long heap_calls() noexcept;

}  // namespace reamp::testing
