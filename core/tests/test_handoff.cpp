// Holds handoff.h to: the newest object plays, every object is freed once, and never by the audio thread.
#include <atomic>
#include <thread>

#include "allocations.h"
#include "test.h"
#include "threads/handoff.h"

using namespace reamp;

struct Numbered {
  explicit Numbered(int n) : number(n) { ++alive; }
  ~Numbered() {
    number = -1;
    --alive;
  }
  int number;
  static inline std::atomic<int> alive{0};
};

TEST(handoff_gives_the_newest_object) {
  {
    Handoff<Numbered> handoff(std::make_unique<Numbered>(0));
    CHECK_EQUAL(handoff.current().number, 0);
    handoff.publish(std::make_unique<Numbered>(1));
    handoff.publish(std::make_unique<Numbered>(2));  // frees 1, which was never taken
    CHECK_EQUAL(Numbered::alive.load(), 2);
    CHECK_EQUAL(handoff.current().number, 2);
    CHECK_EQUAL(Numbered::alive.load(), 2);  // 0 is retired, not freed here
    handoff.publish(std::make_unique<Numbered>(3));
    CHECK_EQUAL(Numbered::alive.load(), 2);
  }
  CHECK_EQUAL(Numbered::alive.load(), 0);
}

TEST(handoff_leaves_the_heap_alone_on_the_audio_thread) {
  Handoff<Numbered> handoff(std::make_unique<Numbered>(0));
  handoff.publish(std::make_unique<Numbered>(1));
  const long before = testing::heap_calls();
  handoff.current();
  CHECK_EQUAL(testing::heap_calls(), before);
}

TEST(handoff_between_threads_only_moves_forward) {
  {
    constexpr int kLast = 20000;
    Handoff<Numbered> handoff(std::make_unique<Numbered>(0));
    std::atomic<bool> in_order{true};
    std::thread audio([&] {
      for (int seen = 0; seen < kLast;) {
        const int number = handoff.current().number;
        if (number < seen) in_order = false;
        if (number < seen) return;
        seen = number;
      }
    });
    for (int i = 1; i <= kLast; ++i) handoff.publish(std::make_unique<Numbered>(i));
    audio.join();
    CHECK(in_order);
  }
  CHECK_EQUAL(Numbered::alive.load(), 0);
}
