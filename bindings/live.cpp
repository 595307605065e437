// Streams for Python: a JACK client, and a callback for PortAudio. No Python runs in their audio threads.
#include "reamp/live.h"

#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <chrono>
#include <future>
#include <thread>

#include "binding.h"
#include "live_rig.h"
#include "reamp/held_signals.h"
#include "take.h"

namespace {

using Ports = std::vector<std::pair<std::string, std::vector<std::string>>>;
using Frames = nb::ndarray<nb::numpy, float, nb::ndim<2>>;

constexpr const char* kInPlace = "Play this loop in place of all inputs from now on; None: the inputs again.";
constexpr const char* kBeside = "Play this loop beside the rig from now on; None: no more.";
constexpr const char* kRecord =
    "Record an input, from 0, and both sides of the rig, in three channels; None: no longer. Returns when it is so.";
constexpr const char* kPlayTake = "Play this take from now on, in place of the rig; None: the rig again.";
constexpr auto kSignals = std::chrono::milliseconds(20);  // between two checks for signals

// Keeps the rig alive while the audio thread plays it. Several Python threads may use this, one at a time; none holds
// the GIL while it waits for another.
class OnAir {
 public:
  void play(reamp::StreamCallback& callback, const nb::object& rig) {
    LiveRig* const next = rig.is_none() ? nullptr : nb::cast<LiveRig*>(rig);
    check_rate(callback, next);
    nb::object before = rig;
    try {
      const nb::gil_scoped_release unlocked;
      const std::lock_guard guard(changing_);
      change(callback, next);
      std::swap(before, rig_);  // changes no reference count, so it needs no GIL; `before` releases the old rig
    } catch (const LiveRig::Busy& busy) {
      raise("ConfigError", busy.what());
    } catch (const reamp::DeviceFailure& failure) {
      raise("DeviceError", failure.what());
    }
  }

  // Plays the take in place of the rig, or the rig again.
  void play_take(reamp::StreamCallback& callback, const SharedTake* take) {
    hand_over(take_, take ? take->core : nullptr, [&](reamp::Take* next) { callback.play_take(next); });
  }

  void play_in_place(reamp::StreamCallback& callback, const SharedLoop* loop) {
    hand_over(in_place_, loop ? loop->core : nullptr, [&](reamp::SoundLoop* next) { callback.play_in_place(next); });
  }

  void play_beside(reamp::StreamCallback& callback, const SharedLoop* loop) {
    hand_over(beside_, loop ? loop->core : nullptr, [&](reamp::SoundLoop* next) { callback.play_beside(next); });
  }

  void record(reamp::StreamCallback& callback, const SharedRecorder* recorder, int input) {
    hand_over(recorder_, recorder ? recorder->core : nullptr,
              [&](reamp::DiskRecorder* next) { callback.record(next, input); });
  }

  // Closes for good: no rig can be started afterwards.
  void close(reamp::StreamCallback& callback) {
    nb::object before = nb::none();
    const nb::gil_scoped_release unlocked;
    const std::lock_guard guard(changing_);
    change(callback, nullptr);
    callback.play_take(nullptr);
    callback.play_in_place(nullptr);
    callback.play_beside(nullptr);
    callback.record(nullptr, 0);
    is_closed_ = true;
    std::swap(before, rig_);
  }

  reamp::StreamStats stats(reamp::StreamCallback& callback) {
    const nb::gil_scoped_release unlocked;
    const std::lock_guard guard(changing_);
    return callback.stats();
  }

  Frames inputs(reamp::StreamCallback& callback) {
    std::vector<float> samples;
    {
      const nb::gil_scoped_release unlocked;
      const std::lock_guard guard(changing_);
      samples = callback.read_inputs();
    }
    const auto inputs = static_cast<std::size_t>(callback.inputs());
    const std::size_t frames = samples.size() / inputs;
    auto* const kept = new std::vector<float>(std::move(samples));
    const nb::capsule owner(kept, [](void* p) noexcept { delete static_cast<std::vector<float>*>(p); });
    return Frames(kept->data(), {inputs, frames}, owner);
  }

 private:
  // Hands the next object to the audio thread, and releases the previous one when that no longer uses it.
  template <class Held, class Give>
  void hand_over(std::shared_ptr<Held>& held, std::shared_ptr<Held> next, Give give) {
    const nb::gil_scoped_release unlocked;
    const std::lock_guard guard(changing_);
    if (is_closed_) next = nullptr;
    give(next.get());
    std::swap(next, held);
  }

  static void check_rate(const reamp::StreamCallback& callback, const LiveRig* rig) {
    if (rig && rig->rate_hz() != callback.rate_hz())
      raise("ConfigError", "the rig is made for " + std::to_string(rig->rate_hz()) + " Hz, the stream runs at " +
                               std::to_string(callback.rate_hz()) + " Hz");
  }

