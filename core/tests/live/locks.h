// Counts the locks that this thread takes, and what else of the threads library waits or wakes.
#pragma once

namespace reamp::testing {

// Calls of pthread_mutex_lock and its like on this thread so far.
long lock_calls() noexcept;

}  // namespace reamp::testing
