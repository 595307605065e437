// The stage after the models: the gate's gain, the tone stack, the cabinet, the output gain, the limiter.
#include "rig/output_stage.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace reamp {

OutputStage::OutputStage(double rate_hz)
    : rate_hz_(rate_hz),
      tone_stack_(rate_hz),
      dc_blocker_(rate_hz),
      cabinet_(rate_hz),
      gain_(1.0, frames_in(kRampS, rate_hz)),
      limiter_(rate_hz) {}

void OutputStage::start(const RigSettings& settings) noexcept {
  tone_stack_.start(settings.tone);
  gain_.jump(db_to_ratio(settings.output_gain_db));
  limiter_.set(settings.limiter);
}

void OutputStage::set(const RigSettings& settings) noexcept {
  tone_stack_.set(settings.tone);
  gain_.go(db_to_ratio(settings.output_gain_db));
  limiter_.set(settings.limiter);
}

void OutputStage::reset() {
  tone_stack_ = ToneStack(rate_hz_);
  dc_blocker_ = DcBlocker(rate_hz_);
  cabinet_.reset();
  gain_.jump(1.0);
  limiter_ = Limiter(rate_hz_);
  left_peak_ = right_peak_ = PeakMeter();
}

void OutputStage::process(std::span<float> signal, std::span<const float> gate_gains, std::span<float> left,
                          std::span<float> right) noexcept {
  for (std::size_t i = 0; i < signal.size(); ++i) signal[i] *= gate_gains[i];
  tone_stack_.process(signal, dc_blocker_);
  cabinet_.process(signal, left, right);
  if (!right.empty()) {
    Ramp same = gain_;
    multiply(same, right, right);
  }
  multiply(gain_, left, left);
  const auto peaks = [&] {
    const float left_peak = peak_of(left);
    return std::pair(left_peak, right.empty() ? left_peak : peak_of(right));
  };
  auto [left_peak, right_peak] = peaks();
  if (limiter_.process(left, right, std::max(left_peak, right_peak))) std::tie(left_peak, right_peak) = peaks();
  left_peak_.add(left_peak);
  right_peak_.add(right_peak);
}

}  // namespace reamp
