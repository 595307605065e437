// Speed of models on one core: bench [--block FRAMES] [--seconds S] MODEL.nam...
//
// Prints a JSON line for every model and instruction set: the peak of a tight multiply-add loop and the
// model, measured in turns so that a busy machine slows both.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "peak.h"
#include "reamp/model.h"

namespace {

// Seconds of one pass over the input in blocks.
double pass_s(reamp::Model& model, const std::vector<float>& in, std::vector<float>& out, std::size_t block) {
  const double start = cpu_s();
  for (std::size_t i = 0; i + block <= in.size(); i += block)
    model.process({in.data() + i, block}, {out.data() + i, block});
  return cpu_s() - start;
}

// Something like a guitar: a decaying chord, so that no activation rests at a limit.
std::vector<float> test_input(std::size_t frames) {
  std::vector<float> x(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    const double t = static_cast<double>(i) / 48000.0;
    double sum = 0.0;
    for (const double hz : {82.4, 123.5, 164.8, 207.7}) sum += std::sin(6.283185307179586 * hz * t);
    x[i] = static_cast<float>(0.1 * sum * std::exp(-2.0 * t));
  }
  return x;
}

void measure(const std::string& path, const char* instruction_set, std::size_t block, double seconds) {
  const auto model = reamp::Model::load(path, instruction_set);
  std::vector<float> in = test_input(9600), out(in.size());

  double best_s = 1e9, peak = 0.0, spent_s = 0.0;
  while (spent_s < seconds) {
    peak = std::max(peak, peak_macs_per_s(instruction_set));
    for (int i = 0; i < 20; ++i) {
      const double s = pass_s(*model, in, out, block);
      best_s = std::min(best_s, s);
      spent_s += s;
    }
  }
  const double frames_per_s = static_cast<double>(in.size() / block * block) / best_s;
  const reamp::ModelInfo info = model->info();
  std::printf(
      "{\"path\": \"%s\", \"instruction_set\": \"%s\", \"block\": %zu, \"macs_per_frame\": %lld, "
      "\"real_time_factor\": %.2f, \"gmacs_per_s\": %.2f, \"peak_gmacs_per_s\": %.2f}\n",
      path.c_str(), instruction_set, block, static_cast<long long>(info.macs_per_frame), frames_per_s / 48000.0,
      frames_per_s * static_cast<double>(info.macs_per_frame) / 1e9, peak / 1e9);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t block = 64;
  double seconds = 0.5;
  std::vector<std::string> paths;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--block") == 0 && i + 1 < argc)
      block = static_cast<std::size_t>(std::atoi(argv[++i]));
    else if (std::strcmp(argv[i], "--seconds") == 0 && i + 1 < argc)
      seconds = std::atof(argv[++i]);
    else
      paths.emplace_back(argv[i]);
  }
  for (const std::string& path : paths)
    for (const char* isa : {"avx512", "avx2", "neon", "baseline"})
      if (peak_macs_per_s(isa) > 0.0) measure(path, isa, block, seconds);
}
