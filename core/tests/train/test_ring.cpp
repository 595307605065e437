// Holds the ring of training to a plain list of everything, forward and backward in time.
#include <vector>

#include "../nets.h"
#include "test.h"
#include "train/ring.h"

using namespace reamp;

namespace {

constexpr int kChannels = 3, kTiles = 12, kFrames = kTiles * kTrainFrames;
constexpr int kReaches[] = {0, 1, 16, 100, kTrainFrames / 2, kTrainFrames / 2 + 1, kTrainFrames, 5 * kTrainFrames - 3};

struct Placed {
  explicit Placed(int reach) : ring(kChannels, reach), arena(ring.size()) { ring.place(arena); }
  Ring ring;
  Arena arena;
};

void write(Ring& ring, const testing::Channels& signal, int tile) {
  for (int c = 0; c < kChannels; ++c)
    std::copy_n(&signal[c][tile * kTrainFrames], kTrainFrames, ring.now().data + c * ring.stride());
  ring.wrote();
}

// That the window is the signal from frame `first` on, zeros where there is none.
void check_window(const Ring& ring, const float* window, const testing::Channels& signal, int first) {
  for (int c = 0; c < kChannels; ++c)
    for (int t = 0; t < kTrainFrames; ++t) {
      const int at = first + t;
      CHECK_EQUAL(window[c * ring.stride() + t], at < 0 || at >= kFrames ? 0.0f : signal[c][at]);
    }
}

testing::Channels signals() {
  testing::Channels made;
  for (int c = 0; c < kChannels; ++c) made.push_back(testing::noise(kFrames, 1.0f, c + 1));
  return made;
}

}  // namespace

TEST(ring_remembers_the_past) {
  const testing::Channels signal = signals();
  for (const int reach : kReaches) {
    Placed placed(reach);
    for (int turn = 0; turn < 2; ++turn) {  // the second one starts anew
      placed.ring.start_forward();
      for (int tile = 0; tile < kTiles; ++tile, placed.ring.forward()) {
        write(placed.ring, signal, tile);
        for (const int back : {0, reach / 2, reach})
          check_window(placed.ring, placed.ring.past(back), signal, tile * kTrainFrames - back);
      }
    }
  }
}

TEST(ring_backward_in_time_remembers_the_future) {
  const testing::Channels signal = signals();
  for (const int reach : kReaches) {
    Placed placed(reach);
    placed.ring.start_forward();
    write(placed.ring, signal, 0);
    placed.ring.start_backward();
    for (int tile = kTiles - 1; tile >= 0; --tile) {
      placed.ring.backward();
      write(placed.ring, signal, tile);
      for (const int ahead : {0, reach / 2, reach})
        check_window(placed.ring, placed.ring.future(ahead), signal, tile * kTrainFrames + ahead);
    }
  }
}
