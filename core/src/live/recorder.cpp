// Streams audio from an audio thread to files on disk.
#include "reamp/recorder.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

#include "live/wav_file.h"
#include "reamp/held_signals.h"
#include "threads/frame_ring.h"

namespace reamp {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kBetweenWrites = std::chrono::milliseconds(20);
constexpr auto kBetweenSyncs = std::chrono::seconds(1);
constexpr auto kWait = std::chrono::microseconds(200);
constexpr std::size_t kFramesAtOnce = 8192;

std::size_t channels_of(std::span<const RecordedFile> files, int rate_hz) {
  std::size_t channels = 0;
  for (const RecordedFile& file : files) {
    if (file.channels < 1) throw std::invalid_argument("a file has at least one channel");
    channels += static_cast<std::size_t>(file.channels);
  }
  if (channels == 0 || rate_hz < 1) throw std::invalid_argument("a recorder has a file and a rate");
  return channels;
}

}  // namespace

struct DiskRecorder::State {
  State(std::span<const RecordedFile> recorded, int rate_hz, double buffer_s)
      : ring(channels_of(recorded, rate_hz), static_cast<std::size_t>(buffer_s * rate_hz) + 1),
        frames(ring.channels() * kFramesAtOnce) {
    for (const RecordedFile& file : recorded) files.emplace_back(file.path, rate_hz, file.channels);
    const HeldSignals held;
    writer = std::thread([this] { run(); });
  }

  void run();
  void drain();
  bool append(std::size_t count);
  void pay() noexcept;

  FrameRing ring;
  std::atomic<std::uint64_t> on_disk{0}, lost{0};
  std::uint64_t owed = 0;  // used by the audio thread: frames of silence still to be written in place of lost frames

  // Of the writer.
  std::vector<WavFile> files;
  std::vector<float> frames, file_frames;

  mutable std::mutex mutex;
  std::condition_variable changed;
  bool is_closing = false;
  std::string problem;  // behind mutex
  std::thread writer;
};

DiskRecorder::DiskRecorder(std::span<const RecordedFile> files, int rate_hz, double buffer_s)
    : state_(std::make_unique<State>(files, rate_hz, buffer_s)) {}

DiskRecorder::~DiskRecorder() { close(); }

int DiskRecorder::channels() const noexcept { return static_cast<int>(state_->ring.channels()); }
std::uint64_t DiskRecorder::frames_on_disk() const noexcept { return state_->on_disk; }
std::uint64_t DiskRecorder::lost_frames() const noexcept { return state_->lost; }

std::string DiskRecorder::problem() const {
  const std::lock_guard guard(state_->mutex);
  return state_->problem;
}

void DiskRecorder::close() {
  {
    const std::lock_guard guard(state_->mutex);
    state_->is_closing = true;
  }
  state_->changed.notify_one();
  if (state_->writer.joinable()) state_->writer.join();
}

void DiskRecorder::write(std::span<const float* const> channels, std::size_t frames) noexcept {
  State& state = *state_;
  state.pay();
  const std::size_t fitting = state.owed ? 0 : std::min(frames, state.ring.room());
  state.ring.write(channels, 0, fitting);
  if (fitting == frames) return;
  state.owed += frames - fitting;
  state.lost.fetch_add(frames - fitting, std::memory_order_relaxed);
}

void DiskRecorder::write_patiently(std::span<const float* const> channels, std::size_t frames) noexcept {
  State& state = *state_;
  state.pay();
  for (std::size_t done = 0; done < frames;) {
    const std::size_t fitting = std::min(frames - done, state.ring.room());
    state.ring.write(channels, done, fitting);
    done += fitting;
    if (done < frames) std::this_thread::sleep_for(kWait);
  }
}

void DiskRecorder::State::pay() noexcept {
  if (owed == 0) return;
  const std::size_t fitting = std::min<std::size_t>(owed, ring.room());
  ring.write_silence(fitting);
  owed -= fitting;
}

void DiskRecorder::State::run() {
  auto synced = Clock::now();
  for (bool is_last = false; !is_last;) {
    {
      std::unique_lock lock(mutex);
      changed.wait_for(lock, kBetweenWrites, [&] { return is_closing; });
      is_last = is_closing;
    }
    drain();
    if (!is_last && Clock::now() - synced < kBetweenSyncs) continue;
    for (WavFile& file : files) file.sync();
    synced = Clock::now();
  }
}

// Reads the ring even after a write error, so that no thread waits for room forever.
void DiskRecorder::State::drain() {
  std::uint64_t drained = 0;
  bool is_well = true;
  for (std::size_t count = ring.read(frames); count > 0; count = ring.read(frames)) {
    drained += count;
    is_well = is_well && append(count);
  }
  if (drained == 0) return;
  for (WavFile& file : files) is_well = file.update() && is_well;
  const std::lock_guard guard(mutex);
  if (!is_well && problem.empty()) problem = std::strerror(errno);
  if (problem.empty()) on_disk += drained;
}

bool DiskRecorder::State::append(std::size_t count) {
  std::size_t first = 0;
  for (WavFile& file : files) {
    const auto channels = static_cast<std::size_t>(file.channels());
    file_frames.resize(count * channels);
    for (std::size_t t = 0; t < count; ++t)
      std::copy_n(frames.data() + t * ring.channels() + first, channels, file_frames.data() + t * channels);
    if (!file.append(file_frames)) return false;
    first += channels;
  }
  return true;
}

}  // namespace reamp
