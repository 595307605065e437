// Runs sequences through a network and back, tile by tile through all layers: the work of one thread.
#pragma once

#include <vector>

#include "kernels/kernel_set.h"
#include "train/ring.h"
#include "train/train_plan.h"

namespace reamp {

class TrainWorker {
 public:
  TrainWorker(const TrainPlan& plan, const KernelSet& kernels);

  // x: past_frames + frames; out: frames; saved: plan.saved_floats that backward() reads.
  void forward(const float* x, float* out, float* saved) noexcept;

  // x and saved: of the last forward. Adds to gradients, in the layout of plan.gradients.
  void backward(const float* x, const float* d_out, const float* saved, float* gradients) noexcept;

  std::size_t bytes() const noexcept { return arena_.bytes(); }

 private:
  struct Array {
    std::vector<Ring> layers;  // forward: each layer's input; backward: the gradient of its convolution
    Ring head;                 // forward: the head's input; backward: the gradient w.r.t. the head's output
    float* out;                // forward: the input of the next array
  };

  std::size_t lay_out();
  int widest() const noexcept;
  float* forward_array(std::size_t a, int tile, float* saved) noexcept;
  float* forward_head(std::size_t a, int tile, float* saved) noexcept;
  void forward_layer(std::size_t a, std::size_t l, int tile, float* saved) noexcept;
  const float* backward_array(std::size_t a, int tile, const float* saved, float* gradients) noexcept;
  const float* backward_head(std::size_t a, int tile, const float* saved, float* gradients) noexcept;
  void backward_activation(std::size_t a, std::size_t l, int tile, const float* p, float* gradients) noexcept;
  void backward_conv(std::size_t a, std::size_t l, float* gradients) noexcept;

  // Row 0 of each tap's window, the oldest first: of its input, or of the outputs it acts on; valid until the next call
  using Window = const float* (Ring::*)(int frames) const noexcept;
  const float* const* windows(const Ring& ring, Window window, int taps, int dilation) noexcept;

  void conv(const PackedSpan& conv, const float* x, int stride, Rows out, bool accumulate) noexcept;
  void fetch(const float* next) noexcept;
  const float* condition(int tile) const noexcept { return x_ + static_cast<std::size_t>(tile) * kTrainFrames; }

  const TrainPlan& plan_;
  const TrainKernels& kernels_;
  const Kernels& conv_kernels_;
  std::vector<Array> arrays_;
  std::vector<const float*> taps_;
  Ahead ahead_{};
  const float* begin_ = nullptr;                // backward: start of the saved data
  float *x_ = nullptr, *out_ = nullptr;         // a sequence, padded
  float* scratch_ = nullptr;                    // forward: a layer's activated signal; backward: a layer's input
  float *d_y_ = nullptr, *d_y_next_ = nullptr;  // backward: gradients w.r.t. a layer's input, and of the array before
  float* d_head_ = nullptr;                     // backward: the gradient w.r.t. the head's input
  Arena arena_;
};

}  // namespace reamp
