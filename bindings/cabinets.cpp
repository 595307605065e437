// Computed cabinets for Python.
#include <nanobind/stl/complex.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "arrays.h"
#include "binding.h"
#include "reamp/computed_cabinet.h"

void bind_cabinets(nb::module_& m) {
  using Cabinet = reamp::ComputedCabinet;
  nb::class_<reamp::SpeakerDriver>(m, "SpeakerDriver", "A loudspeaker; see core/include/reamp/computed_cabinet.h.")
      .def_rw("resonance_hz", &reamp::SpeakerDriver::resonance_hz)
      .def_rw("total_q", &reamp::SpeakerDriver::total_q)
      .def_rw("compliance_m3", &reamp::SpeakerDriver::compliance_m3)
      .def_rw("radius_m", &reamp::SpeakerDriver::radius_m)
      .def_rw("cone_hz", &reamp::SpeakerDriver::cone_hz);
  nb::class_<Cabinet>(m, "ComputedCabinet", "A cabinet and its microphone; see core/include/reamp/computed_cabinet.h.")
      .def(nb::init<const Cabinet&>(), "cabinet"_a, "A copy, to change.")
      .def_ro("name", &Cabinet::name)
      .def_ro("description", &Cabinet::description)
      .def_rw("driver", &Cabinet::driver)
      .def_rw("box_m3", &Cabinet::box_m3)
      .def_rw("microphone_m", &Cabinet::microphone_m)
      .def_rw("edges_m", &Cabinet::edges_m)
      .def_rw("others_m", &Cabinet::others_m)
      .def_rw("around_m", &Cabinet::around_m);

  m.def("computed_cabinets", [] { return reamp::computed_cabinets(); }, "Return the cabinets that there are.");
  m.def(
      "cabinet_taps",
      [](const Cabinet& cabinet, int rate_hz) {
        std::vector<float> taps;
        {
          const nb::gil_scoped_release unlocked;
          taps = reamp::cabinet_taps(cabinet, rate_hz);
        }
        return array_of(std::move(taps));
      },
      "cabinet"_a, "rate_hz"_a,
      nb::sig("def cabinet_taps(cabinet: ComputedCabinet, rate_hz: int) -> NDArray[numpy.float32]"),
      "Return the impulse response of a cabinet, as loud as no cabinet.");
  m.def("cabinet_response", &reamp::cabinet_response, "cabinet"_a, "frequency_hz"_a,
        "Return the microphone's response to the volts at the drivers.");
  m.def("cone_directivity", &reamp::cone_directivity, "ka"_a, "sine"_a,
        "Return a piston's pressure beside its axis, 1 on it.");
}
