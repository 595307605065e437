// The weights of a network in the orders of the training kernels, and gradients back in the order of the weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/kernels.h"
#include "kernels/tile.h"
#include "kernels/train_kernels.h"

namespace reamp {

// A convolution's place in the flat weights: [out][in][tap], then the bias.
struct WeightSpan {
  std::size_t first;
  int ins, outs, taps;
  bool has_bias;

  std::size_t at(int out, int in, int tap) const noexcept {
    return first + (static_cast<std::size_t>(out) * ins + in) * taps + tap;
  }
  std::size_t bias() const noexcept { return at(outs, 0, 0); }
  std::size_t end() const noexcept { return bias() + (has_bias ? static_cast<std::size_t>(outs) : 0); }
};

// A convolution's place in the packed weights.
struct PackedSpan {
  std::size_t weights, bias;
  int ins, outs, taps;
};

// Copies of the weights in packed order. Add all, allocate(), then fill() for every step.
class PackedWeights {
 public:
  explicit PackedWeights(const Kernels& kernels) : kernels_(&kernels) {}

  // Adds a convolution, times `factor`; a missing bias is zero.
  PackedSpan add(const WeightSpan& conv, float factor = 1.0f);

  // Adds its transpose, which passes gradients back: inputs and outputs exchanged, zero bias.
  PackedSpan add_transposed(const WeightSpan& conv);

  void allocate() { packed_ = AlignedBuffer(size_); }
  void fill(std::span<const float> weights) noexcept;

  ConvView view(const PackedSpan& conv) const noexcept {
    return {packed_.data() + conv.weights, packed_.data() + conv.bias, conv.ins, conv.outs, conv.taps};
  }
  std::size_t bytes() const noexcept { return packed_.size() * sizeof(float) + copies_.size() * sizeof(Copy); }

 private:
  struct Copy {
    std::uint32_t to, from;
    float factor;
  };

  template <class Source>
  PackedSpan pack(int ins, int outs, int taps, float factor, Source source);

  const Kernels* kernels_;
  AlignedBuffer packed_;
  std::size_t size_ = 0;
  std::vector<Copy> copies_;
};

// The place of a convolution's gradient sums: [tap][out][padded in], then [out][kGradientLanes] for the bias.
struct GradientSpan {
  std::size_t first;
  int ins, outs, taps;

  std::size_t at(int out, int in, int tap) const noexcept {
    return first + (static_cast<std::size_t>(tap) * outs + out) * round_up(ins, kGradientWidth) + in;
  }
  std::size_t bias() const noexcept { return at(0, 0, taps); }
};

// The gradients of several sequences, each summed in its own place, and their sum.
class Gradients {
 public:
  // Adds a place for the gradient of a convolution.
  GradientSpan add(const WeightSpan& conv);

  // Adds a place for `count` weights, each with kGradientLanes sums; returns where it begins.
  std::size_t add_lanes(std::size_t first_weight, int count);

  void allocate(int sequences);
  float* of(int sequence) noexcept { return sums_.data() + static_cast<std::size_t>(sequence) * size_; }
  void clear(int sequence) noexcept;

  // Writes the sum over the sequences in their order, in double; zero for weights without a place.
  void collect(std::span<float> gradient) const noexcept;

  std::size_t bytes() const noexcept { return sums_.size() * sizeof(float); }

 private:
  struct Place {
    std::uint32_t weight, sum;
    int lanes;
  };

  void place(std::size_t weight, std::size_t sum, int lanes) {
    places_.push_back({static_cast<std::uint32_t>(weight), static_cast<std::uint32_t>(sum), lanes});
  }

  std::size_t size_ = 0;
  int sequences_ = 0;
  AlignedBuffer sums_;
  std::vector<Place> places_;
};

}  // namespace reamp
