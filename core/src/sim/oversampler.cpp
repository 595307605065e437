// Doubles and halves the rate in place, in the fine buffer.
#include "sim/oversampler.h"

#include <algorithm>

namespace reamp::sim {

namespace {

// Limits to 10 kV and replaces NaN by 0, because a filter would keep larger values and NaN for ever.
double sane_v(double v) noexcept { return v == v ? std::clamp(v, -1e4, 1e4) : 0.0; }

// Expands the last frames.size() / 2 frames to all of them; each is read before it is overwritten.
template <class Filter>
void double_rate(Filter& filter, std::span<double> frames) noexcept {
  const std::size_t half = frames.size() / 2;
  for (std::size_t i = 0; i < half; ++i) filter.up(frames[half + i], frames[2 * i], frames[2 * i + 1]);
}

// Reduces all frames to the first half of them.
template <class Filter>
void halve_rate(Filter& filter, std::span<double> frames) noexcept {
  for (std::size_t i = 0; i < frames.size() / 2; ++i) frames[i] = filter.down(frames[2 * i], frames[2 * i + 1]);
}

}  // namespace

void Oversampler::up(std::span<const double> in, std::span<double> fine) noexcept {
  std::transform(in.begin(), in.end(), fine.end() - static_cast<std::ptrdiff_t>(in.size()), sane_v);
  for (int i = 0; i < doublings_; ++i) {
    const auto frames = fine.last(in.size() << (i + 1));
    if (i == 0)
      double_rate(up_.first, frames);
    else if (i == 1)
      double_rate(up_.second, frames);
    else
      double_rate(up_.rest[static_cast<std::size_t>(i - 2)], frames);
  }
}

void Oversampler::down(std::span<double> fine, std::span<double> out) noexcept {
  for (int i = doublings_ - 1; i >= 0; --i) {
    const auto frames = fine.first(out.size() << (i + 1));
    if (i == 0)
      halve_rate(down_.first, frames);
    else if (i == 1)
      halve_rate(down_.second, frames);
    else
      halve_rate(down_.rest[static_cast<std::size_t>(i - 2)], frames);
  }
  std::copy_n(fine.begin(), out.size(), out.begin());
}

}  // namespace reamp::sim
