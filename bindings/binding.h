// Shared parts of the bindings: arrays, errors, locks.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <mutex>
#include <utility>

namespace nb = nanobind;
using namespace nb::literals;

using In = nb::ndarray<const float, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Out = nb::ndarray<float, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

inline void check_lengths(const In& in, const Out& out) {
  if (in.size() != out.size()) throw nb::value_error("in and out must have the same number of frames");
}

// Raises reamp.errors.<name>(arguments...).
template <class... Arguments>
[[noreturn]] void raise(const char* name, Arguments&&... arguments) {
  const nb::object type = nb::module_::import_("reamp.errors").attr(name);
  PyErr_SetObject(type.ptr(), type(std::forward<Arguments>(arguments)...).ptr());
  throw nb::python_error();
}

// Each file adds its classes to reamp._core.
void bind_engine(nb::module_& m);
void bind_sim(nb::module_& m);
void bind_cabinets(nb::module_& m);
void bind_impulse(nb::module_& m);
void bind_interfaces(nb::module_& m);
void bind_levels(nb::module_& m);
void bind_live(nb::module_& m);
void bind_loudness(nb::module_& m);
void bind_rig(nb::module_& m);
void bind_spectrum(nb::module_& m);
void bind_take(nb::module_& m);
void bind_training(nb::module_& m);
void bind_tuner(nb::module_& m);
