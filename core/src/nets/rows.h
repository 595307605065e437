// Arithmetic on rows of channels, in whole vectors of frames: rows may be written up to the end of a vector.
#pragma once

#include <cstddef>
#include <cstring>

#include "kernels/kernels.h"
#include "kernels/tile.h"

namespace reamp {

constexpr int padded(int frames) { return round_up(frames, kMaxLanes); }

inline ConstRows as_const(Rows rows) noexcept { return {rows.data, rows.stride}; }
inline Rows rows_of(Tile& tile) noexcept { return {tile.data(), kTileFrames}; }
inline float* row(Rows rows, int channel) noexcept {
  return rows.data + static_cast<std::ptrdiff_t>(channel) * rows.stride;
}
inline const float* row(ConstRows rows, int channel) noexcept {
  return rows.data + static_cast<std::ptrdiff_t>(channel) * rows.stride;
}
inline Rows rows_from(Rows rows, int channel) noexcept { return {row(rows, channel), rows.stride}; }

inline void zero_rows(Rows x, int channels, int frames) noexcept {
  for (int c = 0; c < channels; ++c)
    std::memset(row(x, c), 0, static_cast<std::size_t>(padded(frames)) * sizeof(float));
}

// x = y
inline void copy_rows(Rows x, ConstRows y, int channels, int frames) noexcept {
  for (int c = 0; c < channels; ++c)
    std::memcpy(row(x, c), row(y, c), static_cast<std::size_t>(padded(frames)) * sizeof(float));
}

// x += y
inline void add_rows(Rows x, ConstRows y, int channels, int frames) noexcept {
  for (int c = 0; c < channels; ++c) {
    float* __restrict xs = row(x, c);
    const float* __restrict ys = row(y, c);
    for (int t = 0; t < padded(frames); ++t) xs[t] += ys[t];
  }
}

// x *= y
inline void multiply_rows(Rows x, ConstRows y, int channels, int frames) noexcept {
  for (int c = 0; c < channels; ++c) {
    float* __restrict xs = row(x, c);
    const float* __restrict ys = row(y, c);
    for (int t = 0; t < padded(frames); ++t) xs[t] *= ys[t];
  }
}

// x = a * x + (1 - a) * y
inline void blend_rows(Rows x, ConstRows a, ConstRows y, int channels, int frames) noexcept {
  for (int c = 0; c < channels; ++c) {
    float* __restrict xs = row(x, c);
    const float* __restrict as = row(a, c);
    const float* __restrict ys = row(y, c);
    for (int t = 0; t < padded(frames); ++t) xs[t] = as[t] * xs[t] + (1.0f - as[t]) * ys[t];
  }
}

}  // namespace reamp
