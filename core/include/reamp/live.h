// Playing live: what the callback of an audio device does, and a client of the JACK server.
//
//   reamp::JackClient client("reamp");
//   client.activate(captures, playbacks);  // names from client.hardware_ports()
//   client.callback()->play(&rig);         // another one, or none, at any time
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
  std::uint64_t late_callbacks = 0;  // that took longer than their block plays
  std::uint64_t xruns = 0;           // as the driver reports them
  int block_frames = 0;              // of the last one
  float load = 0.0f;                 // mean share of a block's time, of the last 100 to 200 ms
  float peak_load = 0.0f;            // the largest in that time
};

// Plays a rig or a take in the thread of an audio device, whichever library calls it.
class StreamCallback {
 public:
  // inputs, outputs: channels of the device, at least one each. A rig plays on the first two outputs, all others are
  // silent; a single one hears the mean of both sides. Throws std::invalid_argument.
  StreamCallback(int rate_hz, int inputs, int outputs);
  ~StreamCallback();

  int rate_hz() const noexcept;
  int inputs() const noexcept;

  // What follows, up to read_inputs(), is for one thread at a time that is not the audio thread.

  // Plays this rig from the next block on, or silence. The audio thread is out of the one before when it returns: it
  // waits for a block to end where one is being played.
  void play(Rig* rig);

  // Plays this take from the next block on, in place of the rig; none: the rig again, or silence. As play(), it returns
  // when the audio thread is out of the one before.
  void play_take(Take* take);

  // Plays the first channel of this loop in place of all inputs, from the next block on; none: the inputs again. A take
  // always records the inputs. As play(), it returns when the audio thread is out of the one before.
  void play_in_place(SoundLoop* loop);

  // Plays this loop beside the rig, not recorded: its one channel on both sides, or two. Otherwise as play_in_place().
  void play_beside(SoundLoop* loop);

  // Records, from the next block on, an input (or what is played in its place) and both sides of the rig, frame for
  // frame: three channels. None: no longer; then the recorder can be closed.
  void record(DiskRecorder* recorder, int input);

  // As of the last block.
  StreamStats stats();

  // What each input delivered since the last call, one second at most, one after another: inputs() times as long as
  // an input delivered.
  std::vector<float> read_inputs();

  // The driver lost or repeated frames. [any thread; no allocation, lock]
  void count_xrun() noexcept;

  // Blocks are played as fast as they can be, and nobody hears them: a take may wait for the disk. [any thread]
  void set_freewheeling(bool is_freewheeling) noexcept;

  // The device played this many frames without a call, before the block that comes. [audio thread]
  void note_gap(std::uint64_t frames) noexcept;

  // One block of any length: a pointer for each input, and one for each output.
  // [audio thread; no allocation, lock, I/O, exception]
  void process(std::span<const float* const> inputs, std::span<float* const> outputs, std::size_t frames) noexcept;

  // The same where frames are interleaved. [audio thread; no allocation, lock, I/O, exception]
  void process_interleaved(const float* in, float* out, std::size_t frames) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What PortAudio calls, with a StreamCallback as its user data and float32 samples, interleaved; its type is that of
// PaStreamCallback. [audio thread]
int play_portaudio(const void* in, void* out, unsigned long frames, const void* time, unsigned long flags,
                   void* callback) noexcept;

// A device cannot be used; what() is one line for the user.
struct DeviceFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A port of the hardware, with other names it goes by.
struct JackPort {
  std::string name;
  std::vector<std::string> aliases;
};

enum class JackDirection { kCapture, kPlayback };

// A client of the JACK server that runs, or of PipeWire in its place; the library is looked for when the first client
// is opened. All methods are for one thread at a time. They throw DeviceFailure.
class JackClient {
 public:
  // Of the server that $JACK_DEFAULT_SERVER names, else the usual one. Starts none.
  explicit JackClient(const std::string& name);
  ~JackClient();  // waits for a server that hangs for two seconds at most

  int rate_hz() const;
  int block_frames() const;  // as the server has it now

  // For all clients of the server.
  void set_block_frames(int frames);

  // Of the hardware, in the server's order.
  std::vector<JackPort> hardware_ports(JackDirection direction) const;

  // Begins to call back, with ports in_1 ... and out_1, out_2 connected to these ports; once.
  void activate(std::span<const std::string> captures, std::span<const std::string> playbacks);

  // What it calls back; none until it is active. It may outlive the client, and is not called then.
  std::shared_ptr<StreamCallback> callback();

  // [any thread] The server went away or plays at another rate now, or the hardware was unplugged.
  bool is_lost() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reamp
