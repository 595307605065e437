// Playing live: the callback of an audio device, and a client of the JACK server.
//
//   reamp::JackClient client("reamp");
//   client.activate(captures, playbacks);  // names from client.hardware_ports()
//   client.callback()->play(&rig);         // or another rig, or none, at any time
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "reamp/rig.h"
#include "reamp/sound_loop.h"
#include "reamp/take.h"

namespace reamp {

struct StreamStats {
  std::uint64_t callbacks = 0;
  std::uint64_t late_callbacks = 0;  // took longer than their block lasts
  std::uint64_t xruns = 0;           // as the driver reports them
  int block_frames = 0;              // of the last callback
  float load = 0.0f;                 // mean share of a block's time over the last 100 to 200 ms
  float peak_load = 0.0f;            // the largest in that time
};

// Plays a rig or a take in the thread of an audio device, whichever library calls it.
class StreamCallback {
 public:
  // inputs, outputs: channels of the device, at least one each. A rig plays on the first two outputs, all others are
  // silent; a single output plays the mean of both sides. Throws std::invalid_argument.
  StreamCallback(int rate_hz, int inputs, int outputs);
  ~StreamCallback();

  int rate_hz() const noexcept;
  int inputs() const noexcept;

  // All methods up to read_inputs() are for one thread at a time that is not the audio thread.

  // Plays this rig from the next block on, or silence for null. Waits for the block being played to end: on return the
  // audio thread no longer uses the previous rig.
  void play(Rig* rig);

  // Plays this take in place of the rig from the next block on; null: the rig again, or silence. Like play(), it
  // returns when the audio thread no longer uses the previous take.
  void play_take(Take* take);

  // Plays the first channel of this loop in place of all inputs, from the next block on; null: the inputs again. A take
  // always records the inputs. Like play(), it returns when the audio thread no longer uses the previous loop.
  void play_in_place(SoundLoop* loop);

  // Plays this loop beside the rig, without recording it: one channel on both sides, or two. Else as play_in_place().
  void play_beside(SoundLoop* loop);

  // Records, from the next block on, an input (or the loop in its place) and both sides of the rig, frame for frame, in
  // three channels. Null: ends that; then the recorder can be closed.
  void record(DiskRecorder* recorder, int input);

  // As of the last block.
  StreamStats stats();

  // The samples of each input since the last call, at most one second: all of the first input, then all of the next.
  std::vector<float> read_inputs();

  // The driver lost or repeated frames. [any thread; no allocation, lock]
  void count_xrun() noexcept;

  // Blocks are played as fast as possible, not in real time: a take may wait for the disk. [any thread]
  void set_freewheeling(bool is_freewheeling) noexcept;

  // The device played this many frames without a call, before the next block. [audio thread]
  void note_gap(std::uint64_t frames) noexcept;

  // One block of any length: a pointer for each input, and one for each output.
  // [audio thread; no allocation, lock, I/O, exception]
  void process(std::span<const float* const> inputs, std::span<float* const> outputs, std::size_t frames) noexcept;

  // The same for interleaved frames. [audio thread; no allocation, lock, I/O, exception]
  void process_interleaved(const float* in, float* out, std::size_t frames) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A PaStreamCallback for PortAudio, with a StreamCallback as its user data and interleaved float32 samples.
// [audio thread]
int play_portaudio(const void* in, void* out, unsigned long frames, const void* time, unsigned long flags,
                   void* callback) noexcept;

// A device cannot be used; what() is one line for the user.
struct DeviceFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A port of the hardware, with its aliases.
struct JackPort {
  std::string name;
  std::vector<std::string> aliases;
};

enum class JackDirection { kCapture, kPlayback };

// A client of a running JACK server, or of PipeWire in its place; the first client loads the library. All methods are
// for one thread at a time and throw DeviceFailure.
class JackClient {
 public:
  // Connects to the server that $JACK_DEFAULT_SERVER names, else to the default one; starts no server.
  explicit JackClient(const std::string& name);
  ~JackClient();  // waits at most two seconds for a server that hangs

  int rate_hz() const;
  int block_frames() const;  // the server's present setting

  // Changes the setting for all clients of the server.
  void set_block_frames(int frames);

  // The ports of the hardware, in the server's order.
  std::vector<JackPort> hardware_ports(JackDirection direction) const;

  // Starts the callback, with ports in_1 ... and out_1, out_2 connected to these ports; can be called once.
  void activate(std::span<const std::string> captures, std::span<const std::string> playbacks);

  // The callback; null until the client is active. It may outlive the client, which no longer calls it then.
  std::shared_ptr<StreamCallback> callback();

  // The server has gone away or changed its rate, or the hardware was unplugged. [any thread]
  bool is_lost() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reamp
