// The tuner, for Python.
#include "reamp/tuner.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>

#include <cmath>
#include <new>
#include <string>
#include <tuple>

#include "binding.h"

namespace {

void check_frequency(const char* name, double hz) {
  if (!std::isfinite(hz) || hz <= 0.0) throw nb::value_error((std::string(name) + " must be positive").c_str());
}

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
  m.def(
      "nearest_note",
      [](double frequency_hz, double reference_hz) {
        check_frequency("frequency_hz", frequency_hz);
        check_frequency("reference_hz", reference_hz);
        return reamp::nearest_note(frequency_hz, reference_hz);
      },
      "frequency_hz"_a, "reference_hz"_a,
      "Return the nearest note of equal temperament. Raises `ValueError` for a frequency that is not positive.");
  m.def("note_name", &reamp::note_name, "midi_note"_a, "Return the name of a note, as in E2.");
  nb::class_<reamp::Tuner>(m, "Tuner", "Hears one input block by block.")
      .def(
          "__init__",
          [](reamp::Tuner* tuner, int rate_hz, double reference_hz) {
            check_frequency("rate_hz", rate_hz);
            check_frequency("reference_hz", reference_hz);
            new (tuner) reamp::Tuner(rate_hz, reference_hz);
          },
          "rate_hz"_a, "reference_hz"_a, "Raises `ValueError` for a rate or a reference that is not positive.")
      // The interpreter's lock is what keeps two threads apart: a tuner has none of its own.
      .def(
          "hear", [](reamp::Tuner& tuner, const In& samples) { return tuner.hear(samples_of(samples)); },
          "samples"_a.noconvert(), "Return the note after more samples; None for silence and for no clear note.");
}
