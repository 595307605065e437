// Holds every kind of model to what all of them promise: any block split sounds the same, reset equals
// new, process() leaves the heap alone, models do not share state.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

#include "allocations.h"
#include "reamp/model.h"
#include "seeds.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

static const char* const kInstructionSets[] = {"baseline", "avx2", "avx512"};

static Signal noise(std::size_t frames) {
  testing::Sequence sequence(3);
  Signal signal(frames);
  for (float& x : signal) x = sequence.uniform(-0.5f, 0.5f);
  return signal;
}

static Signal play(Model& model, const Signal& in) {
  Signal out(in.size());
  model.process(in, out);
  return out;
}

// Plays in place, in blocks of random lengths up to longest.
static Signal play_in_blocks(Model& model, Signal signal, int longest) {
  testing::Sequence sequence(static_cast<std::uint64_t>(longest));
  for (std::size_t done = 0; done < signal.size();) {
    const auto frames =
        std::min<std::size_t>(signal.size() - done, 1 + static_cast<std::size_t>(sequence.below(longest)));
    const std::span<float> block(signal.data() + done, frames);
    model.process(block, block);
    done += frames;
  }
  return signal;
}

// Calls f(model) for every seed on every instruction set that runs here.
template <class Function>
static void for_each_model(Function f) {
  for (const auto& [name, text] : testing::seeds())
    for (const char* set : kInstructionSets) {
      std::unique_ptr<Model> model;
      try {
        model = Model::parse(text, set);
      } catch (const ModelError& error) {
        if (error.problem().find("instruction set") == std::string::npos) throw;
        continue;
      }
      try {
        f(*model);
      } catch (const testing::Failure& failure) {
        throw testing::Failure(name + " on " + set + ": " + failure.what());
      }
    }
}

TEST(model_sounds_the_same_in_any_blocks) {
  const Signal in = noise(3000);
  for_each_model([&](Model& model) {
    const Signal whole = play(*model.clone(), in);
    for (const float y : whole) CHECK(std::isfinite(y));
    CHECK(*std::max_element(whole.begin(), whole.end()) > *std::min_element(whole.begin(), whole.end()));
    for (const int longest : {1, 7, 64, 65, 500}) CHECK(play_in_blocks(*model.clone(), in, longest) == whole);
  });
}

TEST(model_reset_equals_new) {
  const Signal in = noise(1500);
  for_each_model([&](Model& model) {
    const Signal fresh = play(model, in);
    CHECK(play(model, in) != fresh);
    model.reset();
    CHECK(play(model, in) == fresh);
  });
}

TEST(model_is_settled_when_loaded) {
  for_each_model([&](Model& model) {
    if (model.info().receptive_field_frames == 0) return;  // an LSTM settles for ever
    const Signal out = play(model, Signal(700, 0.0f));
    for (const float y : out) CHECK(std::abs(y - out[0]) <= 1e-6f * std::max(1.0f, std::abs(out[0])));
  });
}

TEST(allocations_are_counted) {
  const long before = testing::heap_calls();
  auto* p = new int(1);
  CHECK(testing::heap_calls() > before);
  const long between = testing::heap_calls();
  delete p;
  CHECK(testing::heap_calls() > between);
}

TEST(model_process_leaves_the_heap_alone) {
  const Signal in = noise(1000);
  for_each_model([&](Model& model) {
    Signal out(in.size());
    model.set_slim(0.0);  // the network is exchanged in the first call
    const long before = testing::heap_calls();
    for (const std::size_t frames : {1, 7, 64, 65, 1000}) model.process(std::span(in).first(frames), out);
    CHECK_EQUAL(testing::heap_calls(), before);
  });
}

TEST(model_plays_no_frames) {
  for_each_model([](Model& model) { model.process({}, {}); });
}

TEST(model_clone_has_its_own_state) {
  const Signal in = noise(1000);
  for_each_model([&](Model& model) {
    model.set_slim(0.4);
    const auto clone = model.clone();
    CHECK_EQUAL(clone->slim(), 0.4);
    const Signal expected = play(model, in);
    play(model, in);
    CHECK(play(*clone, in) == expected);
  });
}

TEST(model_info_counts_what_plays) {
  const auto model = Model::parse(testing::container());
  const ModelInfo full = model->info();
  CHECK_EQUAL(full.architecture, "SlimmableContainer");
  CHECK_EQUAL(full.sample_rate_hz.value(), 48000.0);
  CHECK((full.slim_breakpoints == std::vector<double>{0.33, 0.66}));
  CHECK_EQUAL(full.receptive_field_frames, Model::parse(testing::plain_wavenet())->info().receptive_field_frames);
  model->set_slim(0.1);
  const ModelInfo small = model->info();
  CHECK_EQUAL(small.receptive_field_frames, 0);
  CHECK_EQUAL(small.weight_count, Model::parse(testing::lstm())->info().weight_count);
}

TEST(model_counts_a1_standard_as_published) {
  const auto array = [](int input, int channels, int head, const char* bias) {
    return R"({"input_size": )" + std::to_string(input) + R"(, "condition_size": 1, "head_size": )" +
           std::to_string(head) + R"(, "channels": )" + std::to_string(channels) +
           R"(, "kernel_size": 3, "dilations": [1, 2, 4, 8, 16, 32, 64, 128, 256, 512], "activation": "Tanh",
              "gated": false, "head_bias": )" +
           bias + "}";
  };
  const auto model =
      Model::parse(testing::with_weights("WaveNet", R"("layers": [)" + array(1, 16, 8, "false") + ", " +
                                                        array(16, 8, 1, "true") + R"(], "head_scale": 1)"));
  CHECK_EQUAL(model->info().weight_count, 13802);
  CHECK_EQUAL(model->info().macs_per_frame, 13320);
  CHECK_EQUAL(model->info().receptive_field_frames, 4093);
  CHECK_EQUAL(model->info().prewarm_frames, 4093);
}

TEST(model_changes_size_while_it_plays) {
  const auto model = Model::parse(testing::container());
  std::atomic<bool> done{false};
  std::thread audio([&] {
    Signal block = noise(64);
    while (!done) model->process(noise(64), block);
  });
  std::thread other([&] {
    for (int i = 0; i < 50; ++i) model->set_slim(0.5);
  });
  for (int i = 0; i < 100; ++i) {
    model->set_slim(i % 2 ? 0.0 : 1.0);
    model->info();
  }
  other.join();
  done = true;
  audio.join();
}

TEST(model_file_that_cannot_be_read_is_an_error) {
  for (const char* path : {"", "/", "/no/such/file.nam"}) {
    bool refused = false;
    try {
      Model::load(path);
    } catch (const ModelError&) {
      refused = true;
    }
    CHECK(refused);
  }
}
