// The bins of the spectral loss for Python.
#include "reamp/spectrum.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>

#include <stdexcept>
#include <utility>

#include "binding.h"

namespace {

void check_bins(std::size_t numbers, std::size_t bins) {
  if (numbers != 2 * bins) throw nb::value_error("a spectrum must have two numbers for each magnitude");
}

class Spectra {
 public:
  explicit Spectra(const std::optional<std::string>& instruction_set) try : math_(instruction_set) {
  } catch (const std::invalid_argument& error) {
    raise("ConfigError", error.what());
  }

  void magnitudes(const In& spectrum, float floor, const Out& out) const {
    check_bins(spectrum.size(), out.size());
    nb::gil_scoped_release unlocked;
    math_.magnitudes({spectrum.data(), spectrum.size()}, floor, {out.data(), out.size()});
  }

  std::pair<double, double> distance(const In& spectrum, const In& wanted, float floor) const {
    check_bins(spectrum.size(), wanted.size());
    nb::gil_scoped_release unlocked;
    const auto sums = math_.distance({spectrum.data(), spectrum.size()}, {wanted.data(), wanted.size()}, floor);
    return {sums.log_sum, sums.square_sum};
  }

  void derive(const Out& spectrum, const In& wanted, float floor, float square, float log) const {
    check_bins(spectrum.size(), wanted.size());
    nb::gil_scoped_release unlocked;
    math_.derive({spectrum.data(), spectrum.size()}, {wanted.data(), wanted.size()}, floor, square, log);
  }

 private:
  reamp::SpectrumMath math_;
};

}  // namespace

void bind_spectrum(nb::module_& m) {
  const auto spectrum = "spectrum"_a.noconvert(), wanted = "wanted"_a.noconvert();  // see engine.cpp

  nb::class_<Spectra>(m, "SpectrumMath",
                      "The bin-wise part of a loss on spectra; a spectrum holds real and imaginary parts in turn.")
      .def(nb::init<const std::optional<std::string>&>(), "instruction_set"_a = nb::none(),
           "Raises reamp.errors.ConfigError for an instruction set that this machine does not support.")
      .def("magnitudes", &Spectra::magnitudes, spectrum, "floor"_a, "out"_a.noconvert(),
           "Write the magnitudes; a power below floor counts as floor.")
      .def("distance", &Spectra::distance, spectrum, wanted, "floor"_a,
           "Return the sums of |log(magnitude / wanted)| and of (magnitude - wanted)^2.")
      .def("derive", &Spectra::derive, spectrum, wanted, "floor"_a, "square"_a, "log"_a,
           "Replace each bin by its derivative: S times square (1 - wanted / A) + log sign(A - wanted) / A^2.");
}