  void change(reamp::StreamCallback& callback, LiveRig* next) {
    if (next == playing_) return;
    if (is_closed_) throw reamp::DeviceFailure("the stream is closed; open another");
    if (next) next->begin_stream();
    callback.play(next ? &next->core() : nullptr);
    if (playing_) playing_->end_stream();
    playing_ = next;
  }

  std::mutex changing_;
  LiveRig* playing_ = nullptr;
  bool is_closed_ = false;
  nb::object rig_ = nb::none();
  std::shared_ptr<reamp::Take> take_;
  std::shared_ptr<reamp::SoundLoop> in_place_, beside_;
  std::shared_ptr<reamp::DiskRecorder> recorder_;
};

[[noreturn]] void raise_device_error(const char* backend, const char* problem) {
  const nb::object type = nb::module_::import_("reamp.errors").attr("DeviceError");
  PyErr_SetObject(type.ptr(), type(problem, "backend"_a = backend).ptr());
  throw nb::python_error();
}

// Calls what may throw DeviceFailure, without the GIL.
template <class Call>
auto unlocked(Call call) {
  try {
    const nb::gil_scoped_release unlocked;
    return call();
  } catch (const reamp::DeviceFailure& failure) {
    raise_device_error("jack", failure.what());
  }
}

// Calls a function that waits for the server on another thread: no signal interrupts it there, and Ctrl-C need not wait
// for a server that hangs. The call must own all that it uses, as it may continue after a signal's handler has raised.
template <class Call>
auto asked(Call call) {
  std::packaged_task<decltype(call())()> task(std::move(call));
  auto answer = task.get_future();
  {
    const reamp::HeldSignals held;
    std::thread(std::move(task)).detach();
  }
  const auto is_there = [&] {
    const nb::gil_scoped_release unlocked;
    return answer.wait_for(kSignals) == std::future_status::ready;
  };
  while (!is_there())
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
  try {
    return answer.get();
  } catch (const reamp::DeviceFailure& failure) {
    raise_device_error("jack", failure.what());
  }
}

class JackStream {
 public:
  explicit JackStream(const std::string& name)
      : client_(asked([name] { return std::make_shared<reamp::JackClient>(name); })) {}
  ~JackStream() { close(); }

  int rate_hz() { return client()->rate_hz(); }
  int block_frames() { return client()->block_frames(); }
  void set_block_frames(int frames) {
    asked([frames, client = client()] { client->set_block_frames(frames); });
  }

  Ports hardware_ports(reamp::JackDirection direction) {
    Ports ports;
    unlocked([&, client = client()] {
      for (auto& port : client->hardware_ports(direction)) ports.emplace_back(port.name, port.aliases);
    });
    return ports;
  }

  void activate(const std::vector<std::string>& captures, const std::vector<std::string>& playbacks) {
    asked([captures, playbacks, client = client()] { client->activate(captures, playbacks); });
    callback_ = client()->callback();
  }

  void start(const nb::object& rig) { on_air_.play(callback(), rig); }
  void play_take(const SharedTake* take) { on_air_.play_take(callback(), take); }
  void play_in_place(const SharedLoop* loop) { on_air_.play_in_place(callback(), loop); }
  void play_beside(const SharedLoop* loop) { on_air_.play_beside(callback(), loop); }
  void record(const SharedRecorder* recorder, int input) { on_air_.record(callback(), recorder, input); }
  reamp::StreamStats stats() { return on_air_.stats(callback()); }
  Frames inputs() { return on_air_.inputs(callback()); }

  bool is_lost() {
    return unlocked([client = client_] { return !client || client->is_lost(); });
  }

  // Threads inside a call keep the client until they return; its audio thread no longer uses the rig by then.
  void close() {
    std::shared_ptr<reamp::JackClient> client = std::move(client_);
    if (callback_) on_air_.close(*callback_);
    unlocked([&] { client.reset(); });
  }

 private:
  std::shared_ptr<reamp::JackClient> client() const {
    if (!client_) raise_device_error("jack", "the stream is closed; open another");
    return client_;
  }
  reamp::StreamCallback& callback() const {
    if (!callback_) raise_device_error("jack", "the stream is not active yet");
    return *callback_;
  }

  std::shared_ptr<reamp::JackClient> client_;
  std::shared_ptr<reamp::StreamCallback> callback_;
  OnAir on_air_;
};

class PortAudioCallback {
 public:
  PortAudioCallback(int rate_hz, int inputs, int outputs) : callback_(rate_hz, inputs, outputs) {}
  ~PortAudioCallback() { on_air_.close(callback_); }

