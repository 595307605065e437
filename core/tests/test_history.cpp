// Holds the ring of history.h to a plain list of everything ever written.
#include <vector>

#include "nets/history.h"
#include "seeds.h"
#include "test.h"

using namespace reamp;

// Writes tiles of random lengths, garbage behind each, and compares every window with the list.
static void check_history(int channels, int past_frames) {
  History history(channels, past_frames);
  std::vector<std::vector<float>> written(static_cast<std::size_t>(channels),
                                          std::vector<float>(static_cast<std::size_t>(past_frames), 0.0f));
  testing::Sequence sequence(static_cast<std::uint64_t>(past_frames) + 1);
  for (int tile = 0; tile < 400; ++tile) {
    const int frames = 1 + sequence.below(kTileFrames);
    for (int c = 0; c < channels; ++c) {
      float* row = history.now() + c * history.stride();
      for (int t = 0; t < round_up(frames, kMaxLanes); ++t) {
        row[t] = t < frames ? sequence.uniform(-1.0f, 1.0f) : 1e9f;
        if (t < frames) written[static_cast<std::size_t>(c)].push_back(row[t]);
      }
    }
    history.wrote(frames);
    for (const int offset : {0, past_frames / 2, past_frames})
      for (int c = 0; c < channels; ++c) {
        const auto& list = written[static_cast<std::size_t>(c)];
        const float* window = history.past(offset) + c * history.stride();
        for (int t = 0; t < frames; ++t)
          CHECK_EQUAL(window[t], list[list.size() - static_cast<std::size_t>(frames + offset - t)]);
      }
    history.advance(frames);
  }
}

TEST(history_gives_back_what_was_written) {
  for (const int past : {0, 1, 16, 17, 63, 64, 65, 192, 193, 1000}) check_history(3, past);
}

TEST(history_forgets_when_cleared) {
  History history(1, 10);
  history.now()[0] = 1.0f;
  history.wrote(1);
  history.advance(1);
  history.clear();
  history.wrote(1);
  CHECK_EQUAL(history.past(0)[0], 0.0f);
  CHECK_EQUAL(history.past(1)[0], 0.0f);
}
