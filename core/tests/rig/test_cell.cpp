// Holds cell.h to: the newest value, whole, on every side of two threads.
#include <atomic>
#include <thread>

#include "allocations.h"
#include "test.h"
#include "threads/cell.h"

using namespace reamp;

TEST(cell_gives_the_newest_value_until_there_is_another) {
  Cell<int> cell(7);
  CHECK_EQUAL(cell.read(), 7);
  cell.write(1);
  cell.write(2);
  CHECK_EQUAL(cell.read(), 2);
  CHECK_EQUAL(cell.read(), 2);
  const long before = testing::heap_calls();
  cell.write(3);
  CHECK_EQUAL(cell.read(), 3);
  CHECK_EQUAL(testing::heap_calls(), before);
}

TEST(cell_between_threads_is_whole_and_only_moves_forward) {
  struct Pair {
    int first, second;
  };
  constexpr int kLast = 100000;
  Cell<Pair> cell(Pair{0, 0});
  std::atomic<bool> is_whole{true}, in_order{true};
  std::thread reader([&] {
    for (int seen = 0; seen < kLast;) {
      const Pair pair = cell.read();
      if (pair.first != -pair.second) is_whole = false;
      if (pair.first < seen) in_order = false;
      if (!is_whole || !in_order) return;
      seen = pair.first;
    }
  });
  for (int i = 1; i <= kLast; ++i) cell.write({i, -i});
  reader.join();
  CHECK(is_whole);
  CHECK(in_order);
}