  std::uintptr_t function() const { return reinterpret_cast<std::uintptr_t>(&reamp::play_portaudio); }
  std::uintptr_t user_data() const { return reinterpret_cast<std::uintptr_t>(&callback_); }

  void start(const nb::object& rig) { on_air_.play(callback_, rig); }
  void play_take(const SharedTake* take) { on_air_.play_take(callback_, take); }
  void play_in_place(const SharedLoop* loop) { on_air_.play_in_place(callback_, loop); }
  void play_beside(const SharedLoop* loop) { on_air_.play_beside(callback_, loop); }
  void record(const SharedRecorder* recorder, int input) { on_air_.record(callback_, recorder, input); }
  reamp::StreamStats stats() { return on_air_.stats(callback_); }
  Frames inputs() { return on_air_.inputs(callback_); }
  void close() { on_air_.close(callback_); }

 private:
  reamp::StreamCallback callback_;
  OnAir on_air_;
};

}  // namespace

void bind_live(nb::module_& m) {
  nb::class_<reamp::StreamStats>(m, "StreamStats",
                                 "Counters and load of the audio thread; see core/include/reamp/live.h.")
      .def_ro("callbacks", &reamp::StreamStats::callbacks)
      .def_ro("late_callbacks", &reamp::StreamStats::late_callbacks)
      .def_ro("xruns", &reamp::StreamStats::xruns)
      .def_ro("block_frames", &reamp::StreamStats::block_frames)
      .def_ro("load", &reamp::StreamStats::load)
      .def_ro("peak_load", &reamp::StreamStats::peak_load);

  nb::enum_<reamp::JackDirection>(m, "JackDirection", "Ports for capture, or for playback.")
      .value("CAPTURE", reamp::JackDirection::kCapture)
      .value("PLAYBACK", reamp::JackDirection::kPlayback);

  const auto rig = "rig"_a.none();
  const auto start = nb::sig("def start(self, rig: Rig | None) -> None");
  nb::class_<JackStream>(m, "JackStream", "A client of the JACK server; its methods raise reamp.errors.DeviceError.")
      .def(nb::init<const std::string&>(), "name"_a)
      .def_prop_ro("rate_hz", &JackStream::rate_hz)
      .def_prop_ro("block_frames", &JackStream::block_frames)
      .def_prop_ro("is_lost", &JackStream::is_lost)
      .def("set_block_frames", &JackStream::set_block_frames, "frames"_a, "For all clients of the server.")
      .def("hardware_ports", &JackStream::hardware_ports, "direction"_a, "Return names, each with its aliases.")
      .def("activate", &JackStream::activate, "captures"_a, "playbacks"_a,
           "Start, connected to these ports; can be called once.")
      .def("start", &JackStream::start, rig, start, "Play this rig, or silence, and release the previous rig.")
      .def("play_take", &JackStream::play_take, "take"_a.none(), kPlayTake)
      .def("play_in_place", &JackStream::play_in_place, "loop"_a.none(), kInPlace)
      .def("play_beside", &JackStream::play_beside, "loop"_a.none(), kBeside)
      .def("record", &JackStream::record, "recorder"_a.none(), "input"_a = 0, kRecord)
      .def("stats", &JackStream::stats, "Return counters and load of the audio thread.")
      .def("inputs", &JackStream::inputs, "Return the input since the last call, shape (inputs, frames).")
      .def("close", &JackStream::close, "Stop, and release the server and the rig.");

  nb::class_<PortAudioCallback>(m, "PortAudioCallback", "A callback for PortAudio, with float32 samples.")
      .def(nb::init<int, int, int>(), "rate_hz"_a, "inputs"_a, "outputs"_a)
      .def_prop_ro("function", &PortAudioCallback::function, "The address of the PaStreamCallback.")
      .def_prop_ro("user_data", &PortAudioCallback::user_data, "The address of its user data.")
      .def("start", &PortAudioCallback::start, rig, start, "Play this rig, or silence, and release the previous rig.")
      .def("play_take", &PortAudioCallback::play_take, "take"_a.none(), kPlayTake)
      .def("play_in_place", &PortAudioCallback::play_in_place, "loop"_a.none(), kInPlace)
      .def("play_beside", &PortAudioCallback::play_beside, "loop"_a.none(), kBeside)
      .def("record", &PortAudioCallback::record, "recorder"_a.none(), "input"_a = 0, kRecord)
      .def("stats", &PortAudioCallback::stats, "Return counters and load of the audio thread.")
      .def("inputs", &PortAudioCallback::inputs, "Return the input since the last call, shape (inputs, frames).")
      .def("close", &PortAudioCallback::close, "Release the rig.");
}
