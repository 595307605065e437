// The player of a page: one model, its cabinet and its levels, for one instance of the WebAssembly module.
//
// Texts and files go in through `input`, answers come out of `answer` as JSON. A page builds an instance away from
// the audio thread, copies its memory into an instance in the audio thread, and calls only `set`, `process` and
// `meters` there; nothing in these allocates.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "reamp/computed_cabinet.h"
#include "reamp/impulse.h"
#include "reamp/interfaces.h"
#include "reamp/levels.h"
#include "reamp/loudness.h"
#include "reamp/rig.h"
#include "reamp/units.h"
#include "reamp/wav.h"

#define REAMP_EXPORT(name) extern "C" __attribute__((export_name(#name))) auto name

namespace {

using nlohmann::json;

constexpr int kMaxBlock = 1024, kMeters = 8;

struct Player {
  std::unique_ptr<reamp::Model> model;
  std::unique_ptr<reamp::Rig> rig;
  reamp::ModelLevels levels;
  int rate_hz = 48000;
};

Player player;
std::string given, told;
std::array<std::array<float, kMaxBlock>, 3> blocks;  // in, left, right
std::array<float, kMeters> meter_values;

// Runs `work` and keeps its answer, or its error, as JSON; returns the length of the text.
template <class Work>
int answer_with(Work work) {
  try {
    told = work().dump(-1, ' ', false, json::error_handler_t::replace);
  } catch (const std::exception& error) {
    told = json{{"error", error.what()}}.dump(-1, ' ', false, json::error_handler_t::replace);
  }
  return static_cast<int>(told.size());
}

json number(const std::optional<double>& value) { return value ? json(*value) : json(); }

std::optional<double> known(double value) { return std::isnan(value) ? std::nullopt : std::optional(value); }

json interface_fields(const reamp::Interface& row) {
  return {{"name", row.name()},
          {"input", row.input},
          {"max_input_dbu", number(row.applied_dbu())},
          {"min_gain_shown_db", number(row.min_gain_shown_db)},
          {"max_gain_shown_db", number(row.max_gain_shown_db)},
          {"confidence", reamp::confidence_name(row.confidence)},
          {"setting", row.setting}};
}

json step_fields(const reamp::GainStep& step) {
  return {{"value_db", step.value_db},
          {"calibration_db", number(step.calibration_db)},
          {"is_known", step.status != reamp::StepStatus::kUnknown}};
}

// The loudness of a guitar through the model, which the normalized output needs; it depends on the model's level.
void measure_loudness() {
  const reamp::Model* const models[] = {player.model.get()};
  const reamp::HeardLoudness heard = reamp::heard_loudness(models, {&player.levels, 1});
  player.levels.heard_calibrated_lufs = heard.calibrated_lufs;
  player.levels.heard_uncalibrated_lufs = heard.uncalibrated_lufs;
}

}  // namespace

// Where a text or a file of this size goes before it is used.
REAMP_EXPORT(input)(int size)->char* {
  given.resize(static_cast<std::size_t>(size));
  return given.data();
}

REAMP_EXPORT(answer)()->const char* { return told.data(); }

// The instrument inputs whose names fit the words in `input`, best first.
REAMP_EXPORT(search)()->int {
  return answer_with([] {
    json rows = json::array();
    for (const reamp::InterfaceMatch& match : reamp::search_interfaces(given, 40))
      if (const reamp::Interface& row = reamp::interfaces()[match.row];
          row.kind == reamp::InputKind::kInstrument && rows.size() < 12)
        rows.push_back(interface_fields(row));
    return rows;
  });
}

// The level typed in `input`, in dBu.
REAMP_EXPORT(level)()->int {
  return answer_with([] { return json{{"dbu", reamp::parse_level_dbu(given)}}; });
}

// Builds the rig for the model in `input`, at the rate of the page.
REAMP_EXPORT(build)(int rate_hz)->int {
  return answer_with([rate_hz] {
    player = {};
    player.rate_hz = rate_hz;
    player.model = reamp::Model::parse(given);
    std::string().swap(given);  // the text is larger than all that is made of it
    player.rig = std::make_unique<reamp::Rig>(rate_hz);
    const reamp::RigModel models[] = {{player.model.get(), 0.0}};
    player.rig->set_models(models);
    const reamp::ModelInfo info = player.model->info();
    player.levels = reamp::levels_of(info.metadata);
    measure_loudness();
    return json{{"architecture", info.architecture},
                {"sample_rate_hz", number(info.sample_rate_hz)},
                {"input_level_dbu", number(player.levels.input_level_dbu)},
                {"is_input_level_estimated", info.metadata.is_input_level_estimated},
                {"output_level_dbu", number(player.levels.output_level_dbu)},
                {"latency_ms", 1000.0 * player.rig->latency_frames() / rate_hz}};
  });
}

