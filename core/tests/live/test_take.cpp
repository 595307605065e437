// Holds a take to: the signal on its outputs and silence on all others, every frame of its inputs, a soft end.
#include "nets.h"
#include "reamp/take.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

namespace {

// What a take plays on two outputs, one after the other, while two inputs are ramps that tell where a frame is from.
struct Played {
  Signal outputs[2];

  void block(Take& take, std::size_t frames) {
    Signal in[2], out[2] = {Signal(frames, 1.0f), Signal(frames, 1.0f)};
    for (std::size_t t = 0; t < frames; ++t) {
      in[0].push_back(static_cast<float>(at + t));
      in[1].push_back(-static_cast<float>(at + t));
    }
    const float* const inputs[] = {in[0].data(), in[1].data()};
    float* const outs[] = {out[0].data(), out[1].data()};
    take.process(inputs, outs, frames);
    for (int c : {0, 1}) outputs[c].insert(outputs[c].end(), out[c].begin(), out[c].end());
    at += frames;
  }

  std::size_t at = 0;
};

Signal ramp(std::size_t frames, float sign) {
  Signal samples;
  for (std::size_t t = 0; t < frames; ++t) samples.push_back(sign * static_cast<float>(t));
  return samples;
}

}  // namespace

TEST(take_plays_and_records_frame_for_frame_in_any_blocks) {
  const Signal signal = testing::noise(3000, 0.5f, 1);
  for (const std::size_t block : {1, 64, 999, 5000}) {
    Take take(signal, {.outputs = {1}, .inputs = {1, 0, 7}, .tail_frames = 500});
    CHECK_EQUAL(take.total_frames(), 3500u);
    Played played;
    while (!take.is_done()) played.block(take, block);
    played.block(take, 10);
    Signal expected = signal;
    expected.resize(played.at);
    CHECK(played.outputs[1] == expected);
    CHECK(played.outputs[0] == Signal(played.at));
    Signal recorded = ramp(3500, -1.0f);
    const Signal second = ramp(3500, 1.0f);
    recorded.insert(recorded.end(), second.begin(), second.end());
    recorded.resize(3 * 3500);  // an input that the device does not have
    CHECK(take.recorded() == recorded);
    CHECK_EQUAL(take.frames(), 3500u);
  }
}

TEST(take_that_is_stopped_fades_out) {
  Take take(Signal(48000, 0.5f), {.outputs = {0}, .inputs = {0}});
  Played played;
  played.block(take, 512);
  take.stop();
  played.block(take, 512);
  CHECK(take.is_done());
  CHECK_EQUAL(take.frames(), 512u + 256u);
  for (std::size_t t = 513; t < 1024; ++t) CHECK(played.outputs[0][t] <= played.outputs[0][t - 1]);
  CHECK_EQUAL(played.outputs[0][512 + 256], 0.0f);
  CHECK(take.recorded() == ramp(768, 1.0f));
}

TEST(take_notes_where_something_was_lost) {
  Take take(Signal(48000), {.outputs = {0}, .inputs = {0}});
  Played played;
  for (int i = 0; i < 150; ++i) {
    take.note_xrun();
    if (i == 2) take.note_gap(64);
    played.block(take, 100);
  }
  CHECK_EQUAL(take.xruns(), 150u);
  CHECK_EQUAL(take.xrun_places().size(), 100u);
  CHECK_EQUAL(take.xrun_places()[99].at_frame, 9900u);
  CHECK_EQUAL(take.gaps(), 1u);
  CHECK_EQUAL(take.gap_places()[0].at_frame, 200u);
  CHECK_EQUAL(take.gap_places()[0].frames, 64u);
}

TEST(take_refuses_what_cannot_be_played) {
  const TakeSetup setups[] = {
      {.outputs = {}, .inputs = {0}}, {.outputs = {0}, .inputs = {}}, {.outputs = {-1}, .inputs = {0}}};
  for (const TakeSetup& setup : setups) {
    bool is_refused = false;
    try {
      Take(Signal(10), setup);
    } catch (const std::invalid_argument&) {
      is_refused = true;
    }
    CHECK(is_refused);
  }
}
