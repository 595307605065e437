// The bin-wise part of a loss on spectra: magnitudes, their distance, and its derivative.
//
// A spectrum holds real and imaginary parts in turn, two numbers per bin. A power below `floor` counts as `floor`.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace reamp {

struct SpectrumDistance {
  double log_sum;     // of |log(magnitude / wanted)|
  double square_sum;  // of (magnitude - wanted)^2
};

class SpectrumMath {
 public:
  // instruction_set: as in Model::load. Throws std::invalid_argument for one that this machine does not support.
  explicit SpectrumMath(const std::optional<std::string>& instruction_set = std::nullopt);

  void magnitudes(std::span<const float> spectrum, float floor, std::span<float> out) const noexcept;

  // wanted: magnitudes, none of them zero.
  SpectrumDistance distance(std::span<const float> spectrum, std::span<const float> wanted, float floor) const noexcept;

  // Replaces each bin S, of magnitude A, by the derivative with respect to S of square / 2 * (A - wanted)^2 +
  // log * |log(A / wanted)|, which is S times square (1 - wanted / A) + log sign(A - wanted) / A^2; 0 at the floor.
  void derive(std::span<float> spectrum, std::span<const float> wanted, float floor, float square,
              float log) const noexcept;

 private:
  const struct SpectrumKernels* kernels_;
};

}  // namespace reamp