// Plays through the computed cabinet of that name in `input`; an empty name is none.
REAMP_EXPORT(cabinet)()->int {
  return answer_with([] {
    if (given.empty()) {
      player.rig->set_cabinet({});
    } else if (const reamp::ComputedCabinet* found = reamp::find_computed_cabinet(given)) {
      player.rig->set_cabinet(reamp::cabinet_taps(*found, player.rate_hz));
    } else {
      throw std::invalid_argument("there is no cabinet " + given);
    }
    return json::object();
  });
}

// Plays through the impulse response in `input`, a WAV file.
REAMP_EXPORT(impulse)()->int {
  return answer_with([] {
    const reamp::WavSound sound = reamp::parse_wav(given, "the impulse response");
    const reamp::CabinetSound cabinets[] = {
        {.channels = reamp::cabinet_channels(sound, std::nullopt, "the impulse response"), .rate_hz = sound.rate_hz}};
    const reamp::ImpulseResponse taps = reamp::make_impulse_response(cabinets, player.rate_hz);
    player.rig->set_cabinet(taps.left, taps.right);
    return json{{"is_stereo", !taps.right.empty()}};
  });
}

// The gains for an interface and a level of the model; NaN: unknown. mode: 0 raw, 1 normalized, 2 calibrated.
REAMP_EXPORT(plan)(double full_scale_dbu, double raised_db, double model_dbu, int mode)->int {
  return answer_with([=] {
    if (player.levels.input_level_dbu != known(model_dbu)) {
      player.levels.input_level_dbu = known(model_dbu);
      measure_loudness();
    }
    const reamp::GainPlan plan = reamp::plan_gain({&player.levels, 1}, {known(full_scale_dbu), raised_db},
                                                  {.output_mode = static_cast<reamp::OutputMode>(mode)});
    return json{{"is_calibrated", plan.is_calibrated()},
                {"input", step_fields(plan.input)},
                {"output", step_fields(plan.output)}};
  });
}

// Plays silence for a while, so that the browser compiles what the audio thread will run, and goes back to rest.
REAMP_EXPORT(warm_up)()->void {
  for (auto& block : blocks) block.fill(0.0f);
  const float* const inputs[] = {blocks[0].data()};
  for (int i = 0; i < 200; ++i) player.rig->process(inputs, {blocks[1].data(), 128}, {blocks[2].data(), 128});
  player.rig->reset();
}

// [audio thread]
REAMP_EXPORT(set)(double input_db, bool has_gate, double gate_db, double bass, double middle, double treble,
                  double presence, double output_db)
    ->void {
  player.rig->set({.input_gain_db = input_db,
                   .gate = has_gate,
                   .gate_threshold_db = gate_db,
                   .tone = {.bass = bass, .middle = middle, .treble = treble, .presence = presence},
                   .output_gain_db = output_db});
}

// Where the samples of a block lie: 0 in, 1 left, 2 right. [audio thread]
REAMP_EXPORT(block)(int which)->float* { return blocks[static_cast<std::size_t>(which)].data(); }

// At most 1024 frames. [audio thread]
REAMP_EXPORT(process)(int frames)->void {
  const auto count = static_cast<std::size_t>(std::clamp(frames, 0, kMaxBlock));
  const float* const inputs[] = {blocks[0].data()};
  player.rig->process(inputs, {blocks[1].data(), count}, {blocks[2].data(), count});
}

// Peaks of the input, into the model, left, right; the limiter's gain; clipped, limited and broken frames. [audio
// thread]
REAMP_EXPORT(meters)()->float* {
  const reamp::RigMeters now = player.rig->meters();
  meter_values = {now.input_peak,
                  now.model_peaks[0],
                  now.output_peaks[0],
                  now.output_peaks[1],
                  now.limiter_gain,
                  static_cast<float>(now.clipped_frames),
                  static_cast<float>(now.limited_frames),
                  static_cast<float>(now.broken_frames)};
  return meter_values.data();
}
