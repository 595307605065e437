// Processes long blocks in slices, so that Ctrl-C can end them; the sound is the same.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "binding.h"

class Slices {
 public:
  // shortest: the frames of the first slice, whose speed is measured, and the least of all slices.
  explicit Slices(std::size_t shortest) : shortest_(shortest), frames_(shortest) {}

  // Calls play(first, frames) for parts of a block, in order and without the GIL, which the caller has released.
  // Handles signals between parts: throws what a handler raises, without playing the rest of the block.
  template <class Play>
  void operator()(std::size_t total, const Play& play) {
    if (total <= shortest_) return play(std::size_t{0}, total);
    for (std::size_t first = 0; first < total;) {
      const std::size_t left = total - first, slices = (left - 1) / frames_ + 1, frames = (left - 1) / slices + 1;
      const auto started = std::chrono::steady_clock::now();
      play(first, frames);
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
      const double wanted = static_cast<double>(frames) * kSlice_s / std::max(took.count(), 1e-9);
      frames_ = static_cast<std::size_t>(std::clamp(wanted, double(shortest_), kLongest));
      first += frames;
      if (first < total) handle_signals();
    }
  }

 private:
  static constexpr double kSlice_s = 0.05;
  static constexpr double kLongest = 1e9;  // frames; a limit for a clock that stands still

  static void handle_signals() {
    const nb::gil_scoped_acquire locked;
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
  }

  std::size_t shortest_, frames_;
};
