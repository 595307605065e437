// Two laws of a noise gate, frame by frame: Reamp's own, and the official plugin's.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace reamp {

// Common to both laws.
inline constexpr double kGateHalfLifeS = 0.01;     // the level falls by 3 dB in this time
inline constexpr double kGateQuietestDb = -120.0;  // the lowest level
inline constexpr double kGateQuietest = 1e-12;     // the same as a power
inline constexpr double kGateDbPerSquareDb = 0.1;  // a level d dB below the threshold is lowered by 0.1 d^2 dB

// A threshold in dB, and as a power.
class GateThreshold {
 public:
  void set(double db) noexcept {
    if (db == db_) return;
    db_ = db;
    power_ = std::pow(10.0, db / 10.0);
  }
  double db() const noexcept { return db_; }
  double power() const noexcept { return power_; }

 private:
  double db_ = std::numeric_limits<double>::quiet_NaN(), power_ = 0.0;
};

// A gain in dB (10 or 20 dB for a tenfold gain, depending on the law) and as a ratio. The ratio is needed for every
// frame, but rarely changes.
class GateGain {
 public:
  explicit GateGain(double db_per_decade) noexcept : ln_per_db_(std::log(10.0) / db_per_decade) {}
  double ratio(double db) noexcept {
    if (db != db_) {
      db_ = db;
      ratio_ = std::exp(db * ln_per_db_);
    }
    return ratio_;
  }

 private:
  double ln_per_db_, db_ = 0.0, ratio_ = 1.0;
};

// The default. The level is the peak, which falls by 3 dB in 10 ms. It must be below the threshold for 20 ms, longer
// than half a period of the lowest string, before the gate acts. A level d dB below the threshold is lowered by
// 0.1 d^2 dB. From silence, -100 dB, the gate opens within 1 ms; it closes over 50 ms.
class PlayerGateLaw {
 public:
  explicit PlayerGateLaw(double rate_hz) noexcept
      : fall_(std::pow(0.5, 1.0 / (kGateHalfLifeS * rate_hz))),
        fall_db_(10.0 * std::log10(fall_)),
        opening_db_(kRangeDb / (kOpenS * rate_hz)),
        closing_db_(kRangeDb / (kCloseS * rate_hz)),
        hold_frames_(static_cast<int>(std::lround(kHoldS * rate_hz))) {}

  void open() noexcept {
    gain_db_ = 0.0;
    left_frames_ = hold_frames_;
  }

  double next(float sample, const GateThreshold& threshold) noexcept {
    follow(static_cast<double>(sample) * sample);
    if (level_ >= threshold.power()) {
      left_frames_ = hold_frames_;
      return gain_db_ == 0.0 ? 1.0 : move_to(0.0);
    }
    if (left_frames_ > 0) {
      --left_frames_;
      return gain_db_ == 0.0 ? 1.0 : move_to(0.0);
    }
    const double below_db = threshold.db() - level_db();
    return move_to(-std::min(kGateDbPerSquareDb * below_db * below_db, kRangeDb));
  }

 private:
  static constexpr double kRangeDb = 100.0, kOpenS = 0.001, kCloseS = 0.05, kHoldS = 0.02;

  void follow(double power) noexcept {
    level_ *= fall_;
    if (level_ < kGateQuietest) [[unlikely]]
      level_ = kGateQuietest;
    ++fallen_frames_;
    if (power > level_) {
      level_ = peak_ = power;
      fallen_frames_ = 0;
    }
  }

  // Logarithms are slow, but after a peak the level in dB falls at a constant rate.
  double level_db() noexcept {
    if (peak_ != peak_known_) {
      peak_known_ = peak_;
      peak_db_ = 10.0 * std::log10(peak_);
    }
    return std::max(peak_db_ + fall_db_ * static_cast<double>(fallen_frames_), kGateQuietestDb);
  }

  double move_to(double target_db) noexcept {
    gain_db_ = target_db > gain_db_ ? std::min(target_db, gain_db_ + opening_db_)
                                    : std::max(target_db, gain_db_ - closing_db_);
    return gain_db_ <= -kRangeDb ? 0.0 : gain_.ratio(gain_db_);
  }

  double fall_, fall_db_, opening_db_, closing_db_;
  int hold_frames_, left_frames_ = 0;
  double level_ = kGateQuietest, peak_ = kGateQuietest;
  std::int64_t fallen_frames_ = 0;  // since that peak
  double peak_known_ = kGateQuietest, peak_db_ = kGateQuietestDb;
  double gain_db_ = -kRangeDb;
  GateGain gain_{20.0};
};

// The official plugin's law, with its quirks: the level is the mean power, and a gain of x dB is 10^(x/10). The gain
// moves by at most half the distance, so it never quite reaches 0 dB. Therefore the hold of 10 ms, which would begin
// there, never begins.
class OfficialGateLaw {
 public:
  explicit OfficialGateLaw(double rate_hz) noexcept
      : keep_(std::pow(0.5, 1.0 / (kGateHalfLifeS * rate_hz))),
        opening_per_db_(1.0 / (0.005 * rate_hz)),
        closing_per_db_(1.0 / (0.05 * rate_hz)) {}

  void open() noexcept { gain_db_ = 0.0; }

  double next(float sample, const GateThreshold& threshold) noexcept {
    const double power = static_cast<double>(sample) * sample;
    level_ = keep_ * level_ + (1.0 - keep_) * power;
    if (level_ < kGateQuietest || level_ > kLoudest) [[unlikely]]
      level_ = std::clamp(level_, kGateQuietest, kLoudest);
    const double range_db = kGateDbPerSquareDb * square(threshold.db() - kGateQuietestDb);
    if (std::isnan(gain_db_)) gain_db_ = -range_db;  // it begins closed
    double target_db = 0.0;
    if (level_ < threshold.power())
      target_db = -kGateDbPerSquareDb * square(threshold.db() - 10.0 * std::log10(level_));
    const double step_db = 0.5 * (target_db - gain_db_);
    gain_db_ += std::clamp(step_db, -range_db * closing_per_db_, range_db * opening_per_db_);
    gain_db_ = std::max(gain_db_, -range_db);
    if (gain_db_ > -1e-12) gain_db_ = 0.0;  // the rest has no effect and would become a denormal
    return gain_.ratio(gain_db_);
  }

 private:
  static constexpr double kLoudest = 1000.0;

  static double square(double x) noexcept { return x * x; }

  double keep_, opening_per_db_, closing_per_db_;
  double level_ = kGateQuietest;
  double gain_db_ = std::numeric_limits<double>::quiet_NaN();
  GateGain gain_{10.0};
};

}  // namespace reamp
