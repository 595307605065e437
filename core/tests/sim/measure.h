// What the tests of simulated gear measure: sines, their amplitudes, their aliases, blocks of any size.
#pragma once

#include <cmath>
#include <complex>
#include <functional>
#include <numbers>
#include <span>
#include <vector>

#include "allocations.h"
#include "test.h"

namespace reamp::testing {

inline std::vector<double> sine(double v, double hz, double rate_hz, std::size_t frames) {
  std::vector<double> wave(frames);
  for (std::size_t t = 0; t < frames; ++t)
    wave[t] = v * std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(t) / rate_hz);
  return wave;
}

// The complex amplitude of one frequency in the last `frames` of a signal, which hold a whole number of its periods.
inline std::complex<double> amplitude(std::span<const double> signal, double hz, double rate_hz, std::size_t frames) {
  std::complex<double> sum = 0.0;
  for (std::size_t t = signal.size() - frames; t < signal.size(); ++t)
    sum += signal[t] * std::polar(1.0, -2.0 * std::numbers::pi * hz * static_cast<double>(t) / rate_hz);
  return sum * std::complex<double>(0.0, 2.0 / static_cast<double>(frames));
}

inline double db(double ratio) { return 20.0 * std::log10(ratio); }
inline double db(std::complex<double> ratio) { return db(std::abs(ratio)); }

inline double largest(std::span<const double> signal) {
  double peak = 0.0;
  for (const double v : signal) peak = v == v ? std::max(peak, std::abs(v)) : INFINITY;
  return peak;
}

// Any blocks sound the same to the bit, reset equals new, processing takes no memory, in place or not.
template <class Device>
void check_is_a_processor(Device& device, Device& another, const std::vector<double>& in) {
  std::vector<double> whole(in.size()), split = in, again(in.size());
  const long before = heap_calls();
  device.process(in, whole);
  std::size_t done = 0;
  for (std::size_t frames = 1; done < in.size(); frames = frames * 5 % 173 + 1) {
    const auto block = std::span(split).subspan(done, std::min(frames, in.size() - done));
    another.process(block, block);
    done += block.size();
  }
  device.reset();
  device.process(in, again);
  CHECK_EQUAL(heap_calls(), before);
  CHECK(split == whole);
  CHECK(again == whole);
}

}  // namespace reamp::testing
