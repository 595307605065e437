// Recording to disk, and takes, for Python.
#include "take.h"

#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>

#include "binding.h"

namespace {

using Files = std::vector<std::pair<std::string, int>>;
using Frames = nb::ndarray<nb::numpy, float, nb::ndim<2>>;
using Channels = nb::ndarray<const float, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Places = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

SharedRecorder make_recorder(const Files& files, int rate_hz, double buffer_s) {
  std::vector<reamp::RecordedFile> recorded;
  for (const auto& [path, channels] : files) recorded.push_back({path, channels});
  try {
    const nb::gil_scoped_release unlocked;
    return {std::make_shared<reamp::DiskRecorder>(recorded, rate_hz, buffer_s)};
  } catch (const reamp::FileFailure& failure) {
    raise("OutputError", failure.path, std::string("cannot be written: ") + failure.what());
  }
}

SharedTake make_take(const In& signal, const std::vector<int>& outputs, const std::vector<int>& inputs,
                     std::size_t tail_frames, const SharedRecorder* recorder) {
  reamp::TakeSetup setup{outputs, inputs, tail_frames};
  std::vector<float> samples(signal.data(), signal.data() + signal.size());
  return {std::make_shared<reamp::Take>(std::move(samples), std::move(setup), recorder ? recorder->core : nullptr)};
}

SharedLoop make_loop(const Channels& samples) {
  const std::span all(samples.data(), samples.size());
  return {std::make_shared<reamp::SoundLoop>(all, samples.shape(0))};
}

Places in_pairs(const std::vector<reamp::TakeEvent>& events) {
  Places places;
  for (const auto& event : events) places.emplace_back(event.at_frame, event.frames);
  return places;
}

Frames recorded(const SharedTake& take, std::size_t inputs) {
  auto* const samples = new std::vector<float>(take.core->recorded());
  const nb::capsule owner(samples, [](void* p) noexcept { delete static_cast<std::vector<float>*>(p); });
  return Frames(samples->data(), {inputs, inputs ? samples->size() / inputs : 0}, owner);
}

}  // namespace

void bind_take(nb::module_& m) {
  nb::class_<SharedRecorder>(m, "DiskRecorder", "Streams float WAV files to disk; see core/include/reamp/recorder.h.")
      .def(
          "__init__",
          [](SharedRecorder* self, const Files& files, int rate_hz, double buffer_s) {
            new (self) SharedRecorder(make_recorder(files, rate_hz, buffer_s));
          },
          "files"_a, "rate_hz"_a, "buffer_s"_a = 10.0,
          "Make files, paths with their channels; raises reamp.errors.OutputError, also where one exists.")
      .def_prop_ro("frames_on_disk", [](const SharedRecorder& self) { return self.core->frames_on_disk(); })
      .def_prop_ro("lost_frames", [](const SharedRecorder& self) { return self.core->lost_frames(); })
      .def_prop_ro(
          "problem", [](const SharedRecorder& self) { return self.core->problem(); },
          "Why nothing is written any more; empty while all is well.")
      .def_prop_ro_static(
          "SAMPLES_AT", [](nb::handle) { return reamp::DiskRecorder::kSamplesAt; },
          "Where the samples begin in a file, in bytes.")
      .def(
          "close", [](SharedRecorder& self) { self.core->close(); }, nb::call_guard<nb::gil_scoped_release>(),
          "Write what is left, and end the files.");

  nb::class_<SharedLoop>(m, "SoundLoop", "Sound that is played over and over; see core/include/reamp/sound_loop.h.")
      .def(
          "__init__", [](SharedLoop* self, const Channels& samples) { new (self) SharedLoop(make_loop(samples)); },
          "samples"_a.noconvert(), "Samples are of shape (channels, frames).")
      .def_prop_ro("frames", [](const SharedLoop& self) { return self.core->frames(); })
      .def_prop_ro("position", [](const SharedLoop& self) { return self.core->position(); }, "The frame that is next.");

  nb::class_<SharedTake>(m, "Take", "A signal played once, and what comes back; see core/include/reamp/take.h.")
      .def(
          "__init__",
          [](SharedTake* self, const In& signal, const std::vector<int>& outputs, const std::vector<int>& inputs,
             std::size_t tail_frames, const SharedRecorder* recorder) {
            new (self) SharedTake(make_take(signal, outputs, inputs, tail_frames, recorder));
          },
          "signal"_a.noconvert(), "outputs"_a, "inputs"_a, "tail_frames"_a = 0, "recorder"_a.none() = nb::none(),
          "Outputs and inputs are the stream's, from 0; without a recorder it is kept in memory.")
      .def_prop_ro("frames", [](const SharedTake& self) { return self.core->frames(); })
      .def_prop_ro("total_frames", [](const SharedTake& self) { return self.core->total_frames(); })
      .def_prop_ro("is_done", [](const SharedTake& self) { return self.core->is_done(); })
      .def_prop_ro(
          "xruns", [](const SharedTake& self) { return self.core->xruns(); },
          "In how many blocks the driver reported one.")
      .def_prop_ro(
          "xrun_frames",
          [](const SharedTake& self) {
            std::vector<std::uint64_t> frames;
            for (const auto& place : self.core->xrun_places()) frames.push_back(place.at_frame);
            return frames;
          },
          "Where, the first hundred.")
      .def_prop_ro(
          "gaps", [](const SharedTake& self) { return in_pairs(self.core->gap_places()); },
          "Where frames were missed, and how many; the first hundred.")
      .def(
          "stop", [](SharedTake& self) { self.core->stop(); }, "Fade out; then it is done.")
      .def(
          "recorded", [](const SharedTake& self) { return recorded(self, self.core->inputs()); },
          "Return what was kept in memory, of shape (inputs, frames), once it is done.");
}
