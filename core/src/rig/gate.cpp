// The noise gate: it measures the guitar before the models and lowers the sound after them.
#include "rig/gate.h"

#include <algorithm>

namespace reamp {

Gate::Gate(double rate_hz, RigMode mode) noexcept
    : rate_hz_(rate_hz),
      mode_(mode),
      law_(closed(rate_hz, mode)),
      threshold_db_(0.0, frames_in(kRampS, rate_hz)),
      depth_(0.0, frames_in(kRampS, rate_hz)) {}

Gate::Law Gate::closed(double rate_hz, RigMode mode) noexcept {
  if (mode == RigMode::kCompatible) return OfficialGateLaw(rate_hz);
  return PlayerGateLaw(rate_hz);
}

void Gate::start(bool on, double threshold_db) noexcept {
  law_ = closed(rate_hz_, mode_);
  threshold_db_.jump(threshold_db);
  depth_.jump(on ? 1.0 : 0.0);
}

void Gate::set(bool on, double threshold_db) noexcept {
  if (on && depth_.now() == 0.0) {  // its last input is too old
    start(false, threshold_db);
    std::visit([](auto& law) { law.open(); }, law_);
  }
  threshold_db_.go(threshold_db);
  depth_.go(on ? 1.0 : 0.0);
}

void Gate::process(std::span<const float> in, std::span<float> gains) noexcept {
  if (depth_.now() == 0.0 && !depth_.moving()) {
    std::fill(gains.begin(), gains.end(), 1.0f);
    return;
  }
  const auto run = [&](auto law) noexcept {
    threshold_.set(threshold_db_.now());
    for (std::size_t i = 0; i < in.size(); ++i) {
      if (threshold_db_.moving()) threshold_.set(threshold_db_.next());
      double gain = law.next(in[i], threshold_);
      if (const double depth = depth_.next(); depth < 1.0) gain = 1.0 - depth * (1.0 - gain);
      gains[i] = static_cast<float>(gain);
    }
    law_ = law;
  };
  std::visit(run, law_);
}

}  // namespace reamp
