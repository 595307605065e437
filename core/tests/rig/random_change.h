// Models that are no more than a gain, and one of all the changes that can be made to a rig while it plays.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "nets.h"
#include "reamp/rig.h"
#include "rig/blocks.h"
#include "seeds.h"

namespace reamp::testing {

inline std::unique_ptr<Model> gain_model(double gain, int rate_hz = 48000) {
  return Model::parse(R"({"version": "0.5.4", "architecture": "Linear", "config": {"receptive_field": 1, "bias": false},
      "weights": [)" + std::to_string(gain) +
                      R"(], "sample_rate": )" + std::to_string(rate_hz) + "}");
}

// Of two sizes: below a slim value of 0.5 it is half as loud.
inline std::unique_ptr<Model> gain_model_of_two_sizes() {
  const auto one_tap = [](const char* gain) {
    return model_text("Linear", R"("receptive_field": 1, "bias": false)", gain);
  };
  return Model::parse(model_text("SlimmableContainer",
                                 R"("submodels": [{"max_value": 0.5, "model": )" + one_tap("0.5") +
                                     R"(}, {"max_value": 1, "model": )" + one_tap("1") + "}]",
                                 ""));
}

using Models = std::vector<std::unique_ptr<Model>>;

// Of one size, of two, and of another rate.
inline Models changing_models() {
  Models models;
  models.push_back(gain_model(0.5));
  models.push_back(gain_model_of_two_sizes());
  models.push_back(gain_model(1.0, 44100));
  return models;
}

// Another model or two, at another oversampling, another size, another impulse response, other knobs, or old ones
// freed; what it plays is always heard.
inline void change_at_random(Rig& rig, const Models& models, Sequence& random) {
  const auto any = [&] {
    return RigModel{models[static_cast<std::size_t>(random.below(models.size()))].get(), random.uniform(-6.0f, 6.0f)};
  };
  switch (random.below(5)) {
    case 0: {
      const RigModel chain[] = {any(), any()};
      return rig.set_models(std::span(chain).first(1 + static_cast<std::size_t>(random.below(2))), 0.0,
                            kOversamplings[static_cast<std::size_t>(random.below(kOversamplings.size()))]);
    }
    case 1:
      return rig.set_slim(static_cast<std::size_t>(random.below(2)), random.uniform(0.0f, 1.0f));
    case 2:
      return rig.set_cabinet(noise(1 + static_cast<std::size_t>(random.below(500)), 0.1f, 1),
                             random.below(2) ? noise(100, 0.1f, 2) : std::vector<float>());
    case 3:
      return rig.set({.gate = random.below(2) == 0,
                      .gate_threshold_db = random.uniform(-90.0f, -60.0f),
                      .tone = {.bass = random.uniform(0.0f, 10.0f), .treble = random.uniform(0.0f, 10.0f)}});
    default:
      rig.free_retired();
  }
}

}  // namespace reamp::testing
