// Blocks of samples from Python: checked NumPy arrays.
#include "block.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>

namespace {

struct NumPy {
  nb::object module = nb::module_::import_("numpy");
  nb::object array = module.attr("ndarray"), empty = module.attr("empty");
  nb::object float32 = module.attr("dtype")("float32");  // a dtype saves NumPy the look-up of a type at every call
};

// Never freed, because Python has ended when the destructors of this module run.
const NumPy& numpy() {
  static const NumPy* const found = new NumPy;
  return *found;
}

std::string text_of(nb::handle object) { return nb::str(object).c_str(); }

[[noreturn]] void refuse(const std::string& problem) { raise("AudioError", problem.c_str()); }

[[noreturn]] void refuse_type(const char* name, const std::string& found) {
  refuse(std::string(name) + " must be a float32 array of shape (frames,), got " + found);
}

[[noreturn]] void refuse_array(const char* name, nb::handle array) {
  refuse_type(name, text_of(array.attr("dtype")) + " " + text_of(array.attr("shape")));
}

void check_is_array(const char* name, nb::handle object) {
  const nb::handle type = object.type();
  if (type.is(numpy().array)) return;
  if (!nb::isinstance(object, numpy().array)) refuse_type(name, text_of(type.attr("__name__")));
  if (nb::isinstance(object, numpy().module.attr("ma").attr("MaskedArray")))
    refuse(std::string(name) + " is a masked array; fill what it masks first, as with " + name + ".filled(0.0)");
}

std::optional<std::size_t> first_non_finite(std::span<const float> x) {
  const auto is_finite = [](float sample) {
    return (std::bit_cast<std::uint32_t>(sample) & 0x7f800000u) != 0x7f800000u;
  };
  constexpr std::size_t kPart = 4096;  // checked without an early exit, so that the compiler vectorises the loop
  for (std::size_t first = 0; first < x.size(); first += kPart) {
    const auto part = x.subspan(first, std::min(kPart, x.size() - first));
    unsigned bad = 0;
    for (const float sample : part) bad |= static_cast<unsigned>(!is_finite(sample));
    if (bad == 0) continue;
    const auto found = std::find_if_not(part.begin(), part.end(), is_finite);
    return first + static_cast<std::size_t>(found - part.begin());
  }
  return std::nullopt;
}

}  // namespace

Samples::Samples(const char* name, nb::object array) : array_(std::move(array)) {
  check_is_array(name, array_);
  if (PyObject_GetBuffer(array_.ptr(), &view_, PyBUF_STRIDES | PyBUF_FORMAT) != 0) {  // dates have no format
    PyErr_Clear();
    refuse_array(name, array_);
  }
  // The format is as in Python's struct module: a prefix = is unaligned, < and > are byte orders.
  const std::string_view format = view_.format;
  is_aligned_ = format == "f";
  if (view_.ndim == 1 && (is_aligned_ || format == "=f")) return;
  PyBuffer_Release(&view_);
  refuse_array(name, array_);
}

Block::Block(const nb::object& x, const nb::object& out) {
  in_.emplace("x", x);
  if (!in_->is_contiguous()) in_.emplace("x", x.attr("copy")());
  out_.emplace("out", out.is_none() ? numpy().empty(in_->frames(), numpy().float32) : out);
  if (out_->frames() != in_->frames())
    refuse("out must have the " + std::to_string(in_->frames()) + " frames of x, got " +
           std::to_string(out_->frames()));
  if (!out_->is_contiguous() || !out_->is_writeable()) refuse("out must be contiguous and writeable");
  if (const auto bad = first_non_finite(in())) refuse("frame " + std::to_string(*bad) + " of x is " + text_of(x[*bad]));
  const float *const first_in = in_->data(), *const first_out = out_->data();
  if (first_in != first_out && first_in < first_out + out_->frames() && first_out < first_in + in_->frames())
    refuse("out overlaps x; pass x itself, or memory of its own");
}
