// Training for Python.
#include "reamp/training.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <tuple>

#include "binding.h"

namespace {

using reamp::TrainingActivation;
using reamp::TrainingNet;

// A batch with any stride between rows, so that a step cuts its windows without copying them.
using Windows = nb::ndarray<const float, nb::ndim<2>, nb::device::cpu>;
using ConstBatch = nb::ndarray<const float, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Batch = nb::ndarray<float, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

// inputs, channels, outputs, kernel sizes, dilations, head kernel, head bias
using Array = std::tuple<int, int, int, std::vector<int>, std::vector<int>, int, bool>;

// A network that several Python threads may call, one at a time.
class Trainer {
 public:
  Trainer(const std::vector<Array>& arrays, const std::string& activation, float head_scale, int batch, int frames,
          int threads, const std::optional<std::string>& instruction_set) try
      : net_(shape(arrays, activation, head_scale), batch, frames, threads, instruction_set) {
  } catch (const std::invalid_argument& error) {
    raise("ConfigError", error.what());
  }

  void forward(const In& weights, const Windows& x, const Batch& out) {
    check(weights.size() == net_.weight_count(), "weights must be as many as weight_count");
    check_windows(x);
    check_frames(out, "out");
    nb::gil_scoped_release unlocked;
    const std::lock_guard guard(working_);
    net_.forward({weights.data(), weights.size()}, {x.data(), x.stride(0)}, {out.data(), out.size()});
  }

  void backward(const In& weights, const Windows& x, const ConstBatch& d_out, const Out& gradient) {
    check(weights.size() == net_.weight_count() && gradient.size() == net_.weight_count(),
          "weights and gradient must be as many as weight_count");
    check_windows(x);
    check_frames(d_out, "d_out");
    nb::gil_scoped_release unlocked;
    const std::lock_guard guard(working_);
    net_.backward({weights.data(), weights.size()}, {x.data(), x.stride(0)}, {d_out.data(), d_out.size()},
                  {gradient.data(), gradient.size()});
  }

  const TrainingNet& net() const { return net_; }

 private:
  static reamp::TrainingShape shape(const std::vector<Array>& arrays, const std::string& activation, float head_scale) {
    reamp::TrainingShape shape;
    for (const auto& [inputs, channels, outputs, kernel_sizes, dilations, head_kernel, head_bias] : arrays)
      shape.arrays.push_back({inputs, channels, outputs, kernel_sizes, dilations, head_kernel, head_bias});
    if (activation != "Tanh" && activation != "LeakyReLU")
      throw std::invalid_argument("the activation must be Tanh or LeakyReLU, got " + activation);
    shape.activation = activation == "Tanh" ? TrainingActivation::kTanh : TrainingActivation::kLeakyReLU;
    shape.head_scale = head_scale;
    return shape;
  }

  static void check(bool holds, const char* problem) {
    if (!holds) throw nb::value_error(problem);
  }

  void check_windows(const Windows& x) const {
    check(x.shape(0) == static_cast<std::size_t>(net_.batch()) &&
              x.shape(1) == static_cast<std::size_t>(net_.past_frames() + net_.frames()),
          "x must be (batch, past_frames + frames)");
    check(x.stride(1) == 1 || x.shape(1) == 1, "the frames of a row of x must lie side by side");
  }

  template <class Array>
  void check_frames(const Array& y, const char* name) const {
    check(y.shape(0) == static_cast<std::size_t>(net_.batch()) && y.shape(1) == static_cast<std::size_t>(net_.frames()),
          (std::string(name) + " must be (batch, frames)").c_str());
  }

  TrainingNet net_;
  std::mutex working_;
};

}  // namespace

void bind_training(nb::module_& m) {
  const auto weights = "weights"_a.noconvert(), x = "x"_a.noconvert();  // see engine.cpp

  nb::class_<Trainer>(m, "TrainingNet",
                      "The output and the gradient of a WaveNet for batches of one size; weights are flat, as in "
                      "a .nam file without its head scale.")
      .def(nb::init<const std::vector<Array>&, const std::string&, float, int, int, int,
                    const std::optional<std::string>&>(),
           "arrays"_a, "activation"_a, "head_scale"_a, nb::kw_only(), "batch"_a, "frames"_a, "threads"_a,
           "instruction_set"_a = nb::none(),
           "Allocate everything; an array is (inputs, channels, outputs, kernel_sizes, dilations, head_kernel, "
           "head_bias). Raises reamp.errors.ConfigError.")
      .def("forward", &Trainer::forward, weights, x, "out"_a.noconvert(),
           "Write the output, (batch, frames), for x, (batch, past_frames + frames); keeps activations for backward.")
      .def("backward", &Trainer::backward, weights, x, "d_out"_a.noconvert(), "gradient"_a.noconvert(),
           "Overwrite `gradient` with that of sum(out * d_out), for the weights and x of the last forward.")
      .def_prop_ro("weight_count", [](const Trainer& self) { return self.net().weight_count(); })
      .def_prop_ro("past_frames", [](const Trainer& self) { return self.net().past_frames(); })
      .def_prop_ro("saved_bytes", [](const Trainer& self) { return self.net().saved_bytes(); })
      .def_prop_ro("instruction_set", [](const Trainer& self) { return std::string(self.net().instruction_set()); });
}
