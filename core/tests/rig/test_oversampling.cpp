// Holds models that are oversampled in a chain to what they are: the same networks with their dilations scaled, as late
// as they say at any rate of the host.
#include <regex>

#include "dsp/phase_bridge.h"
#include "kernels/dispatch.h"
#include "nets.h"
#include "reamp/rig.h"
#include "rig/blocks.h"
#include "rig/model_chain.h"
#include "rig/random_change.h"
#include "test.h"

using namespace reamp;
using Signal = std::vector<float>;

constexpr int kRate = 48000;

// The same model with every dilation `factor` times as long.
static std::string dilated(const std::string& model, int factor) {
  static const std::regex kDilations(R"re("(dilations": \[|head_dilation": )([0-9, ]+))re"), kNumber("[0-9]+");
  std::string text, rest = model;
  for (std::smatch list; std::regex_search(rest, list, kDilations);) {
    text += list.prefix().str() + '"' + list[1].str();
    std::string numbers = list[2].str(), tail = list.suffix().str();
    for (std::smatch number; std::regex_search(numbers, number, kNumber); numbers = number.suffix().str())
      text += number.prefix().str() + std::to_string(factor * std::stoi(number.str()));
    text += numbers;
    rest = tail;
  }
  return text + rest;
}

static Signal played(const RigModel& model, int oversampling, const Signal& in) {
  const double gain_db = 0.0;
  ModelChain chain({&model, 1}, {&gain_db, 1}, kRate, oversampling, live_player);
  ModelMeters meters;
  Signal out(in.size());
  testing::in_blocks(in.size(), kTileFrames, 1, [&](std::size_t first, std::size_t frames) {
    chain.process(std::span(in).subspan(first, frames), std::span(out).subspan(first, frames), meters);
  });
  return out;
}

// One network on all frames of the oversampled signal.
static Signal played_above(Model& model, int factor, const Signal& in) {
  PhaseBridge bridge(factor, best_kernel_set().infer);
  Tile tile(factor);
  float* phases[4] = {};
  for (int i = 0; i < factor; ++i) phases[i] = tile.row(i);
  Signal out(in.size()), fine(static_cast<std::size_t>(factor * kTileFrames));
  for (std::size_t first = 0; first < in.size(); first += kTileFrames) {
    bridge.split(std::span(in).subspan(first, kTileFrames), phases);
    for (std::size_t t = 0; t < fine.size(); ++t) fine[t] = phases[t % factor][t / factor];
    model.process(fine, fine);
    for (std::size_t t = 0; t < fine.size(); ++t) phases[t % factor][t / factor] = fine[t];
    bridge.join(phases, std::span(out).subspan(first, kTileFrames));
  }
  return out;
}

TEST(oversampled_models_are_networks_with_their_dilations_scaled) {
  const Signal in = testing::noise(100 * kTileFrames, 0.5f, 1);
  for (const std::string& text : {testing::plain_wavenet(), testing::a2_wavenet(), testing::convnet(false)}) {
    const auto model = Model::parse(text);
    for (const int factor : {2, 4}) {
      const auto scaled = Model::parse(dilated(text, factor));
      CHECK(*scaled->info().receptive_field_frames > factor * (*model->info().receptive_field_frames - 1));
      const Signal expected = played_above(*scaled, factor, in);
      CHECK(testing::peak(expected) > 1e-3);
      CHECK(testing::esr_db({expected.begin(), expected.end()}, played({model.get()}, factor, in)) < -120.0);
    }
  }
}

TEST(oversampled_rig_is_as_late_as_it_says_at_any_rate) {
  const auto same = testing::gain_model(1.0), other = testing::gain_model(1.0, 44100);
  for (const int rate_hz : {44100, 48000, 96000})
    for (const int oversampling : kOversamplings) {
      const RigModel both[] = {{same.get()}, {other.get()}, {same.get()}};
      for (const std::size_t count : {1, 3}) {
        Rig rig(rate_hz), bare(rate_hz);
        rig.set_models(std::span(both).first(count), 0.0, oversampling);
        const Signal in = testing::sine(12000, 5000.0, 0.3, rate_hz);
        Signal out(in.size()), expected(in.size());
        const float* const inputs[] = {in.data()};
        rig.process(inputs, out, {});
        bare.process(inputs, expected, {});
        const auto latency = static_cast<std::ptrdiff_t>(rig.latency_frames());
        // A frame of 5 kHz is 0.65 rad: an error of -4 dB.
        CHECK(testing::esr_db({expected.begin() + 4000 - latency, expected.end() - latency},
                              Signal(out.begin() + 4000, out.end())) < -60.0);
      }
    }
}

TEST(oversampling_costs_less_than_a_millisecond_more) {
  const auto model = testing::gain_model(1.0);
  const RigModel models[] = {{model.get()}, {model.get()}};
  for (const int rate_hz : {44100, 48000, 96000}) {
    Rig rig(rate_hz);
    rig.set_models(models);
    const int before = rig.latency_frames();
    for (const int oversampling : {2, 4}) {
      rig.set_models(models, 0.0, oversampling);
      CHECK(rig.latency_frames() > before);
      CHECK(rig.latency_frames() - before < rate_hz / 1000);
    }
  }
}

TEST(oversampling_is_1_2_or_4) {
  const auto model = testing::gain_model(1.0);
  const RigModel models[] = {{model.get()}};
  Rig rig(kRate);
  for (const int oversampling : {-2, 0, 3, 8}) {
    bool is_refused = false;
    try {
      rig.set_models(models, 0.0, oversampling);
    } catch (const std::invalid_argument&) {
      is_refused = true;
    }
    CHECK(is_refused);
  }
}
