// The inner loops of the spectral loss, one set for each instruction set; plain data and pointers, as in kernels.h.
#pragma once

namespace reamp {

struct SpectrumSums {
  double log, square;
};

// The functions of spectrum.h, for `bins` bins.
struct SpectrumKernels {
  void (*magnitudes)(const float* spectrum, long bins, float floor, float* out) noexcept;
  SpectrumSums (*distance)(const float* spectrum, const float* wanted, long bins, float floor) noexcept;
  void (*derive)(float* spectrum, const float* wanted, long bins, float floor, float square, float log) noexcept;
};

}  // namespace reamp
