// Chooses the loops of the spectral loss for this machine.
#include "reamp/spectrum.h"

#include "kernels/dispatch.h"

namespace reamp {

SpectrumMath::SpectrumMath(const std::optional<std::string>& instruction_set)
    : kernels_(&kernel_set_named(instruction_set).spectrum) {}

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
