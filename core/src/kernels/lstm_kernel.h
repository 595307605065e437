// The recurrence of an LSTM, written once; each isa_<name>.cpp compiles it for its instruction set.
//
// The lanes are hidden units, and the four gates of a unit are in the same lane of four vectors. A frame
// waits for the one before, so latency decides the speed: products go to two sets of accumulators, tanh is a
// short rational function, and the quotients of all gates share one division. The layers of a network run
// as a wave, layer l one frame behind layer l - 1: independent work that fills the waiting times.
#pragma once

#include "kernels/kernels.h"
#include "kernels/simd8.h"

namespace reamp {
namespace {

REAMP_VECTOR(F4, float, 4);
REAMP_UNALIGNED_VECTOR(UnalignedF4, float, 4);

// The last group of hidden units is half as wide on AVX-512 when 8 lanes are enough for it.
#if defined(__AVX512F__) && defined(__AVX512DQ__)
typedef F8 HalfF;
inline void load_into(F8& x, const float* p) { x = load8(p); }
inline void set_all(F8& x, float value) { x = all8(value); }
#else
typedef F HalfF;
#endif
inline void load_into(F& x, const float* p) { x = load(p); }
inline void set_all(F& x, float value) { x = all(value); }

template <class V>
inline constexpr int kLanesOf = sizeof(V) / sizeof(float);

template <class V>
inline V load_as(const float* p) {
  V x;
  load_into(x, p);
  return x;
}

template <class V>
inline V all_as(float value) {
  V x;
  set_all(x, value);
  return x;
}

// p / q = tanh(x): a minimax fit, |error| <= 1.1e-8 up to |x| = 8.5; beyond, the constant there, 8e-8 below 1.
// In float |error| <= 3e-7.
constexpr float kTanhLimit = 8.5f;
constexpr float kTanhTop[] = {0x1.fffffep-1f, 0x1.128f1ep-3f, 0x1.ce22c8p-9f, 0x1.625c4ep-16f, 0x1.e471eep-27f};
constexpr float kTanhBottom[] = {1.0f, 0x1.de9cd6p-2f, 0x1.a9d6aep-6f, 0x1.5dc5a8p-12f, 0x1.b172bap-21f};

template <class V>
struct Ratio {
  V p, q;
};

template <class V>
inline Ratio<V> tanh_ratio(V x) {
  x = clamp_magnitude(x, kTanhLimit);
  const V s = x * x, s2 = s * s;
  const V p_low = fma(s, all_as<V>(kTanhTop[1]), all_as<V>(kTanhTop[0]));
  const V p_high = fma(s2, all_as<V>(kTanhTop[4]), fma(s, all_as<V>(kTanhTop[3]), all_as<V>(kTanhTop[2])));
  const V q_low = fma(s, all_as<V>(kTanhBottom[1]), all_as<V>(kTanhBottom[0]));
  const V q_high = fma(s2, all_as<V>(kTanhBottom[4]), fma(s, all_as<V>(kTanhBottom[3]), all_as<V>(kTanhBottom[2])));
  return {fma(p_high, x * s2, x * p_low), fma(q_high, s2, q_low)};
}

// Sums of products of one group, for four gates, in several parts that do not wait for each other.
template <class V>
struct GateSums {
  static constexpr int kParts = sizeof(V) == 64 ? 4 : 2;  // limited by the number of registers
  V z[kParts][4] = {};

  void add_column(int part, const float* weights, float x) {
    for (int gate = 0; gate < 4; ++gate)
      z[part][gate] = fma(load_as<V>(weights + gate * kLanesOf<V>), all_as<V>(x), z[part][gate]);
  }

  // Adds `columns` contiguous inputs, a multiple of 4; returns the weights after those used.
  const float* add_columns(const float* weights, int rows, const float* x, int columns) {
#pragma GCC unroll 8
    for (int i = 0; i < columns; i += kParts, weights += kParts * rows)
#pragma GCC unroll 4
      for (int part = 0; part < kParts; ++part) add_column(part, weights + part * rows, x[i + part]);
    return weights;
  }

