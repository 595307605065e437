// Holds the recorder to: every frame on disk, headers that are right at any time, silence for what was lost.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <thread>

#include "reamp/recorder.h"
#include "temporary.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

namespace {

struct TemporaryFile {
  TemporaryFile() : path(testing::temporary_path(".wav")) {}
  ~TemporaryFile() { std::remove(path.c_str()); }

  std::vector<char> bytes() const {
    std::vector<char> read;
    if (std::FILE* const file = std::fopen(path.c_str(), "rb")) {
      std::array<char, 4096> part{};
      while (const std::size_t count = std::fread(part.data(), 1, part.size(), file))
        read.insert(read.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(count));
      std::fclose(file);
    }
    return read;
  }

  Signal samples() const {
    const std::vector<char> all = bytes();
    Signal samples((all.size() - DiskRecorder::kSamplesAt) / sizeof(float));
    std::memcpy(samples.data(), all.data() + DiskRecorder::kSamplesAt, samples.size() * sizeof(float));
    return samples;
  }

  const std::string path;
};

std::uint32_t number(const std::vector<char>& bytes, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

}  // namespace

TEST(recorder_writes_each_channel_to_its_file) {
  const TemporaryFile one, two;
  const RecordedFile files[] = {{one.path, 1}, {two.path, 2}};
  DiskRecorder recorder(files, 48000);
  const Signal a{1, 2, 3}, b{4, 5, 6}, c{7, 8, 9};
  const float* const channels[] = {a.data(), b.data(), c.data()};
  recorder.write(channels, 3);
  recorder.write(channels, 1);
  recorder.close();
  recorder.close();
  CHECK_EQUAL(recorder.frames_on_disk(), 4u);
  CHECK_EQUAL(recorder.problem(), "");
  CHECK((one.samples() == Signal{1, 2, 3, 1}));
  CHECK((two.samples() == Signal{4, 7, 5, 8, 6, 9, 4, 7}));
  CHECK_EQUAL(number(two.bytes(), DiskRecorder::kSamplesAt - 4), 4u * 2u * 4u);
}

TEST(recorder_has_a_right_header_while_it_records) {
  const TemporaryFile one;
  const RecordedFile files[] = {{one.path, 1}};
  DiskRecorder recorder(files, 48000);
  const Signal a(1000, 0.5f);
  const float* const channels[] = {a.data()};
  recorder.write(channels, 1000);
  for (int i = 0; i < 1000 && recorder.frames_on_disk() < 1000; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  const std::vector<char> bytes = one.bytes();
  CHECK_EQUAL(std::string(bytes.data(), 4), "RIFF");
  CHECK_EQUAL(number(bytes, 4) + 8, bytes.size());
  CHECK_EQUAL(number(bytes, DiskRecorder::kSamplesAt - 4), 4000u);
}

TEST(recorder_puts_silence_in_the_place_of_what_the_buffer_had_no_room_for) {
  const TemporaryFile one;
  const RecordedFile files[] = {{one.path, 1}};
  DiskRecorder recorder(files, 48000, 64.0 / 48000.0);
  const Signal a(1000, 0.5f);
  const float* const channels[] = {a.data()};
  recorder.write(channels, 1000);
  CHECK(recorder.lost_frames() > 0);
  std::uint64_t given = 1000;
  while (recorder.frames_on_disk() < 1000) {
    recorder.write(channels, 1);
    ++given;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const std::uint64_t lost = recorder.lost_frames();
  recorder.close();
  const Signal samples = one.samples();
  CHECK(samples.size() >= 1000 && samples.size() <= given);
  CHECK(static_cast<std::uint64_t>(std::ranges::count(samples, 0.0f)) <= lost);
  CHECK_EQUAL(samples[999], 0.0f);
}

TEST(recorder_that_may_wait_loses_nothing) {
  const TemporaryFile one;
  const RecordedFile files[] = {{one.path, 1}};
  DiskRecorder recorder(files, 48000, 64.0 / 48000.0);
  const Signal a(10000, 0.5f);
  const float* const channels[] = {a.data()};
  recorder.write_patiently(channels, 10000);
  recorder.close();
  CHECK_EQUAL(recorder.lost_frames(), 0u);
  CHECK(one.samples() == a);
}

TEST(recorder_writes_a_file_with_a_name_in_any_language) {
  const std::string path = testing::temporary_path(" H\u00f6fner \u8a66\u9a13.wav");
  const std::filesystem::path file(std::u8string(path.begin(), path.end()));
  const RecordedFile files[] = {{path, 1}};
  DiskRecorder(files, 48000).close();
  CHECK_EQUAL(std::filesystem::file_size(file), DiskRecorder::kSamplesAt);
  std::filesystem::remove(file);
}

TEST(recorder_replaces_no_file) {
  const TemporaryFile one;
  const RecordedFile files[] = {{one.path, 1}};
  {
    DiskRecorder recorder(files, 48000);
  }
  bool is_refused = false;
  try {
    DiskRecorder recorder(files, 48000);
  } catch (const FileFailure& failure) {
    is_refused = failure.path == one.path && std::strcmp(failure.what(), "File exists") == 0;
  }
  CHECK(is_refused);
}

#if defined(__linux__)
TEST(recorder_says_when_the_disk_is_full) {
  const RecordedFile files[] = {{"/dev/full", 1}};
  bool is_refused = false;
  try {
    DiskRecorder recorder(files, 48000);
  } catch (const FileFailure&) {
    is_refused = true;
  }
  CHECK(is_refused);
}
#endif
