// Speed of the training kernels:
//   train_bench [--seconds S] [--threads N] [--batch B] [--frames F] [--isa NAME] [ARCHITECTURE...]
//
// Prints a JSON line for every architecture and instruction set: one step on one thread, forward and backward, of
// 16 sequences of 8192 output frames, and the peak of a tight multiply-add loop, measured in turns. With several
// threads: how many times sooner they are done than one.
//
// Counted are the multiply-adds that a step cannot do without: of every convolution forward, the gradient of its
// weights, and the gradient of its input unless that is the network's own, each for the frames that are
// heard. A layer's frames before those, recomputed inputs, activations and biases are not.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "peak.h"
#include "reamp/training.h"

namespace {

using namespace reamp;

struct Architecture {
  const char* name;
  TrainingShape shape;
};

TrainingShape a1(int wide, int narrow, bool standard) {
  std::vector<int> octaves, first, second;
  for (int n = 0; n < 10; ++n) octaves.push_back(1 << n);
  if (standard) {
    first = second = octaves;
  } else {
    first.assign(octaves.begin(), octaves.begin() + 7);
    second.assign(octaves.begin() + 7, octaves.end());
    second.insert(second.end(), octaves.begin(), octaves.end());
  }
  const auto array = [](int inputs, int channels, int outputs, const std::vector<int>& dilations, bool bias) {
    return TrainingArray{inputs, channels, outputs, std::vector<int>(dilations.size(), 3), dilations, 1, bias};
  };
  return {
      {array(1, wide, narrow, first, false), array(wide, narrow, 1, second, true)}, TrainingActivation::kTanh, 0.02f};
}

TrainingShape a2(int channels) {
  const std::vector<int> period = {1, 3, 7, 17, 41, 101, 239};
  TrainingArray array{1, channels, 1, std::vector<int>(23, 6), {}, 16, true};
  array.kernel_sizes[14] = array.kernel_sizes[15] = 15;
  for (const std::vector<int>& part : {period, period, {1, 13}, period})
    array.dilations.insert(array.dilations.end(), part.begin(), part.end());
  return {{array}, TrainingActivation::kLeakyReLU, 0.01f};
}

// Multiply-adds of one sequence that count, see above.
double macs(const TrainingShape& shape, int frames) {
  double sum = 0.0, layers_past = 0.0;
  for (const TrainingArray& array : shape.arrays)
    for (std::size_t l = 0; l < array.dilations.size(); ++l)
      layers_past += (array.kernel_sizes[l] - 1) * array.dilations[l];
  double heads_past = 0.0;
  for (const TrainingArray& array : shape.arrays) heads_past += array.head_kernel - 1;
  double heard = frames + layers_past + heads_past;  // of what the next layer takes
  double head_heard = frames + heads_past;
  for (const TrainingArray& array : shape.arrays) {
    const bool first = &array == &shape.arrays.front(), last = &array == &shape.arrays.back();
    const double square = static_cast<double>(array.channels) * array.channels;
    sum += (first ? 2 : 3) * heard * array.inputs * array.channels;
    for (std::size_t l = 0; l < array.dilations.size(); ++l) {
      heard -= (array.kernel_sizes[l] - 1) * array.dilations[l];
      sum += heard * (3 * square * array.kernel_sizes[l] + 2 * array.channels);
      if (!(last && l + 1 == array.dilations.size())) sum += heard * 3 * square;
    }
    head_heard -= array.head_kernel - 1;
    sum += head_heard * 3 * array.channels * array.outputs * array.head_kernel;
  }
  return sum;
}

std::vector<float> noise(std::size_t count, float peak) {
  std::vector<float> x(count);
  unsigned state = 1;
  for (float& each : x) {
    state = state * 1664525u + 1013904223u;
    each = peak * (static_cast<float>(state >> 8) / 8388608.0f - 1.0f);
  }
  return x;
}

double wall_s() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

struct Options {
  double seconds = 1.0;
  int threads = 1, batch = 16, frames = 8192;
  std::string isa;  // empty: each
};

// A step of random weights on noise.
class Step {
 public:
  Step(const Architecture& architecture, const char* instruction_set, int threads, const Options& options)
      : net_(architecture.shape, options.batch, options.frames, threads, instruction_set),
        length_(net_.past_frames() + options.frames),
        weights_(noise(net_.weight_count(), 0.2f)),
        x_(noise(static_cast<std::size_t>(length_) * options.batch, 0.3f)),
        d_out_(noise(static_cast<std::size_t>(options.frames) * options.batch, 1.0f)),
        out_(d_out_.size()),
        gradient_(weights_.size()) {}

