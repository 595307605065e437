// The gradient of a WaveNet: threads share the sequences.
#include "reamp/training.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <stdexcept>
#include <system_error>

#include "kernels/dispatch.h"
#include "threads/joined_threads.h"
#include "train/train_worker.h"

namespace reamp {
namespace {

[[noreturn]] void refuse(const std::string& what, int got) {
  throw std::invalid_argument(what + ", got " + std::to_string(got));
}

void check_at_least_1(const char* what, int got) {
  if (got < 1) refuse(std::string(what) + " must be at least 1", got);
}

constexpr long kMostPastFrames = 1 << 24;  // six minutes, so that no plan overflows

void check(const TrainingShape& shape) {
  if (shape.arrays.empty()) throw std::invalid_argument("a network needs a layer array");
  double past_frames = 0.0;
  for (std::size_t a = 0; a < shape.arrays.size(); ++a) {
    const TrainingArray& array = shape.arrays[a];
    const bool last = a + 1 == shape.arrays.size();
    check_at_least_1("channels", array.channels);
    check_at_least_1("a head kernel", array.head_kernel);
    const int inputs = a == 0 ? 1 : shape.arrays[a - 1].channels;
    const int outputs = last ? 1 : shape.arrays[a + 1].channels;
    if (array.inputs != inputs)
      refuse("this layer array must have " + std::to_string(inputs) + " inputs", array.inputs);
    if (array.outputs != outputs)
      refuse("this layer array must have " + std::to_string(outputs) + " outputs", array.outputs);
    if (array.dilations.empty() || array.dilations.size() != array.kernel_sizes.size())
      throw std::invalid_argument("a layer array needs as many kernel sizes as dilations");
    for (const int kernel : array.kernel_sizes) check_at_least_1("a kernel size", kernel);
    for (const int dilation : array.dilations) check_at_least_1("a dilation", dilation);
    for (std::size_t l = 0; l < array.dilations.size(); ++l)
      past_frames += static_cast<double>(array.kernel_sizes[l] - 1) * array.dilations[l];
    past_frames += array.head_kernel - 1;
  }
  if (past_frames > kMostPastFrames)
    throw std::invalid_argument("a network may look back " + std::to_string(kMostPastFrames) +
                                " frames, this one looks back " +
                                std::to_string(static_cast<long long>(std::min(past_frames, 1e18))));
}

TrainingShape checked(TrainingShape shape, int batch, int frames, int threads) {
  check(shape);
  check_at_least_1("batch", batch);
  check_at_least_1("frames", frames);
  check_at_least_1("threads", threads);
  return shape;
}

}  // namespace

class TrainingNet::Engine {
 public:
  Engine(const TrainingShape& shape, int batch, int frames, int threads, const KernelSet& kernels)
      : kernels(kernels),
        plan(shape, frames, kernels.infer),
        batch(batch),
        arena_(plan.saved_floats * static_cast<std::size_t>(batch)),
        saved_(arena_.take(0)) {
    plan.gradients.allocate(batch);
    for (int i = 0; i < std::min(threads, batch); ++i) workers_.emplace_back(plan, kernels);
  }

  void forward(std::span<const float> weights, TrainingRows x, float* out) {
    plan.weights.fill(weights);
    for_each_sequence([&](TrainWorker& worker, int b) noexcept {
      worker.forward(x.data + b * x.stride, out + static_cast<std::size_t>(b) * plan.frames, saved(b));
    });
  }

  void backward(std::span<const float> weights, TrainingRows x, const float* d_out, std::span<float> gradient) {
    plan.weights.fill(weights);
    for_each_sequence([&](TrainWorker& worker, int b) noexcept {
      plan.gradients.clear(b);
      worker.backward(x.data + b * x.stride, d_out + static_cast<std::size_t>(b) * plan.frames, saved(b),
                      plan.gradients.of(b));
    });
    plan.gradients.collect(gradient);
  }

  std::size_t saved_bytes() const noexcept {
    std::size_t bytes = arena_.bytes() + plan.weights.bytes() + plan.gradients.bytes();
    for (const TrainWorker& worker : workers_) bytes += worker.bytes();
    return bytes;
  }

  const KernelSet& kernels;
  TrainPlan plan;
  const int batch;

 private:
  float* saved(int b) noexcept { return saved_ + static_cast<std::size_t>(b) * plan.saved_floats; }

  // Calls work(worker, b) for every sequence; each free thread takes the next.
  template <class Work>
  void for_each_sequence(Work work) {
    std::atomic<int> next = 0;
    const auto run = [&](TrainWorker& worker) noexcept {
      for (int b = next++; b < batch; b = next++) work(worker, b);
    };
    JoinedThreads threads;
    for (std::size_t i = 1; i < workers_.size(); ++i) try {
        threads.start(run, std::ref(workers_[i]));
      } catch (const std::system_error&) {  // no more threads: the others do the work
        break;
      }
    run(workers_.front());
  }  // joins

  Arena arena_;
  float* saved_;  // the data that each sequence's forward saves for its backward
  std::vector<TrainWorker> workers_;
};

TrainingNet::TrainingNet(TrainingShape shape, int batch, int frames, int threads,
                         const std::optional<std::string>& instruction_set)
    : engine_(std::make_unique<Engine>(checked(std::move(shape), batch, frames, threads), batch, frames, threads,
                                       kernel_set_named(instruction_set))) {}
TrainingNet::~TrainingNet() = default;

std::size_t TrainingNet::weight_count() const noexcept { return engine_->plan.weight_count; }
int TrainingNet::past_frames() const noexcept { return engine_->plan.past_frames; }
int TrainingNet::batch() const noexcept { return engine_->batch; }
int TrainingNet::frames() const noexcept { return engine_->plan.frames; }
const char* TrainingNet::instruction_set() const noexcept { return engine_->kernels.name; }
std::size_t TrainingNet::saved_bytes() const noexcept { return engine_->saved_bytes(); }

void TrainingNet::forward(std::span<const float> weights, TrainingRows x, std::span<float> out) {
  engine_->forward(weights, x, out.data());
}

void TrainingNet::backward(std::span<const float> weights, TrainingRows x, std::span<const float> d_out,
                           std::span<float> gradient) {
  engine_->backward(weights, x, d_out.data(), gradient);
}

}  // namespace reamp
