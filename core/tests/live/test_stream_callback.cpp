// Holds the callback to: the rig's own bits, whatever calls it; numbers that count; a safe change of rigs.
#include <array>
#include <thread>

#include "reamp/live.h"
#include "rig/random_change.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

constexpr int kRate = 48000;

static void set_up(Rig& rig, const Model& model, std::span<const float> left, std::span<const float> right) {
  const RigModel chain[] = {{&model, -3.0}};
  rig.set({.channel = 1, .gate = true, .gate_threshold_db = -30.0, .tone = {.bass = 7.0}});
  rig.set_models(chain, 3.0);
  rig.set_cabinet(left, right);
}

// left and right, one after the other; or what one output hears.
static Signal played(int outputs, bool is_interleaved, std::size_t longest) {
  constexpr std::size_t kFrames = 9000;
  const auto model = Model::parse(testing::lstm());
  const Signal taps = testing::noise(1500, 0.03f, 1), other = testing::noise(400, 0.03f, 2);
  const Signal in[] = {testing::noise(kFrames, 0.3f, 3), testing::noise(kFrames, 0.3f, 4)};
  Rig rig(kRate);
  set_up(rig, *model, taps, other);
  StreamCallback callback(kRate, 2, outputs);
  callback.play(&rig);
  const auto sides = static_cast<std::size_t>(outputs);
  std::vector<Signal> out(sides, Signal(kFrames));
  testing::in_blocks(kFrames, longest, 1, [&](std::size_t first, std::size_t frames) {
    if (!is_interleaved) {
      const float* const inputs[] = {in[0].data() + first, in[1].data() + first};
      std::vector<float*> outputs_now;
      for (Signal& side : out) outputs_now.push_back(side.data() + first);
      return callback.process(inputs, outputs_now, frames);
    }
    Signal woven_in, woven_out(frames * sides);
    for (std::size_t t = first; t < first + frames; ++t) woven_in.insert(woven_in.end(), {in[0][t], in[1][t]});
    play_portaudio(woven_in.data(), woven_out.data(), frames, nullptr, 0, &callback);
    for (std::size_t i = 0; i < woven_out.size(); ++i) out[i % sides][first + i / sides] = woven_out[i];
  });
  if (outputs == 2) out[0].insert(out[0].end(), out[1].begin(), out[1].end());
  return out[0];
}

TEST(stream_callback_plays_what_the_rig_plays_in_any_blocks) {
  constexpr std::size_t kFrames = 9000;
  const auto model = Model::parse(testing::lstm());
  const Signal taps = testing::noise(1500, 0.03f, 1), other = testing::noise(400, 0.03f, 2);
  const Signal in[] = {testing::noise(kFrames, 0.3f, 3), testing::noise(kFrames, 0.3f, 4)};
  const float* const inputs[] = {in[0].data(), in[1].data()};
  for (const int outputs : {1, 2}) {
    Rig rig(kRate);
    set_up(rig, *model, taps, other);
    Signal expected(kFrames * static_cast<std::size_t>(outputs));
    rig.process(inputs, std::span(expected).first(kFrames), std::span(expected).subspan(kFrames));
    for (const std::size_t longest : {16, 64, 333, 5000}) {  // beyond 1024, interleaved frames come in parts
      CHECK(played(outputs, false, longest) == expected);
      CHECK(played(outputs, true, longest) == expected);
    }
  }
}

TEST(stream_callback_without_a_rig_is_silent_and_hears) {
  StreamCallback callback(kRate, 2, 2);
  const Signal in[] = {Signal(64, 0.5f), Signal(64, -0.5f)};
  Signal left(64, 1.0f), right(64, 1.0f);
  const float* const inputs[] = {in[0].data(), in[1].data()};
  float* const outputs[] = {left.data(), right.data()};
  callback.process(inputs, outputs, 64);
  CHECK(left == Signal(64) && right == Signal(64));
  Signal heard = in[0];
  heard.insert(heard.end(), in[1].begin(), in[1].end());
  CHECK(callback.read_inputs() == heard);
}

