// A client of the JACK server.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <semaphore>
#include <system_error>
#include <thread>

#include "live/jack_library.h"
#include "reamp/held_signals.h"
#include "reamp/live.h"

namespace reamp {
namespace {

constexpr auto kLeave = std::chrono::seconds(2);
constexpr std::uint32_t kLongestGapFrames = 1 << 30;  // a longer one means that the server has set its clock

jack::Client* open(const jack::Library& jack, const std::string& name) {
  int status = 0;
  if (jack::Client* const client = jack.client_open(name.c_str(), jack::kNoStartServer, &status)) return client;
  if (status & jack::kServerFailed)
    throw DeviceFailure(
        "no JACK server runs; start one, as in jackd -d alsa -d hw:0, or, with PipeWire, type pw-jack before reamp");
  throw DeviceFailure("the JACK server refuses a client (status " + std::to_string(status) + "): restart it");
}

}  // namespace

struct JackClient::State {
  explicit State(const std::string& name)
      : jack(jack::library()),
        client(open(jack, name)),
        rate_hz(static_cast<int>(jack.get_sample_rate(client))),
        block_frames(static_cast<int>(jack.get_buffer_size(client))) {}
  // The audio thread has ended when it returns.
  ~State() { jack.client_close(client); }

  std::vector<std::string> port_names(unsigned long flags) const;
  std::vector<std::string> aliases(const std::string& name) const;
  jack::Port* add_port(const std::string& name, unsigned long flags);
  void connect(const char* from, const char* to);
  void set_callbacks();
  void play(std::uint32_t frames) noexcept;

  const jack::Library& jack;
  jack::Client* const client;
  const int rate_hz;
  std::atomic<int> block_frames;
  std::atomic<bool> is_lost{false};
  std::shared_ptr<StreamCallback> callback;
  std::vector<jack::Port*> inputs, outputs;
  std::vector<std::string> hardware;  // what they are connected to

