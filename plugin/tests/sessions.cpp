// Random sessions of whole instances, and damaged songs and presets: plugin_sessions [SESSIONS [DAMAGED]]
//
// Each session makes an instance, or two of one user, and plays it several times at other rates on a thread of its own,
// which automates knobs and gets MIDI, while the first thread changes everything. Prints what it did; fails for a sound
// that is not finite. What else may go wrong is for the sanitizers: make plugin-sanitized.
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <thread>

#include "instance.h"
#include "paths.h"
#include "session_files.h"

using namespace reamp;
using namespace reamp::plugin;
using reamp::testing::Sequence;

namespace {

struct Counts {
  long sessions = 0, instances = 0, plays = 0, changes = 0, refused = 0;
  std::atomic<long> blocks{0};
};

Counts counts;

void check(bool is_good, const char* what) {
  if (is_good) return;
  std::printf("FAILED: %s\n", what);
  std::exit(1);
}

// A block of any length up to 4096, in place.
class Blocks {
 public:
  void play(Engine& engine, Sequence& sequence, std::size_t frames) {
    for (auto& side : sides_)
      for (std::size_t t = 0; t < frames; ++t) side[t] = sequence.uniform(-0.7f, 0.7f);
    float* const pointers[] = {sides_[0].data(), sides_[1].data()};
    engine.process(pointers, pointers, frames);
    for (const auto& side : sides_)
      for (std::size_t t = 0; t < frames; ++t) check(std::isfinite(side[t]), "the sound is not finite");
    ++counts.blocks;
  }

 private:
  std::vector<float> sides_[2] = {std::vector<float>(4096), std::vector<float>(4096)};
};

void automate(Instance& instance, Sequence& sequence) {
  if (sequence.below(3) == 0)
    instance.engine.values().set(static_cast<std::size_t>(sequence.below(kCount)), sequence.uniform(-100.0f, 100.0f));
  if (sequence.below(4) > 0) return;
  const std::uint8_t kinds[] = {0xB0, 0xB0, 0xC0, 0x90};
  const std::uint8_t message[] = {kinds[sequence.below(4)], static_cast<std::uint8_t>(sequence.below(128)),
                                  static_cast<std::uint8_t>(sequence.below(128))};
  instance.midi.take(message, 3);
}

struct User {
  const SessionFiles& files;
  Sequence& sequence;
  std::string song{};

  void change_file(Instance& instance) {
    static constexpr const char* kModels[] = {"a.nam",    "half.nam",         "bad.nam", "gone.nam",  "official.toml",
                                              "two.toml", "presets/one.toml", "x.wav",   "saved.toml"};
    static constexpr const char* kCabinets[] = {"1x12", "4x12", "a.nam", "gone.wav", ""};
    const auto any = [&](const auto& all) { return all[sequence.below(std::size(all))]; };
    switch (sequence.below(4)) {
      case 0:
        return instance.engine.choose_cabinet(any(kCabinets));
      case 1:
        return instance.engine.save_preset(files.file("saved.toml"));
      default:
        return instance.engine.choose_model(sequence.below(8) ? files.file(any(kModels)) : "");
    }
  }

  void change_song(Instance& instance) {
    if (sequence.below(3) == 0) song = instance.engine.project();
    std::string restored = song;
    if (sequence.below(3) == 0 && !restored.empty())
      restored[static_cast<std::size_t>(sequence.below(restored.size()))] = static_cast<char>(sequence.next());
    instance.engine.restore(restored);
  }

  void change_settings(Instance& instance) {
    switch (sequence.below(4)) {
      case 0:
        return instance.midi.learn(sequence.below(2) ? std::optional(sequence.below(static_cast<int>(kRevision)))
                                                     : std::nullopt);
      case 1:
        return instance.midi.forget(sequence.below(static_cast<int>(kRevision)));
      case 2:
        return instance.engine.keep_level(0, sequence.uniform(-10.0f, 20.0f));
      default:
        return instance.engine.read_settings();
    }
  }

