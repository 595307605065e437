// What a rig costs beyond its model: rig_bench [--seconds S] MODEL.nam...
//
// Prints a JSON line for every case: seconds of one core for a second of sound in blocks of 64 frames, and the
// model's alone, measured in turns so that a busy machine slows both.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "peak.h"
#include "reamp/rig.h"

namespace {

constexpr int kRate = 48000;
constexpr std::size_t kBlock = 64;
constexpr std::size_t kFrames = 150 * kBlock;      // 0.2 s
constexpr std::size_t kShortFrames = 15 * kBlock;  // even at 4 times the cost seldom interrupted on a busy machine

// Something like a guitar: decaying chords, loud and soft.
std::vector<float> chords() {
  std::vector<float> x(kFrames);
  for (std::size_t i = 0; i < kFrames; ++i) {
    const double t = static_cast<double>(i) / kRate;
    double sum = 0.0;
    for (const double hz : {82.4, 123.5, 164.8, 207.7}) sum += std::sin(6.283185307179586 * hz * t);
    x[i] = static_cast<float>(0.1 * sum * std::exp(-10.0 * t));
  }
  return x;
}

std::vector<float> decay(double seconds) {
  std::vector<float> taps(static_cast<std::size_t>(seconds * kRate));
  for (std::size_t i = 0; i < taps.size(); ++i)
    taps[i] = 0.05f * static_cast<float>(std::cos(0.3 * static_cast<double>(i * i % 1009)) *
                                         std::exp(-5.0 * static_cast<double>(i) / static_cast<double>(taps.size())));
  return taps;
}

// Plays one pass over the input in blocks.
using Pass = std::function<void(std::span<const float> in, std::span<float> out)>;

Pass of_rig(reamp::Rig& rig) {
  return [&rig](std::span<const float> in, std::span<float> out) {
    for (std::size_t i = 0; i + kBlock <= in.size(); i += kBlock) {
      const float* const inputs[] = {in.data() + i};
      rig.process(inputs, out.subspan(i, kBlock), {});
    }
  };
}

// The shortest passes of two, in seconds for a second of sound.
std::pair<double, double> shortest_s(const Pass& one, const Pass& other, double seconds, std::size_t frames = kFrames) {
  const auto sound = chords();
  const std::span in = std::span(sound).first(frames);
  std::vector<float> out(in.size());
  double best_s[2] = {1e9, 1e9}, spent_s = 0.0;
  while (spent_s < seconds)
    for (int which = 0; which < 2; ++which)
      for (int i = 0; i < 10; ++i) {
        const double start_s = cpu_s();
        (which == 0 ? one : other)(in, out);
        const double taken_s = cpu_s() - start_s;
        best_s[which] = std::min(best_s[which], taken_s);
        spent_s += taken_s;
      }
  const double per_second = static_cast<double>(kRate) / static_cast<double>(frames);
  return {best_s[0] * per_second, best_s[1] * per_second};
}

void print(const char* what, const char* path, double model_s, double rig_s) {
  std::printf("{\"case\": \"%s\", \"path\": \"%s\", \"model_s\": %.6f, \"rig_s\": %.6f}\n", what, path, model_s, rig_s);
  std::fflush(stdout);
}

Pass of_model(reamp::Model& model) {
  return [&model](std::span<const float> in, std::span<float> out) {
    for (std::size_t i = 0; i + kBlock <= in.size(); i += kBlock)
      model.process(in.subspan(i, kBlock), out.subspan(i, kBlock));
  };
}

void measure_chain(const char* path, const char* what, reamp::RigMode mode, const reamp::RigSettings& settings,
                   double ir_s, double seconds) {
  const auto model = reamp::Model::load(path);
  const reamp::RigModel models[] = {{model.get(), 0.0}};
  reamp::Rig rig(kRate, mode);
  rig.set(settings);
  rig.set_models(models);
  if (ir_s > 0.0) rig.set_cabinet(decay(ir_s));
  const auto [model_s, rig_s] = shortest_s(of_model(*model), of_rig(rig), seconds);
  print(what, path, model_s, rig_s);
}

void measure_oversampling(const char* path, double seconds) {
  const auto model = reamp::Model::load(path);
  const reamp::RigModel models[] = {{model.get(), 0.0}};
  for (const int factor : {2, 4}) {
    reamp::Rig rig(kRate);
    rig.set_models(models, 0.0, factor);
    const auto [model_s, rig_s] = shortest_s(of_model(*model), of_rig(rig), seconds, kShortFrames);
    print(factor == 2 ? "oversampled 2 times" : "oversampled 4 times", path, model_s, rig_s);
  }
}

// As many tracks of a song with the same model: they are more than the cache of a core holds.
void measure_many(const char* path, double seconds) {
  constexpr int kCount = 40;
  std::unique_ptr<reamp::Model> model;
  try {
    model = reamp::Model::load(path, "avx2");
  } catch (const std::invalid_argument&) {
    return;
  }
  const reamp::RigModel models[] = {{model.get(), 0.0}};
  std::vector<std::unique_ptr<reamp::Rig>> rigs;
  for (int n = 0; n < kCount; ++n) {
    rigs.push_back(std::make_unique<reamp::Rig>(kRate));
    rigs.back()->set_models(models);
  }
  const Pass all = [&](std::span<const float> in, std::span<float> out) {
    for (std::size_t i = 0; i + kBlock <= in.size(); i += kBlock) {
      const float* const inputs[] = {in.data() + i};
      for (const auto& rig : rigs) rig->process(inputs, out.subspan(i, kBlock), {});
    }
  };
  const auto [model_s, all_s] = shortest_s(of_model(*model), all, seconds, kShortFrames);
  print("40 rigs of it by turns, avx2", path, model_s, all_s);
}

// There and back is once for each frame of the host; the model is one frame of the host's rate or the other.
void measure_resampling(const char* path, double seconds) {
  const auto model = reamp::Model::load(path);
  const reamp::RigModel models[] = {{model.get(), 0.0}};
  constexpr int kHostRate = 44100;
  reamp::Rig same(kRate), other(kHostRate);
  same.set_models(models);
  other.set_models(models);
  const auto [same_s, other_s] = shortest_s(of_rig(same), of_rig(other), seconds);
  print("44.1 kHz around 48 kHz and back", "", 0.0, other_s * kHostRate / kRate - same_s);
}

void measure_cabinet(double ir_s, const char* what, double seconds) {
  reamp::Rig bare(kRate), rig(kRate);
  rig.set_cabinet(decay(ir_s));
  const auto [bare_s, rig_s] = shortest_s(of_rig(bare), of_rig(rig), seconds);
  print(what, "", 0.0, rig_s - bare_s);
}

}  // namespace

int main(int argc, char** argv) {
  double seconds = 1.0;
  std::vector<const char*> paths;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--seconds") == 0 && i + 1 < argc)
      seconds = std::atof(argv[++i]);
    else
      paths.push_back(argv[i]);
  }
  const reamp::RigSettings knobs{.gate = true,
                                 .gate_threshold_db = -60.0,
                                 .tone = {.bass = 6.0, .middle = 4.0, .treble = 7.0},
                                 .output_gain_db = -3.0};
  for (const char* path : paths) {
    measure_chain(path, "model alone in a rig", reamp::RigMode::kPlayer, {}, 0.0, seconds);
    measure_chain(path, "gate, tone stack, 200 ms cabinet", reamp::RigMode::kPlayer, knobs, 0.2, seconds);
    measure_chain(path, "the same, compatible", reamp::RigMode::kCompatible, knobs, 0.2, seconds);
    measure_oversampling(path, seconds);
    measure_many(path, seconds);
  }
  for (const char* path : paths) measure_resampling(path, seconds);
  measure_cabinet(0.2, "cabinet of 200 ms", seconds);
  measure_cabinet(2.0, "cabinet of 2 s", seconds);
  measure_cabinet(10.0, "cabinet of 10 s", seconds);
}