TEST(stream_callback_plays_a_take_in_place_of_the_rig_and_notes_what_was_lost) {
  StreamCallback callback(kRate, 1, 3);
  Take take(Signal(128, 0.5f), {.outputs = {2}, .inputs = {0}});
  callback.play_take(&take);
  Signal in(64, 0.25f), out(3 * 64, 1.0f);
  for (int block = 0; block < 3; ++block) {
    if (block == 1) callback.note_gap(64);
    play_portaudio(in.data(), out.data(), 64, nullptr, block == 1 ? 0x4 : 0, &callback);
    for (std::size_t t = 0; t < 64; ++t)
      CHECK(out[3 * t] == 0.0f && out[3 * t + 1] == 0.0f && out[3 * t + 2] == (block < 2 ? 0.5f : 0.0f));
  }
  CHECK(take.is_done());
  CHECK(take.recorded() == Signal(128, 0.25f));
  CHECK_EQUAL(take.xrun_places().front().at_frame, 64u);
  CHECK_EQUAL(take.gap_places().front().at_frame, 64u);
  CHECK_EQUAL(take.gap_places().front().frames, 64u);
  callback.play_take(nullptr);
}

TEST(stream_callback_refuses_what_no_device_has) {
  for (const auto [rate_hz, inputs, outputs] : {std::array{0, 1, 2}, {kRate, 0, 2}, {kRate, 1, 0}}) {
    bool is_refused = false;
    try {
      StreamCallback(rate_hz, inputs, outputs);
    } catch (const std::invalid_argument&) {
      is_refused = true;
    }
    CHECK(is_refused);
  }
}

TEST(stream_callback_counts_what_was_late_and_what_was_lost) {
  constexpr int kFastRate = 1000000;  // a frame in a microsecond, which so many models cannot do
  const auto model = Model::parse(testing::plain_wavenet());
  Rig rig(kRate);
  rig.set_models(std::vector<RigModel>(50, {model.get(), 0.0}));
  StreamCallback callback(kFastRate, 1, 2);
  callback.play(&rig);
  Signal in(1), out(2);
  for (int i = 0; i < 10; ++i) play_portaudio(in.data(), out.data(), 1, nullptr, i == 3 ? 0x4 : 0x10, &callback);
  const StreamStats stats = callback.stats();
  CHECK_EQUAL(stats.callbacks, 10u);
  CHECK_EQUAL(stats.late_callbacks, 10u);
  CHECK_EQUAL(stats.xruns, 1u);  // 0x10 says that a stream begins
  CHECK_EQUAL(stats.block_frames, 1);
  CHECK(stats.load > 1.0f);
  CHECK(stats.peak_load >= stats.load);
  play_portaudio(in.data(), out.data(), 0, nullptr, 0, &callback);  // no frames take no time
  CHECK_EQUAL(callback.stats().callbacks, 10u);
  CHECK_EQUAL(callback.stats().peak_load, stats.peak_load);
}

// A rig is freed as soon as the next one plays: for AddressSanitizer and ThreadSanitizer above all.
TEST(stream_callback_plays_on_through_ten_thousand_changes) {
  const testing::Models models = testing::changing_models();
  StreamCallback callback(kRate, 2, 2);
  auto rig = std::make_unique<Rig>(kRate);
  std::jthread audio([&](const std::stop_token& done) {
    const Signal in = testing::sine(4800, 100.0, 0.25);
    Signal left(64), right(64);
    float* const outputs[] = {left.data(), right.data()};
    for (std::size_t at = 0; !done.stop_requested(); at = (at + 64) % 4800) {
      const float* const inputs[] = {in.data() + at, in.data() + at};
      callback.process(inputs, outputs, 64);
      if (at % 640 == 0) callback.count_xrun();
    }
  });
  testing::Sequence random(1);
  callback.play(rig.get());
  std::uint64_t played = 0;
  std::size_t heard = 0;
  for (int i = 0; i < 10000; ++i) {
    testing::change_at_random(*rig, models, random);
    CHECK(rig->meters().broken_frames == 0);
    if (random.below(20) != 0) continue;
    heard += callback.read_inputs().size();
    const std::uint64_t frames = played + rig->meters().frames;
    CHECK((callback.stats().callbacks + 1) * 64 >= frames);  // a block is counted once the rig has played it
    auto next = std::make_unique<Rig>(kRate);
    callback.play(random.below(4) ? next.get() : nullptr);
    played += rig->meters().frames;
    rig = std::move(next);
    if (random.below(2)) callback.play(rig.get());
  }
  callback.play(nullptr);
  audio.request_stop();
  audio.join();
  CHECK(played > 0);
  CHECK(heard > 0);
  CHECK(callback.stats().xruns > 0);
}
