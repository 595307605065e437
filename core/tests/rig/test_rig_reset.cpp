// A rig that was reset sounds as a new one, and knows how long it rings.
#include <algorithm>
#include <functional>

#include "reamp/rig.h"
#include "rig/blocks.h"
#include "rig/random_change.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

namespace {

constexpr int kRate = 48000;

struct Sides {
  Signal left, right;
  bool operator==(const Sides&) const = default;
};

Sides play(Rig& rig, const Signal& in) {
  Sides out{Signal(in.size()), Signal(in.size())};
  const float* const inputs[] = {in.data()};
  rig.process(inputs, out.left, out.right);
  return out;
}

struct Parts {
  std::unique_ptr<Model> wavenet = Model::parse(testing::plain_wavenet()), lstm = Model::parse(testing::lstm()),
                         other_rate = testing::gain_model(0.7, 44100);
  Signal left = testing::noise(9000, 0.03f, 1), right = testing::noise(400, 0.03f, 2);
};

void set_all(Rig& rig, const Parts& parts, int oversampling = 1) {
  const RigModel chain[] = {{parts.lstm.get(), 3.0}, {parts.other_rate.get(), 0.0}, {parts.wavenet.get(), -6.0}};
  rig.set_models(chain, 2.0, oversampling);
  rig.set_cabinet(parts.left, parts.right);
  rig.set(
      {.input_gain_db = 3.0, .gate = true, .gate_threshold_db = -40.0, .tone = {.bass = 7.0}, .output_gain_db = 20.0});
}

void set_others(Rig& rig, const Parts& parts) {
  const RigModel chain[] = {{parts.wavenet.get(), 0.0}};
  rig.set_models(chain);
  rig.set_cabinet(parts.right);
  rig.set({.tone = {.treble = 2.0}});
}

}  // namespace

TEST(rig_that_was_reset_sounds_as_a_new_one) {
  const Parts parts;
  const Signal in = testing::noise(20000, 0.3f, 5);
  for (const int oversampling : kOversamplings) {
    const RigMode mode = oversampling == 2 ? RigMode::kCompatible : RigMode::kPlayer;
    Rig fresh(kRate, mode);
    set_all(fresh, parts, oversampling);
    const Sides expected = play(fresh, in);
    const RigMeters meters = fresh.meters();

    // At rest, while the other chain and cabinet fade in (20 ms after they came), and before they are taken.
    for (const std::size_t frames : {0, 1, 1000, 20000}) {
      Rig rig(kRate, mode);
      set_others(rig, parts);
      play(rig, testing::noise(5000, 0.5f, 9));
      set_all(rig, parts, oversampling);
      play(rig, testing::noise(frames, 0.5f, 9));
      rig.reset();
      CHECK_EQUAL(rig.meters().frames, 0u);
      CHECK(!rig.meters().is_changing);
      CHECK(play(rig, in) == expected);
      CHECK_EQUAL(rig.meters().output_peaks[0], meters.output_peaks[0]);
      CHECK_EQUAL(rig.meters().limited_frames, meters.limited_frames);
    }
  }
}

TEST(rig_that_was_reset_can_be_changed_and_freed) {
  const Parts parts;
  const Signal in = testing::noise(30000, 0.3f, 5);
  Rig rig(kRate), fresh(kRate);
  set_all(rig, parts);
  play(rig, in);
  rig.reset();
  rig.reset();
  for (Rig* each : {&rig, &fresh}) {
    set_others(*each, parts);
    each->free_retired();
  }
  CHECK(play(rig, in) == play(fresh, in));
  Rig empty(kRate);
  empty.reset();
  CHECK(play(empty, in) == play(*std::make_unique<Rig>(kRate), in));
}

TEST(rig_rings_no_longer_than_its_tail) {
  const Parts parts;
  const RigModel wavenet{parts.wavenet.get()}, other_rate{parts.other_rate.get()};
  const Signal cabinet = testing::noise(12000, 0.1f, 3);
  constexpr std::size_t kSound = 9600, kDcBlocker = 17760;
  for (const std::vector<RigModel>& models : {std::vector<RigModel>(), {wavenet}, {other_rate}})
    for (const int oversampling : kOversamplings) {
      const bool has_cabinet = oversampling != 2;
      Rig rig(kRate), silent(kRate);
      for (Rig* each : {&rig, &silent}) {
        each->set_models(models, 0.0, oversampling);
        if (has_cabinet) each->set_cabinet(cabinet);
      }
      const auto tail = static_cast<std::size_t>(rig.tail_frames());
      Signal in = testing::noise(kSound, 0.5f, 7), nothing(kSound + 2 * tail);
      for (float& x : in) x += 0.3f;  // for the DC blocker
      in.resize(nothing.size());
      Signal heard = play(rig, in).left;
      const Signal rest = play(silent, nothing).left;
      std::transform(heard.begin(), heard.end(), rest.begin(), heard.begin(), std::minus());
      const float loudest = testing::peak(heard);
      CHECK(testing::peak(std::span(heard).subspan(kSound + tail)) < 1e-5f * loudest);
      // Nor is it longer than it must be: the cabinet is heard to its end.
      if (has_cabinet)
        CHECK(testing::peak(std::span(heard).subspan(kSound + tail - kDcBlocker - 100)) > 1e-2f * loudest);
    }
}

TEST(rig_with_an_lstm_has_a_tail_of_half_a_second) {
  const Parts parts;
  const RigModel lstm[] = {{parts.lstm.get()}};
  Rig rig(kRate);
  const int without = rig.tail_frames();
  rig.set_models(lstm);
  CHECK_EQUAL(rig.tail_frames() - without, kRate / 2);
}