  // Of the audio thread.
  bool is_running = false;
  std::uint32_t due_frame = 0;  // of the server's clock, where the next block should begin
  std::vector<const float*> in;
  std::vector<float*> out;
};

JackClient::JackClient(const std::string& name) : state_(std::make_unique<State>(name)) {}

// A server that hangs never confirms that a client leaves, and libjack waits for the confirmation. After kLeave this
// gives up waiting: the client's memory stays until the server answers or the program ends.
JackClient::~JackClient() {
  const auto has_left = std::make_shared<std::binary_semaphore>(0);
  try {
    const HeldSignals held;
    std::thread([has_left, state = std::move(state_)]() mutable {
      state.reset();
      has_left->release();
    }).detach();
  } catch (const std::system_error&) {  // no thread could be started: close on this one
    return;
  }
  static_cast<void>(has_left->try_acquire_for(kLeave));
}

int JackClient::rate_hz() const { return state_->rate_hz; }
int JackClient::block_frames() const { return state_->block_frames; }
std::shared_ptr<StreamCallback> JackClient::callback() { return state_->callback; }

void JackClient::set_block_frames(int frames) {
  if (frames != block_frames() && state_->jack.set_buffer_size(state_->client, static_cast<std::uint32_t>(frames)) != 0)
    throw DeviceFailure("the JACK server stays at blocks of " + std::to_string(block_frames()) +
                        " frames: it does not take " + std::to_string(frames));
}

bool JackClient::is_lost() const {
  if (state_->is_lost) return true;
  const std::vector<std::string> there = state_->port_names(jack::kPortIsPhysical);
  return !std::ranges::all_of(state_->hardware,
                              [&](const std::string& name) { return std::ranges::count(there, name) > 0; });
}

std::vector<JackPort> JackClient::hardware_ports(JackDirection direction) const {
  const unsigned long flags =
      jack::kPortIsPhysical | (direction == JackDirection::kCapture ? jack::kPortIsOutput : jack::kPortIsInput);
  std::vector<JackPort> ports;
  for (const std::string& name : state_->port_names(flags)) ports.push_back({name, state_->aliases(name)});
  return ports;
}

void JackClient::activate(std::span<const std::string> captures, std::span<const std::string> playbacks) {
  State& state = *state_;
  for (std::size_t i = 0; i < captures.size(); ++i)
    state.inputs.push_back(state.add_port("in_" + std::to_string(i + 1), jack::kPortIsInput));
  for (std::size_t i = 0; i < playbacks.size(); ++i)
    state.outputs.push_back(state.add_port("out_" + std::to_string(i + 1), jack::kPortIsOutput));
  state.in.resize(captures.size());
  state.out.resize(playbacks.size());
  state.callback = std::make_shared<StreamCallback>(state.rate_hz, static_cast<int>(captures.size()),
                                                    static_cast<int>(playbacks.size()));
  state.set_callbacks();
  if (state.jack.activate(state.client) != 0) throw DeviceFailure("the JACK server does not call back: restart it");
  for (std::size_t i = 0; i < captures.size(); ++i)
    state.connect(captures[i].c_str(), state.jack.port_name(state.inputs[i]));
  for (std::size_t i = 0; i < playbacks.size(); ++i)
    state.connect(state.jack.port_name(state.outputs[i]), playbacks[i].c_str());
  state.hardware.assign(captures.begin(), captures.end());
  state.hardware.insert(state.hardware.end(), playbacks.begin(), playbacks.end());
}

std::vector<std::string> JackClient::State::port_names(unsigned long flags) const {
  std::vector<std::string> names;
  const char** const found = jack.get_ports(client, nullptr, jack::kAudio, flags);
  if (!found) return names;
  for (const char** name = found; *name; ++name) names.emplace_back(*name);
  jack.free(found);
  return names;
}

std::vector<std::string> JackClient::State::aliases(const std::string& name) const {
  std::array<std::vector<char>, 2> memory;
  for (auto& alias : memory) alias.resize(static_cast<std::size_t>(jack.port_name_size()));
  char* const written[] = {memory[0].data(), memory[1].data()};
  const jack::Port* const port = jack.port_by_name(client, name.c_str());
  const int count = port ? jack.port_get_aliases(port, written) : 0;
  return {written, written + count};
}

jack::Port* JackClient::State::add_port(const std::string& name, unsigned long flags) {
  if (jack::Port* const port = jack.port_register(client, name.c_str(), jack::kAudio, flags, 0)) return port;
  throw DeviceFailure("the JACK server has no room for another port, " + name + ": close other programs");
}

void JackClient::State::connect(const char* from, const char* to) {
  if (jack.connect(client, from, to) != 0)
    throw DeviceFailure(std::string("the JACK server does not connect ") + from + " to " + to);
}

void JackClient::State::set_callbacks() {
  jack.set_process_callback(
      client,
      [](std::uint32_t frames, void* self) {
        static_cast<State*>(self)->play(frames);
        return 0;
      },
      this);
  jack.set_xrun_callback(
      client,
      [](void* self) {
        static_cast<State*>(self)->callback->count_xrun();
        return 0;
      },
      this);
  jack.set_buffer_size_callback(
      client,
      [](std::uint32_t frames, void* self) {
        static_cast<State*>(self)->block_frames = static_cast<int>(frames);
        return 0;
      },
      this);
  // JACK also calls this once at the beginning, with the present rate.
  jack.set_sample_rate_callback(
      client,
      [](std::uint32_t rate_hz, void* self) {
        State& state = *static_cast<State*>(self);
        if (static_cast<int>(rate_hz) != state.rate_hz) state.is_lost = true;
        return 0;
      },
      this);
  jack.set_freewheel_callback(
      client,
      [](int is_freewheeling, void* self) {
        static_cast<State*>(self)->callback->set_freewheeling(is_freewheeling != 0);
      },
      this);
  jack.on_shutdown(client, [](void* self) { static_cast<State*>(self)->is_lost = true; }, this);
}

// The server counts its blocks. A block that it played without this client, because it was late, is a gap.
void JackClient::State::play(std::uint32_t frames) noexcept {
  const std::uint32_t frame = jack.last_frame_time(client), missed = frame - due_frame;
  if (is_running && missed > 0 && missed < kLongestGapFrames) callback->note_gap(missed);
  is_running = true;
  due_frame = frame + frames;
  for (std::size_t i = 0; i < in.size(); ++i)
    in[i] = static_cast<const float*>(jack.port_get_buffer(inputs[i], frames));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float*>(jack.port_get_buffer(outputs[i], frames));
  callback->process(in, out, frames);
}

}  // namespace reamp
