// The audio thread takes no memory, no lock and no system call while everything about the rig changes; and whoever
// watches for that sees one that does.
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <thread>

#include "allocations.h"
#include "live/locks.h"
#include "reamp/live.h"
#include "rig/random_change.h"
#include "temporary.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

namespace {

constexpr int kRate = 48000;
constexpr int kChanges = 300;

// From now on any system call of this thread kills the process, but for the one that ends it.
void forbid_system_calls() {
  sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
  };
  const sock_fprog program{std::size(rules), rules};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    _exit(EXIT_FAILURE);
}

struct Watched {
  bool took_memory, took_a_lock, called_the_system;
  bool operator==(const Watched&) const = default;
};

constexpr int kTookMemory = 2, kTookALock = 4;  // exit codes of the child, added

// In a child process, because a system call ends it: one thread calls `play`, the other makes changes until it is
// enough of them, however long the blocks take.
[[noreturn]] void play_in_child(const std::function<void()>& play, const std::function<void()>& change) {
  std::atomic<bool> is_ready{false}, is_enough{false};
  std::atomic<int> found{-1};
  std::thread audio([&] {
    play();  // what is bound at the first call, and pages that are touched first
    forbid_system_calls();
    const long heap = testing::heap_calls(), locks = testing::lock_calls();
    is_ready = true;
    while (!is_enough) play();
    found = (testing::heap_calls() != heap ? kTookMemory : 0) + (testing::lock_calls() != locks ? kTookALock : 0);
    while (found >= 0) {  // a thread that ends calls the system; clang removes a loop that reads nothing
    }
  });
  while (!is_ready) std::this_thread::yield();
  for (int i = 0; i < kChanges; ++i) change();
  is_enough = true;
  while (found < 0) std::this_thread::yield();
  _exit(found);
}

Watched watch(const std::function<void()>& play, const std::function<void()>& change) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) play_in_child(play, change);
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child);
  if (WIFSIGNALED(status)) {
    CHECK_EQUAL(WTERMSIG(status), SIGSYS);
    return {false, false, true};
  }
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) != EXIT_FAILURE);  // this kernel lets no process forbid itself anything
  return {(WEXITSTATUS(status) & kTookMemory) != 0, (WEXITSTATUS(status) & kTookALock) != 0, false};
}

// A take that streams to disk, over and over, in place of rigs.
Watched watch_take() {
  const std::string path = testing::temporary_path(".wav");
  const RecordedFile files[] = {{path, 2}};
  const auto recorder = std::make_shared<DiskRecorder>(files, kRate);
  StreamCallback callback(kRate, 2, 2);
  Take take(Signal(1000000, 0.1f), {.outputs = {1}, .inputs = {0, 1}}, recorder);
  callback.play_take(&take);
  const Signal in = testing::noise(2 * 64, 0.3f, 1);
  Signal out(2 * 64);
  const Watched watched = watch(
      [&] {
        callback.note_gap(64);
        play_portaudio(in.data(), out.data(), 64, nullptr, 0x4, &callback);
      },
      [&] { std::this_thread::yield(); });
  std::remove(path.c_str());
  return watched;
}

// Two rigs, loops and a recorder on a callback as JACK and PortAudio call it, `extra` in the audio thread, and all that
// can change.
Watched watch_live(const std::function<void()>& extra) {
  const testing::Models models = testing::changing_models();
  const auto wavenet = Model::parse(testing::plain_wavenet()), lstm = Model::parse(testing::lstm());
  const RigModel chain[] = {{wavenet.get(), 0.0}, {lstm.get(), 0.0}};
  Rig rigs[] = {Rig(kRate), Rig(kRate)};
  for (Rig& rig : rigs) rig.set_models(chain);
  StreamCallback callback(kRate, 2, 2);
  callback.play(&rigs[0]);
  const std::string path = testing::temporary_path(".wav");
  const RecordedFile files[] = {{path, 3}};
  DiskRecorder recorder(files, kRate);
  SoundLoop loops[] = {SoundLoop(testing::noise(100, 0.1f, 2), 1), SoundLoop(testing::noise(900, 0.1f, 3), 2)};
  const Signal in = testing::noise(2 * 64, 0.3f, 1);
  Signal out(2 * 64);
  const float* const inputs[] = {in.data(), in.data() + 64};
  float* const outputs[] = {out.data(), out.data() + 64};
  testing::Sequence random(1);
  const Watched watched = watch(
      [&] {
        callback.process(inputs, outputs, 64);
        play_portaudio(in.data(), out.data(), 64, nullptr, 0x4, &callback);
        extra();
      },
      [&] {
        const std::uint64_t before = callback.stats().callbacks;
        while (callback.stats().callbacks < before + 4) std::this_thread::yield();
        if (random.below(8) == 0) callback.play(&rigs[random.below(2)]);
        testing::change_at_random(rigs[random.below(2)], models, random);
        if (random.below(4) == 0) callback.play_in_place(random.below(2) ? &loops[random.below(2)] : nullptr);
        if (random.below(4) == 0) callback.play_beside(random.below(2) ? &loops[random.below(2)] : nullptr);
        if (random.below(4) == 0) callback.record(random.below(2) ? &recorder : nullptr, 1);
        callback.read_inputs();
      });
  std::remove(path.c_str());
  return watched;
}

}  // namespace

// An emulator of another processor can neither fork a program with threads nor forbid it anything.
bool is_emulated() { return std::getenv("REAMP_EMULATED") != nullptr; }

TEST(audio_thread_takes_no_memory_no_lock_and_no_system_call) {
  if (is_emulated()) return;
  CHECK((watch_live([] {}) == Watched{false, false, false}));
}

TEST(audio_thread_of_a_take_takes_no_memory_no_lock_and_no_system_call) {
  if (is_emulated()) return;
  CHECK((watch_take() == Watched{false, false, false}));
}

TEST(audio_thread_is_caught_when_it_takes_memory) {
  if (is_emulated()) return;
  CHECK((watch_live([] { delete new volatile int(1); }) == Watched{true, false, false}));
  CHECK((watch_live([] {
           void* volatile taken = std::malloc(10);
           std::free(taken);
         }) == Watched{true, false, false}));
}

TEST(audio_thread_is_caught_when_it_takes_a_lock) {
  if (is_emulated()) return;
  std::mutex mutex;
  CHECK((watch_live([&] { const std::lock_guard guard(mutex); }) == Watched{false, true, false}));
}

TEST(audio_thread_is_caught_when_it_calls_the_system) {
  if (is_emulated()) return;
  CHECK((watch_live([] { getppid(); }) == Watched{false, false, true}));
}
#endif