  void forward() { net_.forward(weights_, {x_.data(), length_}, out_); }
  void backward() { net_.backward(weights_, {x_.data(), length_}, d_out_, gradient_); }
  std::size_t bytes() const { return net_.saved_bytes(); }

 private:
  TrainingNet net_;
  const std::ptrdiff_t length_;
  const std::vector<float> weights_, x_, d_out_;
  std::vector<float> out_, gradient_;
};

// The shortest of several runs.
struct Best {
  double s = 1e9;

  // Returns how long it took.
  template <class Clock, class Run>
  double time(Clock clock, Run run) {
    const double start = clock();
    run();
    const double took = clock() - start;
    s = std::min(s, took);
    return took;
  }
};

void measure(const Architecture& architecture, const char* instruction_set, const Options& options) {
  Step step(architecture, instruction_set, 1, options);
  Best forward, backward;
  double peak = 0.0;
  for (double spent_s = 0.0, runs = 0; runs < 3 || spent_s < options.seconds; ++runs) {
    peak = std::max(peak, peak_macs_per_s(instruction_set));
    spent_s += forward.time(cpu_s, [&] { step.forward(); });
    spent_s += backward.time(cpu_s, [&] { step.backward(); });
  }
  const double gmacs = options.batch * macs(architecture.shape, options.frames) / 1e9;
  std::printf(
      "{\"name\": \"%s\", \"instruction_set\": \"%s\", \"forward_ms\": %.2f, \"backward_ms\": %.2f, "
      "\"gmacs\": %.3f, \"gmacs_per_s\": %.2f, \"peak_gmacs_per_s\": %.2f, \"memory_bytes\": %zu}\n",
      architecture.name, instruction_set, 1e3 * forward.s, 1e3 * backward.s, gmacs, gmacs / (forward.s + backward.s),
      peak / 1e9, step.bytes());
  std::fflush(stdout);
}

// How many times sooner, in wall time, a step is done on several threads than on one.
void measure_threads(const Architecture& architecture, const char* instruction_set, const Options& options) {
  Step one(architecture, instruction_set, 1, options), several(architecture, instruction_set, options.threads, options);
  Best one_s, several_s;
  const auto run = [](Step& step) {
    return [&step] {
      step.forward();
      step.backward();
    };
  };
  for (double spent_s = 0.0, runs = 0; runs < 3 || spent_s < options.seconds; ++runs) {
    spent_s += one_s.time(wall_s, run(one));
    spent_s += several_s.time(wall_s, run(several));
  }
  std::printf("{\"name\": \"%s\", \"instruction_set\": \"%s\", \"threads\": %d, \"speed_up\": %.2f}\n",
              architecture.name, instruction_set, options.threads, one_s.s / several_s.s);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const Architecture architectures[] = {{"A1 standard", a1(16, 8, true)},
                                        {"A1 lite", a1(12, 6, false)},
                                        {"A1 feather", a1(8, 4, false)},
                                        {"A1 nano", a1(4, 2, false)},
                                        {"A2 full", a2(8)},
                                        {"A2 lite", a2(3)}};
  Options options;
  std::vector<std::string> names;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--seconds") == 0 && i + 1 < argc)
      options.seconds = std::atof(argv[++i]);
    else if (std::strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
      options.threads = std::atoi(argv[++i]);
    else if (std::strcmp(argv[i], "--batch") == 0 && i + 1 < argc)
      options.batch = std::atoi(argv[++i]);
    else if (std::strcmp(argv[i], "--frames") == 0 && i + 1 < argc)
      options.frames = std::atoi(argv[++i]);
    else if (std::strcmp(argv[i], "--isa") == 0 && i + 1 < argc)
      options.isa = argv[++i];
    else
      names.emplace_back(argv[i]);
  }
  for (const Architecture& each : architectures)
    if (names.empty() || std::find(names.begin(), names.end(), each.name) != names.end())
      for (const char* isa : {"avx512", "avx2", "neon", "baseline"})
        if ((options.isa.empty() || options.isa == isa) && peak_macs_per_s(isa) > 0.0)
          options.threads == 1 ? measure(each, isa, options) : measure_threads(each, isa, options);
}
