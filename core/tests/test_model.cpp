// Holds every kind of model to what all of them promise: any block split sounds the same, reset equals
// new, process() leaves the heap alone, models do not share state.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "allocations.h"
#include "nets.h"
#include "reamp/model.h"
#include "temporary.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

static Signal noise(std::size_t frames) { return testing::noise(frames, 0.5f, 3); }

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
  for (const auto& seed : testing::seeds())  // no names for its parts: clang 14 captures no structured bindings
    testing::for_each_instruction_set([&](const KernelSet& kernels) {
      try {
        f(*Model::parse(seed.second, kernels.name));
      } catch (const testing::Failure& failure) {
        throw testing::Failure(seed.first + " on " + kernels.name + ": " + failure.what());
      }
    });
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
    if (!model.info().receptive_field_frames) return;  // an LSTM settles for ever
    const Signal out = play(model, Signal(700, 0.0f));
    for (const float y : out) CHECK(std::abs(y - out[0]) <= 1e-6f * std::max(1.0f, std::abs(out[0])));
  });
}

TEST(allocations_are_counted) {
  const long before = testing::heap_calls();
  void* p = ::operator new(1);  // a compiler may leave out `new int`, and clang does
  CHECK(testing::heap_calls() > before);
  const long between = testing::heap_calls();
  ::operator delete(p);
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
  const Signal in = noise(200);
  for_each_model([&](Model& model) {
    const Signal whole = play(*model.clone(), in);
    Signal parts = in;
    const std::span<float> all(parts);
    model.process(all.first(100), all.first(100));
    model.process({}, {});
    model.process(all.subspan(100), all.subspan(100));
    CHECK(parts == whole);
  });
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
  CHECK_EQUAL(full.receptive_field_frames.value(),
              Model::parse(testing::plain_wavenet())->info().receptive_field_frames.value());
  model->set_slim(0.1);
  const ModelInfo small = model->info();
  CHECK(!small.receptive_field_frames);
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
  CHECK_EQUAL(model->info().receptive_field_frames.value(), 4093);
  CHECK_EQUAL(model->info().prewarm_frames, 4093);
}

TEST(model_changes_size_while_it_plays) {
  const auto one_tap = [](const char* gain) {
    return testing::model_text("Linear", R"("receptive_field": 1, "bias": false)", gain);
  };
  const auto model =
      Model::parse(testing::model_text("SlimmableContainer",
                                       R"("submodels": [{"max_value": 0.5, "model": )" + one_tap("0.25") +
                                           R"(}, {"max_value": 1, "model": )" + one_tap("1") + "}]",
                                       ""));
  std::atomic<bool> done{false}, torn{false};
  std::atomic<float> heard{1.0f};
  std::thread audio([&] {
    const Signal ones(64, 1.0f);
    for (Signal block(64); !done;) {
      model->process(ones, block);
      if (block != Signal(64, block[0]) || (block[0] != 0.25f && block[0] != 1.0f)) torn = true;
      heard = block[0];
    }
  });
  std::thread reader([&] {
    while (!done) {
      const double slim = model->slim();
      if (model->info().weight_count != 1 || (slim != 0.0 && slim != 1.0)) torn = true;
    }
  });
  bool followed = true;
  for (int i = 0; i < 100; ++i) {
    model->set_slim(i % 2);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (heard != (i % 2 ? 1.0f : 0.25f) && followed) followed = std::chrono::steady_clock::now() < deadline;
  }
  done = true;
  audio.join();
  reader.join();
  CHECK(followed);
  CHECK(!torn);
}

TEST(model_answers_while_another_size_settles) {
  // Half a second of LSTM, twenty times: what info() and slim() would wait for.
  const auto big = [](const char* weights) {
    const std::string text = testing::with_weights("LSTM", R"("num_layers": 4, "input_size": 1, "hidden_size": 24)");
    return std::string(R"({"max_value": )") + weights + R"(, "model": )" + text + "}";
  };
  const auto model = Model::parse(
      testing::model_text("SlimmableContainer", R"("submodels": [)" + big("0.5") + ", " + big("1") + "]", ""));
  std::atomic<bool> done{false};
  std::atomic<int> settled{0};
  std::thread setter([&] {
    for (int i = 0; i < 20; ++i, ++settled) model->set_slim(i % 2);
    done = true;
  });
  int answers = 0;
  for (int before = settled; !done; before = settled) {
    model->slim();
    model->info();
    answers += before == settled;
  }
  setter.join();
  CHECK(answers > 100);
}

TEST(model_refuses_an_unknown_instruction_set) {
  for (const char* name : {"sse9", ""}) try {
      Model::parse(testing::linear(3), name);
      CHECK(false);
    } catch (const std::invalid_argument&) {
    }
}

TEST(model_file_that_cannot_be_read_is_an_error) {
  using namespace std::string_literals;
  for (const std::string& path : {""s, "/"s, "/no/such/file.nam"s, "/dev/null\0.nam"s}) {
    bool refused = false;
    try {
      Model::load(path);
    } catch (const ModelError&) {
      refused = true;
    }
    CHECK(refused);
  }
}

TEST(model_file_may_have_a_name_in_any_language) {
  const std::string path = testing::temporary_path(" H\u00f6fner \u8a66\u9a13.nam");
  const std::filesystem::path file(std::u8string(path.begin(), path.end()));
  std::ofstream(file, std::ios::binary) << testing::linear(3);
  const auto model = Model::load(path);
  const Signal in = noise(100);
  CHECK(play(*model, in) == play(*Model::parse(testing::linear(3)), in));
  std::filesystem::remove(file);
}