  void change(Instance& instance) {
    ++counts.changes;
    try {
      switch (sequence.below(7)) {
        case 0:
          return change_song(instance);
        case 1:
          return change_settings(instance);
        case 2:
          instance.history.note();
          return instance.history.choose_side(sequence.below(2));
        case 3:
          return sequence.below(2) ? instance.history.undo() : instance.history.redo();
        case 4:
          check(instance.engine.facts().models.size() <= 2, "there are at most two models");
          return;
        default:
          instance.history.note();
          return change_file(instance);
      }
    } catch (const std::exception&) {  // a preset without a model, say
      ++counts.refused;
    }
  }
};

// From one start of the audio to its end.
void play(Instance& instance, User& user, std::uint64_t seed) {
  static constexpr int kRates[] = {44100, 48000, 96000};
  instance.engine.start(kRates[user.sequence.below(3)]);
  instance.begin();
  ++counts.plays;
  std::atomic<bool> is_over{false};
  std::atomic<long> played{0};
  std::thread audio([&] {
    Sequence sequence(seed);
    Blocks blocks;
    while (!is_over) {
      automate(instance, sequence);
      blocks.play(instance.engine, sequence,
                  static_cast<std::size_t>(1 + sequence.below(sequence.below(8) ? 300 : 4096)));
      check(instance.engine.latency_frames() >= 0, "the latency is at least 0");
      ++played;
    }
  });
  for (int n = 1 + user.sequence.below(5); n > 0; --n) {
    user.change(instance);
    for (const long before = played; played < before + 2;) std::this_thread::yield();
  }
  is_over = true;
  audio.join();
}

void run_sessions(long count, const SessionFiles& files) {
  std::string song;
  for (long n = 0; n < count; ++n) {
    Sequence sequence(static_cast<std::uint64_t>(n));
    User user{files, sequence, song};
    std::vector<std::unique_ptr<Instance>> instances;
    for (int i = sequence.below(4) ? 1 : 2; i > 0; --i) instances.push_back(std::make_unique<Instance>());
    for (int i = 1 + sequence.below(3); i > 0; --i)
      play(*instances[static_cast<std::size_t>(i) % instances.size()], user, sequence.next());
    song = user.song;
    counts.instances += static_cast<long>(instances.size());
    ++counts.sessions;
  }
}

std::string damaged(const std::string& good, Sequence& sequence) {
  std::string text = good;
  for (int n = sequence.below(4); n >= 0 && !text.empty(); --n) {
    const auto at = static_cast<std::size_t>(sequence.below(text.size()));
    switch (sequence.below(4)) {
      case 0:
        text[at] = static_cast<char>(sequence.next());
        break;
      case 1:
        text.erase(at, static_cast<std::size_t>(1 + sequence.below(9)));
        break;
      case 2:
        text.insert(at, text.substr(static_cast<std::size_t>(sequence.below(text.size())), 12));
        break;
      default:
        if (sequence.below(4) == 0) text.resize(at);
    }
  }
  return text;
}

// Every second damage is in what the packed files do not cover, which is where a text is still read.
void run_damaged(long count, const SessionFiles& files) {
  long read = 0;
  Blocks blocks;
  Engine engine;
  engine.choose_model(files.file("two.toml"));
  engine.choose_side(1);
  const std::string song = engine.project();
  const std::size_t rig = song.find("\nrig\n");
  std::ifstream stream(files.file("two.toml"));
  const std::string preset{std::istreambuf_iterator<char>(stream), {}};
  const auto try_it = [&](Sequence& sequence, const std::function<void()>& change) {
    change();
    const bool is_read = engine.problems().empty();
    read += is_read ? 1 : 0;
    blocks.play(engine, sequence, 64);
    if (!is_read) engine.choose_model("");
  };
  for (long n = 0; n < count; ++n) {
    Sequence sequence(static_cast<std::uint64_t>(n));
    for (int i = 0; i < 5; ++i) sequence.next();
    const std::string text =
        n % 2 ? damaged(song, sequence) : song.substr(0, rig) + damaged(song.substr(rig), sequence);
    try_it(sequence, [&] { engine.restore(text); });
    files.write("damaged.toml", damaged(preset, sequence));
    try_it(sequence, [&] { engine.choose_model(files.file("damaged.toml")); });
  }
  std::printf("%ld damaged songs and %ld damaged presets: %ld played, %ld refused\n", count, count, read,
              2 * count - read);
}

}  // namespace

int main(int argc, char** argv) {
  const SessionFiles files;
  run_sessions(argc > 1 ? std::atol(argv[1]) : 1000, files);
  std::printf("%ld sessions, %ld instances: played %ld times, %ld blocks, %ld changes, %ld refused\n", counts.sessions,
              counts.instances, counts.plays, counts.blocks.load(), counts.changes, counts.refused);
  std::fflush(stdout);
  run_damaged(argc > 2 ? std::atol(argv[2]) : 20000, files);
}
