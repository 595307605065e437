// Plays a guitar through a model at the level that the real gear would have got, using only the core.
//
//   play_calibrated amp.nam "SSL 2+" GAIN_ABOVE_LOWEST_DB < in.f32 > out.f32     mono floats at 48 kHz
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "reamp/interfaces.h"
#include "reamp/levels.h"
#include "reamp/rig.h"

int main(int argc, char** argv) try {
  if (argc != 4) return std::fputs("usage: play_calibrated MODEL INTERFACE GAIN_DB\n", stderr), 2;
  const auto model = reamp::Model::load(argv[1]);
  const reamp::SourceLevels source{reamp::find_interface(argv[2]).applied_dbu(), std::atof(argv[3])};
  const reamp::ModelLevels levels[] = {reamp::levels_of(model->info().metadata)};
  const auto plan = reamp::plan_gain(levels, source, {.output_mode = reamp::OutputMode::kCalibrated});
  std::fprintf(stderr, "input %+.2f dB, output %+.2f dB\n", plan.input.value_db, plan.output.value_db);

  reamp::Rig rig(48000);
  const reamp::RigModel models[] = {{model.get(), plan.input.applied_calibration_db()}};
  rig.set_models(models, plan.output.applied_calibration_db());
  float block[256];
  while (const std::size_t frames = std::fread(block, sizeof(float), 256, stdin)) {
    const float* const inputs[] = {block};
    rig.process(inputs, {block, frames}, {});
    std::fwrite(block, sizeof(float), frames, stdout);
  }
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
