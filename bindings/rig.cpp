// Rigs for Python: one to play and change, one for files.
#include <nanobind/stl/array.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <map>
#include <string>

#include "binding.h"
#include "live_rig.h"
#include "reamp/offline.h"
#include "reamp/offline_rig.h"
#include "slices.h"

namespace {

class FileRig {
 public:
  FileRig(int rate_hz, reamp::RigMode mode, const reamp::RigSettings& settings, const Models& models,
          double models_output_gain_db, const std::optional<In>& cabinet_left, const std::optional<In>& cabinet_right,
          int oversampling, int threads)
      : rig_(rate_hz,
             {mode, settings, in_core(models), models_output_gain_db, span_of(cabinet_left), span_of(cabinet_right),
              oversampling},
             threads),
        slices_(shortest_slice(models, threads)) {}

  void process(const In& in, const Out& left, const std::optional<Out>& right) {
    check_sides(in.size(), left, right);
    nb::gil_scoped_release unlocked;
    const std::lock_guard guard(playing_);
    slices_(in.size(), [&](std::size_t first, std::size_t frames) {
      const auto part_of = [&](const auto& samples) {
        return samples.empty() ? samples : samples.subspan(first, frames);
      };
      rig_.process(part_of(span_of(in)), part_of(span_of(left)), part_of(span_of(right)));
    });
  }

  reamp::RigMeters meters() {
    const std::lock_guard guard(playing_);
    return rig_.meters();
  }

  int latency_frames() const { return rig_.latency_frames(); }

 private:
  static std::size_t shortest_slice(const Models& models, int threads) {
    std::size_t shortest = 1;
    for (const auto& [player, gain_db] : models)
      shortest = std::max(shortest, reamp::OfflineModel::shortest_shared_block(player->model(), threads));
    return shortest;
  }

  reamp::OfflineRig rig_;
  Slices slices_;
  std::recursive_mutex playing_;  // a signal's handler may call this rig between two slices
};

using ToneValues = std::map<std::string, double>;

reamp::Tone tone_of(const ToneValues& values) {
  reamp::Tone tone;
  for (const auto& [name, value] : values) {
    const auto* const band =
        std::ranges::find_if(reamp::kToneBands, [&](const reamp::ToneBand& each) { return each.name == name; });
    if (band == std::end(reamp::kToneBands)) throw nb::value_error(("there is no tone knob " + name).c_str());
    tone.*band->knob = value;
  }
  return tone;
}

void bind_values(nb::module_& m) {
  nb::enum_<reamp::RigMode>(m, "RigMode", "Whose gate.")
      .value("PLAYER", reamp::RigMode::kPlayer)
      .value("COMPATIBLE", reamp::RigMode::kCompatible);

  const reamp::RigSettings usual;
  nb::class_<reamp::RigSettings>(m, "RigSettings", "The knobs; see core/include/reamp/rig.h.")
      .def(
          "__init__",
          [](reamp::RigSettings* self, int channel, double input_gain_db, bool gate, double gate_threshold_db,
             const ToneValues& tone, double output_gain_db, bool limiter) {
            new (self) reamp::RigSettings{.channel = channel,
                                          .input_gain_db = input_gain_db,
                                          .gate = gate,
                                          .gate_threshold_db = gate_threshold_db,
                                          .tone = tone_of(tone),
                                          .output_gain_db = output_gain_db,
                                          .limiter = limiter};
          },
          nb::kw_only(), "channel"_a = usual.channel, "input_gain_db"_a = usual.input_gain_db, "gate"_a = usual.gate,
          "gate_threshold_db"_a = usual.gate_threshold_db, "tone"_a = ToneValues(),
          "output_gain_db"_a = usual.output_gain_db, "limiter"_a = usual.limiter,
          "tone: the knobs of the tone stack by their names; one that is left out is flat.");

  nb::class_<reamp::RigMeters>(m, "RigMeters", "The meters of a rig; see core/include/reamp/rig.h.")
      .def_ro("input_peak", &reamp::RigMeters::input_peak)
      .def_ro("model_peaks", &reamp::RigMeters::model_peaks)
      .def_ro("output_peaks", &reamp::RigMeters::output_peaks)
      .def_ro("gate_gain", &reamp::RigMeters::gate_gain)
      .def_ro("limiter_gain", &reamp::RigMeters::limiter_gain)
      .def_ro("frames", &reamp::RigMeters::frames)
      .def_ro("clipped_frames", &reamp::RigMeters::clipped_frames)
      .def_ro("limited_frames", &reamp::RigMeters::limited_frames)
      .def_ro("broken_frames", &reamp::RigMeters::broken_frames)
      .def_ro("broken_model", &reamp::RigMeters::broken_model)
      .def_ro("is_changing", &reamp::RigMeters::is_changing);
}

}  // namespace

void bind_rig(nb::module_& m) {
  // Samples are never converted; see engine.cpp.
  const auto left = "left"_a.noconvert();
  const auto right = "right"_a.noconvert() = nb::none();
  bind_values(m);
  const auto mode = "mode"_a = reamp::RigMode::kPlayer;

  nb::class_<LiveRig>(m, "Rig", "A chain that can be changed while it plays.")
      .def(nb::init<int, reamp::RigMode>(), "rate_hz"_a, mode)
      .def("set", &LiveRig::set, "settings"_a, "Turn the knobs.")
      .def("set_models", &LiveRig::set_models, "models"_a, "output_gain_db"_a = 0.0, "oversampling"_a = 1,
           "Play clones of these models, each after its gain in dB, at 1, 2 or 4 times its rate.")
      .def("set_slim", &LiveRig::set_slim, "index"_a, "slim"_a, "Play one of the models at another size, at once.")
      .def("set_cabinet", &LiveRig::set_cabinet, "left"_a.noconvert() = nb::none(), right,
           "Play this impulse response, or one for each side.")
      .def("meters", &LiveRig::meters, "Return the meters as of the last block.")
      .def_prop_ro("rate_hz", &LiveRig::rate_hz)
      .def_prop_ro("latency_frames", &LiveRig::latency_frames)
      .def("process", &LiveRig::process, "inputs"_a.noconvert(), left, right,
           "Process one block; without `right`, `left` gets the mean of both sides.");

  nb::class_<FileRig>(m, "OfflineRig", "The same chain for files, with the models on several cores.")
      .def(nb::init<int, reamp::RigMode, const reamp::RigSettings&, const Models&, double, const std::optional<In>&,
                    const std::optional<In>&, int, int>(),
           "rate_hz"_a, nb::kw_only(), mode, "settings"_a, "models"_a, "models_output_gain_db"_a,
           "cabinet_left"_a.noconvert() = nb::none(), "cabinet_right"_a.noconvert() = nb::none(), "oversampling"_a = 1,
           "threads"_a = 1, nb::call_guard<nb::gil_scoped_release>())
      .def("process", &FileRig::process, "x"_a.noconvert(), left, right, "Process the next block.")
      .def("meters", &FileRig::meters, "Return the meters over all blocks so far.")
      .def_prop_ro("latency_frames", &FileRig::latency_frames);
}