  V of(int gate) const {
    if constexpr (kParts == 4) return (z[0][gate] + z[1][gate]) + (z[2][gate] + z[3][gate]);
    return z[0][gate] + z[1][gate];
  }
};

// One frame of one group of hidden units. kColumns: layer.hidden when it is known, else 0.
template <class V, int kColumns>
[[gnu::noinline]] void lstm_group(const LstmLayerView& layer, const float* bias, const float* weights, const float* x,
                                  const float* h, float* c, float* h_next) {
  const int columns = kColumns ? kColumns : layer.hidden;
  const int rows = 4 * columns;
  GateSums<V> sums;
  for (int gate = 0; gate < 4; ++gate) sums.z[0][gate] = load_as<V>(bias + gate * kLanesOf<V>);
  if (layer.input_step == 1)
    weights = sums.add_columns(weights, rows, x, columns);
  else
    for (int i = 0; i < layer.inputs; ++i, weights += rows) sums.add_column(0, weights, x[i * layer.input_step]);
  sums.add_columns(weights, rows, h, columns);
  // sigmoid(z) = (q + p) / 2q with p / q = tanh(z / 2), and the weights halve z; c = sigmoid(f) c + sigmoid(i) tanh(g)
  // over one denominator.
  const auto i = tanh_ratio(sums.of(0)), f = tanh_ratio(sums.of(1)), g = tanh_ratio(sums.of(2));
  const V ig = i.q * g.q;
  const V top = fma((f.q + f.p) * load_as<V>(c), ig, (i.q + i.p) * (g.p * f.q));
  const V cell = top / ((f.q + f.q) * ig);
  store(c, cell);
  // The output gate is computed during the division.
  const auto o = tanh_ratio(sums.of(3)), t = tanh_ratio(cell);
  store(h_next, ((o.q + o.p) * t.p) / ((o.q + o.q) * t.q));
}

template <int kColumns>
inline void lstm_frame(const LstmLayerView& layer, int t) {
  const int columns = kColumns ? kColumns : layer.hidden;
  const float* x = layer.in + t * layer.frame_step;
  const float* h = layer.h + t * columns;
  float* h_next = layer.h + (t + 1) * columns;
  int unit = 0;
  for (; unit + kLanes <= columns; unit += kLanes)
    lstm_group<F, kColumns>(layer, layer.bias + 4 * unit, layer.weights + 4 * unit, x, h, layer.c + unit,
                            h_next + unit);
  if (unit < columns)
    lstm_group<HalfF, kColumns>(layer, layer.bias + 4 * unit, layer.weights + 4 * unit, x, h, layer.c + unit,
                                h_next + unit);
}

void lstm(const LstmLayerView* layers, int layer_count, int frames) noexcept {
  for (int step = 0; step < frames + layer_count - 1; ++step)
    for (int l = 0; l < layer_count; ++l) {
      const int t = step - l;
      if (t < 0 || t >= frames) continue;
      switch (layers[l].hidden) {
        case 8:
          lstm_frame<8>(layers[l], t);
          break;
        case 16:
          lstm_frame<16>(layers[l], t);
          break;
        case 24:
          lstm_frame<24>(layers[l], t);
          break;
        default:
          lstm_frame<0>(layers[l], t);
      }
    }
}

// Four frames at a time: 4 sums of 4 lanes are transposed and added together.
void dot_frames(const float* frames_major, int width, const float* weights, float bias, float* out,
                int frames) noexcept {
  for (int t = 0; t < frames; t += 4, frames_major += 4 * width) {
    F4 sum[4] = {};
    for (int i = 0; i < width; i += 4) {
      const F4 w = *reinterpret_cast<const UnalignedF4*>(weights + i);
      for (int k = 0; k < 4; ++k) sum[k] += w * *reinterpret_cast<const UnalignedF4*>(frames_major + k * width + i);
    }
    const F4 a = REAMP_SHUFFLE(sum[0], sum[1], 0, 4, 1, 5) + REAMP_SHUFFLE(sum[0], sum[1], 2, 6, 3, 7);
    const F4 b = REAMP_SHUFFLE(sum[2], sum[3], 0, 4, 1, 5) + REAMP_SHUFFLE(sum[2], sum[3], 2, 6, 3, 7);
    *reinterpret_cast<UnalignedF4*>(out + t) = REAMP_SHUFFLE(a, b, 0, 1, 4, 5) + REAMP_SHUFFLE(a, b, 2, 3, 6, 7) + bias;
  }
}

}  // namespace
}  // namespace reamp
