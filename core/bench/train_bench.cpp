// Speed of the training kernels:
//   train_bench [--seconds S] [--threads N] [--batch B] [--frames F] [--isa NAME] [ARCHITECTURE...]
//
// Prints a JSON line for every architecture and instruction set: one step, forward and backward, of 16
// sequences of 8192 output frames, and the peak of a tight multiply-add loop, measured in turns.
//
// Counted are the multiply-adds that a step cannot do without: of every convolution forward, the gradient of its
// weights, and the gradient of its input unless that is the network's own, each for the frames that somebody
// hears. A layer's frames before those, recomputed inputs, activations and biases are not.
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

void measure(const Architecture& architecture, const char* instruction_set, const Options& options) {
  TrainingNet net(architecture.shape, options.batch, options.frames, options.threads, instruction_set);
  const std::size_t length = static_cast<std::size_t>(net.past_frames() + options.frames);
  const std::size_t outputs = static_cast<std::size_t>(options.batch) * options.frames;
  const auto weights = noise(net.weight_count(), 0.2f), x = noise(length * options.batch, 0.3f),
             d_out = noise(outputs, 1.0f);
  std::vector<float> out(outputs), gradient(net.weight_count());
  const TrainingRows rows{x.data(), static_cast<std::ptrdiff_t>(length)};
  // One thread is timed by its own clock, several by the wall's.
  const auto now = options.threads == 1 ? cpu_s : wall_s;
  double forward_s = 1e9, backward_s = 1e9, peak = 0.0, spent_s = 0.0;
  for (int run = 0; run < 2 || spent_s < options.seconds; ++run) {
    peak = std::max(peak, peak_macs_per_s(instruction_set));
    const double start = now();
    net.forward(weights, rows, out);
    const double middle = now();
    net.backward(weights, rows, d_out, gradient);
    const double end = now();
    forward_s = std::min(forward_s, middle - start);
    backward_s = std::min(backward_s, end - middle);
    spent_s += end - start;
  }
  const double gmacs = options.batch * macs(architecture.shape, options.frames) / 1e9;
  std::printf(
      "{\"name\": \"%s\", \"instruction_set\": \"%s\", \"threads\": %d, \"forward_ms\": %.2f, \"backward_ms\": %.2f, "
      "\"gmacs\": %.3f, \"gmacs_per_s\": %.2f, \"peak_gmacs_per_s\": %.2f, \"memory_bytes\": %zu}\n",
      architecture.name, instruction_set, options.threads, 1e3 * forward_s, 1e3 * backward_s, gmacs,
      gmacs / (forward_s + backward_s), peak / 1e9, net.saved_bytes());
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
      for (const char* isa : {"avx512", "avx2", "baseline"})
        if ((options.isa.empty() || options.isa == isa) && peak_macs_per_s(isa) > 0.0) measure(each, isa, options);
}
