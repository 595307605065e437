// Holds the ring to: every frame once, in order, whatever the two threads do.
#include <array>
#include <thread>

#include "test.h"
#include "threads/frame_ring.h"

using namespace reamp;

TEST(frame_ring_gives_back_every_frame_in_order) {
  FrameRing ring(2, 6);
  CHECK_EQUAL(ring.capacity(), 8u);
  const std::array<float, 5> left{1, 2, 3, 4, 5}, right{-1, -2, -3, -4, -5};
  const float* const channels[] = {left.data(), right.data()};
  ring.write(channels, 1, 4);
  ring.write_silence(2);
  CHECK_EQUAL(ring.room(), 2u);
  std::array<float, 20> read{};
  CHECK_EQUAL(ring.read(std::span(read).first(7)), 3u);
  CHECK((read == std::array<float, 20>{2, -2, 3, -3, 4, -4}));
  CHECK_EQUAL(ring.read(read), 3u);
  CHECK((std::array{read[0], read[1], read[2], read[5]} == std::array<float, 4>{5, -5, 0, 0}));
  CHECK_EQUAL(ring.read(read), 0u);
}

TEST(frame_ring_between_two_threads_loses_nothing) {
  constexpr int kFrames = 300000;
  FrameRing ring(1, 1000);
  std::jthread writer([&] {
    float sample = 0.0f;
    const float* const channels[] = {&sample};
    for (int i = 0; i < kFrames;) {
      sample = static_cast<float>(i);
      if (ring.room() == 0) continue;
      ring.write(channels, 0, 1);
      ++i;
    }
  });
  std::array<float, 64> read{};
  for (int expected = 0; expected < kFrames;) {
    const std::size_t count = ring.read(read);
    for (std::size_t i = 0; i < count; ++i) CHECK_EQUAL(read[i], static_cast<float>(expected++));
  }
}
