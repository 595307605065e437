// Holds loops and recording beside a rig to: the bits of the rig, in any blocks; sides and input frame for frame.
#include <cstdio>
#include <cstring>
#include <span>

#include "nets.h"
#include "reamp/live.h"
#include "rig/blocks.h"
#include "temporary.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

namespace {

constexpr int kRate = 48000;
constexpr std::size_t kFrames = 9000;

void set_up(Rig& rig) {
  rig.set({.tone = {.bass = 7.0}, .output_gain_db = -6.0});
  rig.set_models({});
}

// The whole of a loop that goes round, from its first frame.
Signal repeated(const Signal& loop, std::size_t frames) {
  Signal all(frames);
  for (std::size_t t = 0; t < frames; ++t) all[t] = loop[t % loop.size()];
  return all;
}

Signal samples_of(const std::string& path) {
  Signal samples;
  if (std::FILE* const file = std::fopen(path.c_str(), "rb")) {
    std::fseek(file, static_cast<long>(DiskRecorder::kSamplesAt), SEEK_SET);
    for (float sample = 0.0f; std::fread(&sample, sizeof sample, 1, file) == 1;) samples.push_back(sample);
    std::fclose(file);
  }
  return samples;
}

void play(StreamCallback& callback, const Signal& in, Signal& left, Signal& right, std::size_t longest) {
  testing::in_blocks(in.size(), longest, 1, [&](std::size_t first, std::size_t frames) {
    const float* const inputs[] = {in.data() + first, in.data() + first};
    float* const outputs[] = {left.data() + first, right.data() + first};
    callback.process(inputs, outputs, frames);
  });
}

template <class Call>
bool is_refused(Call call) {
  try {
    call();
  } catch (const std::invalid_argument&) {
    return true;
  }
  return false;
}

}  // namespace

TEST(play_along_plays_a_loop_in_place_of_the_inputs) {
  const Signal in = testing::noise(kFrames, 0.3f, 3);
  for (const std::size_t length : {1, 700, 20000}) {
    const Signal loop = testing::noise(length, 0.3f, 4), instead = repeated(loop, kFrames);
    Rig rig(kRate);
    set_up(rig);
    const float* const inputs[] = {instead.data()};
    Signal left(kFrames), right(kFrames), heard_left(kFrames), heard_right(kFrames);
    rig.process(inputs, left, right);
    for (const std::size_t longest : {64, 5000}) {
      Rig again(kRate);
      set_up(again);
      StreamCallback callback(kRate, 2, 2);
      SoundLoop sound(loop, 1);
      callback.play(&again);
      callback.play_in_place(&sound);
      play(callback, in, heard_left, heard_right, longest);
      CHECK(heard_left == left && heard_right == right);
      CHECK_EQUAL(sound.position(), kFrames % length);
      CHECK(callback.read_inputs() == [&] {
        Signal both = instead;
        both.insert(both.end(), instead.begin(), instead.end());
        return both;
      }());
    }
  }
}

TEST(play_along_adds_a_loop_beside_and_records_without_it) {
  const Signal in = testing::noise(kFrames, 0.3f, 3), beside = testing::noise(1400, 0.3f, 5);
  Rig rig(kRate), again(kRate);
  set_up(rig);
  set_up(again);
  const float* const inputs[] = {in.data(), in.data()};
  Signal left(kFrames), right(kFrames), heard_left(kFrames), heard_right(kFrames);
  rig.process(inputs, left, right);
  const std::string di = testing::temporary_path(".wav"), both = testing::temporary_path(".wav");
  const RecordedFile files[] = {{di, 1}, {both, 2}};
  DiskRecorder recorder(files, kRate);
  StreamCallback callback(kRate, 2, 2);
  SoundLoop sound(beside, 2);
  callback.play(&again);
  callback.play_beside(&sound);
  callback.record(&recorder, 1);
  play(callback, in, heard_left, heard_right, 333);
  callback.record(nullptr, 0);
  recorder.close();
  const std::span all(beside);
  const Signal left_loop(all.begin(), all.begin() + 700), right_loop(all.begin() + 700, all.end());
  const Signal more_left = repeated(left_loop, kFrames), more_right = repeated(right_loop, kFrames);
  const Signal recorded = samples_of(both);
  CHECK(samples_of(di) == in);
  CHECK_EQUAL(recorded.size(), 2 * kFrames);
  for (std::size_t t = 0; t < kFrames; ++t) {
    CHECK_EQUAL(recorded[2 * t], left[t]);
    CHECK_EQUAL(recorded[2 * t + 1], right[t]);
    CHECK_EQUAL(heard_left[t], left[t] + more_left[t]);
    CHECK_EQUAL(heard_right[t], right[t] + more_right[t]);
  }
  std::remove(di.c_str());
  std::remove(both.c_str());
}

TEST(play_along_refuses_what_does_not_fit) {
  const Signal none, three(3);
  CHECK(is_refused([&] { SoundLoop(none, 1); }));
  CHECK(is_refused([&] { SoundLoop(three, 0); }));
  CHECK(is_refused([&] { SoundLoop(three, 2); }));
  const std::string path = testing::temporary_path(".wav");
  const RecordedFile files[] = {{path, 1}};
  DiskRecorder recorder(files, kRate);
  StreamCallback callback(kRate, 1, 2);
  CHECK(is_refused([&] { callback.record(&recorder, 0); }));
  std::remove(path.c_str());
}
