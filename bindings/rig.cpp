// The blocks of a rig for Python.
#include "binding.h"
#include "reamp/cabinet.h"
#include "reamp/dc_blocker.h"

namespace {

using DcBlocker = Locked<reamp::DcBlocker>;
using Cabinet = Locked<reamp::Cabinet>;

}  // namespace

void bind_rig(nb::module_& m) {
  const auto x = "x"_a.noconvert(), out = "out"_a.noconvert();  // see engine.cpp
  const nb::call_guard<nb::gil_scoped_release> unlocked;

  nb::class_<DcBlocker>(m, "DcBlocker", "A high-pass of one pole at 5 Hz.")
      .def(nb::init<double>(), "rate_hz"_a)
      .def("process", &DcBlocker::process, x, out, "Process one block; x and out may be the same array.")
      .def("reset", &DcBlocker::reset, "Forget the past.");

  nb::class_<Cabinet>(m, "Cabinet", "The convolution with an impulse response.")
      .def(
          "__init__", [](Cabinet* self, const In& taps) { new (self) Cabinet(std::span(taps.data(), taps.size())); },
          "taps"_a.noconvert(), unlocked)
      .def("process", &Cabinet::process, x, out, "Process one block; x and out may be the same array.")
      .def("reset", &Cabinet::reset, "Forget the past.");
}
