// Holds input_ring.h to: what was delivered, in order, however late and while more is delivered.
#include <atomic>
#include <thread>

#include "allocations.h"
#include "reamp/input_ring.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

// Frames count from 1 on the first channel, and down from -1 on the second.
static void write_counted(InputRing& ring, int first, int frames) {
  Signal up, down;
  for (int t = first; t < first + frames; ++t) {
    up.push_back(static_cast<float>(t));
    down.push_back(static_cast<float>(-t));
  }
  const float* const channels[] = {up.data(), down.data()};
  const long before = testing::heap_calls();
  ring.write(channels, up.size());
  CHECK_EQUAL(testing::heap_calls(), before);
}

TEST(input_ring_gives_what_came_since_the_last_read) {
  InputRing ring(2, 100);
  CHECK(ring.read().empty());
  write_counted(ring, 1, 2);
  write_counted(ring, 3, 1);
  CHECK((ring.read() == Signal{1, 2, 3, -1, -2, -3}));
  CHECK(ring.read().empty());
  write_counted(ring, 4, 2);
  CHECK((ring.read() == Signal{4, 5, -4, -5}));
}

TEST(input_ring_gives_the_last_frames_when_there_were_too_many) {
  for (const int frames : {7, 100, 255, 256, 257, 1000}) {  // 256 are kept
    InputRing ring(2, 100);
    write_counted(ring, 1, 60);
    write_counted(ring, 61, frames);
    const Signal read = ring.read();
    const auto count = static_cast<std::size_t>(std::min(60 + frames, 100));
    CHECK_EQUAL(read.size(), 2 * count);
    for (std::size_t t = 0; t < count; ++t) {
      CHECK_EQUAL(read[count - 1 - t], static_cast<float>(60 + frames) - static_cast<float>(t));
      CHECK_EQUAL(read[2 * count - 1 - t], -read[count - 1 - t]);
    }
  }
}

TEST(input_ring_between_threads_gives_whole_frames_in_order) {
  constexpr int kLast = 1000000;
  InputRing ring(2, 1000);
  std::thread writer([&] {
    for (int first = 1; first <= kLast; first += 500) write_counted(ring, first, 500);
  });
  std::size_t frames_read = 0;
  bool is_in_order = true, is_whole = true;
  for (float seen = 0.0f; seen < kLast;) {
    const Signal read = ring.read();
    const std::size_t frames = read.size() / 2;
    frames_read += frames;
    for (std::size_t t = 0; t < frames; ++t) {
      if (read[t] <= seen || (t > 0 && read[t] != read[t - 1] + 1.0f)) is_in_order = false;
      if (read[frames + t] != -read[t]) is_whole = false;
      seen = read[t];
    }
    if (!is_in_order || !is_whole) break;
  }
  writer.join();
  CHECK(is_in_order);
  CHECK(is_whole);
  CHECK(frames_read > 0);
}
