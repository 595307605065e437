// What the bindings share: arrays, errors, locks.
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

// A processor that several Python threads may call: one at a time.
template <class Block>
class Locked {
 public:
  template <class... Args>
  explicit Locked(Args... args) : block_(args...) {}

  void process(const In& in, const Out& out) {
    check_lengths(in, out);
    nb::gil_scoped_release unlocked;
    const std::lock_guard guard(playing_);
    block_.process({in.data(), in.size()}, {out.data(), out.size()});
  }

  void reset() {
    nb::gil_scoped_release unlocked;
    const std::lock_guard guard(playing_);
    block_.reset();
  }

 private:
  Block block_;
  std::mutex playing_;
};

// Each file adds its classes to reamp._core.
void bind_engine(nb::module_& m);
void bind_rig(nb::module_& m);
void bind_spectrum(nb::module_& m);
void bind_training(nb::module_& m);
