// Blocks of samples from Python: checked NumPy arrays.
#pragma once

#include <optional>
#include <span>

#include "binding.h"

// A float32 array of shape (frames,), whose memory is held. Raises reamp.errors.AudioError with `name` for anything
// else.
class Samples {
 public:
  Samples(const char* name, nb::object array);
  ~Samples() { PyBuffer_Release(&view_); }
  Samples(const Samples&) = delete;
  Samples& operator=(const Samples&) = delete;

  const nb::object& array() const { return array_; }
  float* data() const { return static_cast<float*>(view_.buf); }
  std::size_t frames() const { return static_cast<std::size_t>(view_.shape[0]); }
  bool is_contiguous() const { return is_aligned_ && (frames() < 2 || view_.strides[0] == sizeof(float)); }
  bool is_writeable() const { return view_.readonly == 0; }

 private:
  const nb::object array_;
  Py_buffer view_{};
  bool is_aligned_ = false;
};

// The input x and the output array. Raises AudioError for a sample that is not finite, and for an output that has
// another length, is not contiguous and writeable, or overlaps x without being x.
class Block {
 public:
  // out: None for a new array.
  Block(const nb::object& x, const nb::object& out);

  std::span<const float> in() const { return {in_->data(), in_->frames()}; }
  std::span<float> out() const { return {out_->data(), out_->frames()}; }
  const nb::object& result() const { return out_->array(); }

 private:
  std::optional<Samples> in_, out_;
};
