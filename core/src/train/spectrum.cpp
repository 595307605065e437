// Picks the loops of the spectral loss for this machine.
#include "reamp/spectrum.h"

#include <cstring>
#include <stdexcept>

#include "kernels.h"
#include "train/spectrum_kernels.h"

namespace reamp {

extern const SpectrumKernels spectrum_kernels_baseline;
#if defined(__x86_64__)
extern const SpectrumKernels spectrum_kernels_avx2;
extern const SpectrumKernels spectrum_kernels_avx512;
#endif

SpectrumMath::SpectrumMath(const std::optional<std::string>& instruction_set) {
  const Kernels* kernels = instruction_set ? find_kernels(instruction_set->c_str()) : &best_kernels();
  if (!kernels) throw std::invalid_argument("this machine does not run " + *instruction_set);
  kernels_ = &spectrum_kernels_baseline;
#if defined(__x86_64__)
  if (std::strcmp(kernels->name, "avx512") == 0) kernels_ = &spectrum_kernels_avx512;
  if (std::strcmp(kernels->name, "avx2") == 0) kernels_ = &spectrum_kernels_avx2;
#endif
}

void SpectrumMath::magnitudes(std::span<const float> spectrum, float floor, std::span<float> out) const noexcept {
  kernels_->magnitudes(spectrum.data(), static_cast<long>(out.size()), floor, out.data());
}

SpectrumDistance SpectrumMath::distance(std::span<const float> spectrum, std::span<const float> wanted,
                                        float floor) const noexcept {
  const SpectrumSums sums = kernels_->distance(spectrum.data(), wanted.data(), static_cast<long>(wanted.size()), floor);
  return {sums.log, sums.square};
}

void SpectrumMath::derive(std::span<float> spectrum, std::span<const float> wanted, float floor, float square,
                          float log) const noexcept {
  kernels_->derive(spectrum.data(), wanted.data(), static_cast<long>(wanted.size()), floor, square, log);
}

}  // namespace reamp
