// A Neural Amp Model, loaded and ready to play.
//
//   auto model = reamp::Model::load("amp.nam");
//   model->process(in, out);            // any number of frames, in place or not
//   model->set_slim(0.3f);              // while it plays, from another thread
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "reamp/error.h"

namespace reamp {

// Metadata of a file about gear and levels; a field has no value where the file states none or an unknown one.
struct ModelMetadata {
  std::optional<std::string> name, modeled_by, gear_type, gear_make, gear_model, tone_type;
  std::optional<double> input_level_dbu, output_level_dbu;  // RMS of the sine whose digital peak is 0 dBFS
  bool is_input_level_estimated = false, is_output_level_estimated = false;  // marked as not measured
  bool is_input_level_set_by_ear = false;                                    // marked as an estimate of this kind
  std::optional<double> loudness_db;                                         // RMS of the output for the trainer's clip
  std::optional<double> trained_peak_dbfs;                                   // peak of the loudest training input
};

struct ModelInfo {
  std::string architecture;  // in the file: WaveNet, LSTM, ConvNet, Linear, SlimmableContainer
  std::string version;
  std::optional<double> sample_rate_hz;
  std::int64_t weight_count = 0;              // of the network at the present slim size
  std::int64_t macs_per_frame = 0;            // likewise
  std::optional<int> receptive_field_frames;  // likewise; none: unlimited memory (LSTM)
  int prewarm_frames = 0;                     // likewise
  std::vector<double> slim_breakpoints;       // slim values at which another network plays; empty: one size
  ModelMetadata metadata;
};

class Model {
 public:
  // Reads and checks a file, allocates, and settles the network with silence.
  // path: in the system's encoding, on Windows UTF-8. instruction_set: baseline, avx2, avx512 or neon; none picks the
  // fastest that this machine supports. Throws ModelError, and std::invalid_argument for an instruction set that this
  // machine does not support. [main thread]
  static std::unique_ptr<Model> load(const std::string& path,
                                     const std::optional<std::string>& instruction_set = std::nullopt);
  static std::unique_ptr<Model> parse(std::string_view json,
                                      const std::optional<std::string>& instruction_set = std::nullopt);

  ~Model();

  // Processes one block of any length; in and out may be the same span. [audio thread; no allocation, lock, I/O,
  // exception]
  void process(std::span<const float> in, std::span<float> out) noexcept;

  // Goes back to the settled state after loading. Not while process() runs. [main thread]
  void reset();

  // Chooses the size of a slimmable model, 0 (smallest) to 1 (full); settles the new network and hands
  // it over, while process() may run. Has no effect on other models. [main thread]
  void set_slim(double slim);

  // Both describe the network handed over last, without waiting for one that still settles. [main thread]
  double slim() const noexcept;
  ModelInfo info() const;
  const char* instruction_set() const noexcept;

  // A second, independent player of the same file, at the same slim value. [main thread]
  std::unique_ptr<Model> clone() const;

 private:
  struct State;
  explicit Model(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace reamp
