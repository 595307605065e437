// Holds offline rendering to the sound of one thread, even where no other thread can be had.
#include <algorithm>

#include "nets.h"
#include "reamp/offline.h"
#include "test.h"

#ifdef __GLIBC__
#include <pthread.h>
#endif

using namespace reamp;
using Signal = std::vector<float>;

static Signal play(Model& model, const Signal& in) {
  Signal out(in.size());
  model.process(in, out);
  return out;
}

// In place, in blocks of which some are long enough to be shared out.
static Signal play_offline(OfflineModel& model, Signal signal) {
  const std::span<float> all(signal);
  for (std::size_t done = 0, frames = 60'000; done < signal.size(); done += frames, frames = frames * 2 / 3 + 1) {
    const auto block = all.subspan(done, std::min(frames, signal.size() - done));
    model.process(block, block);
  }
  return signal;
}

TEST(offline_plays_what_one_thread_plays) {
  const Signal in = testing::noise(150'000, 0.5f, 4);
  for (const std::string& text : {testing::plain_wavenet(), testing::container(), testing::lstm()}) {
    const auto model = Model::parse(text);
    const Signal expected = play(*model->clone(), in);
    for (const int threads : {0, 1, 3, 5}) {
      OfflineModel offline(*model, threads);
      CHECK(play_offline(offline, in) == expected);
    }
  }
}

TEST(offline_starts_at_the_size_of_its_model) {
  const auto model = Model::parse(testing::container());
  model->set_slim(0.5);
  OfflineModel offline(*model, 3);
  const Signal in = testing::noise(60'000, 0.5f, 5);
  CHECK(play_offline(offline, in) == play(*model, in));
}

#if defined(__GLIBC__) && !defined(__SANITIZE_THREAD__)
// Until it is destroyed, new threads ask for a stack that no machine has, and none can start.
class NoThreads {
 public:
  NoThreads() {
    pthread_attr_t attributes;
    pthread_getattr_default_np(&saved_);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, std::size_t{1} << 50);
    pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
  }
  ~NoThreads() {
    pthread_setattr_default_np(&saved_);
    pthread_attr_destroy(&saved_);
  }

 private:
  pthread_attr_t saved_;
};

TEST(offline_plays_on_when_no_thread_can_start) {
  const auto model = Model::parse(testing::plain_wavenet());
  const Signal in = testing::noise(100'000, 0.5f, 6);
  const Signal expected = play(*model->clone(), in);
  OfflineModel offline(*model, 4);
  const NoThreads no_threads;
  CHECK(play_offline(offline, in) == expected);
}
#endif
