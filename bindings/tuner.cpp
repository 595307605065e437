// The tuner, for Python.
#include "reamp/tuner.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>

#include <tuple>

#include "binding.h"

namespace {

std::span<const float> samples_of(const In& samples) { return {samples.data(), samples.size()}; }

}  // namespace

void bind_tuner(nb::module_& m) {
  m.attr("LOWEST_PITCH_HZ") = reamp::kLowestPitchHz;
  m.attr("HIGHEST_PITCH_HZ") = reamp::kHighestPitchHz;
  m.attr("PITCH_S") = reamp::kPitchS;

  m.def(
      "measure_pitch",
      [](const In& samples, int rate_hz) -> std::optional<std::tuple<double, double>> {
        const auto pitch = reamp::measure_pitch(samples_of(samples), rate_hz);
        return pitch ? std::optional(std::tuple(pitch->frequency_hz, pitch->clarity)) : std::nullopt;
      },
      "samples"_a.noconvert(), "rate_hz"_a, nb::call_guard<nb::gil_scoped_release>(),
      "Return the frequency in Hz and the clarity of the last PITCH_S of samples; None: no note.");

  nb::class_<reamp::TunerReading>(m, "TunerReading", "A note, by its MIDI number, and by how many cents it is off.")
      .def_ro("midi_note", &reamp::TunerReading::midi_note)
      .def_ro("cents", &reamp::TunerReading::cents)
      .def_ro("frequency_hz", &reamp::TunerReading::frequency_hz);
  m.def("nearest_note", &reamp::nearest_note, "frequency_hz"_a, "reference_hz"_a,
        "Return the nearest note of equal temperament.");
  m.def("note_name", &reamp::note_name, "midi_note"_a, "Return the name of a note, as in E2.");
  nb::class_<reamp::Tuner>(m, "Tuner", "Hears one input block by block.")
      .def(nb::init<int, double>(), "rate_hz"_a, "reference_hz"_a)
      .def(
          "hear", [](reamp::Tuner& tuner, const In& samples) { return tuner.hear(samples_of(samples)); },
          "samples"_a.noconvert(), nb::call_guard<nb::gil_scoped_release>(),
          "Return the note after more samples; None for silence and for no clear note.");
}
