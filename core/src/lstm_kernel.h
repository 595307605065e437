// The recurrence of an LSTM, written once; each kernels_<isa>.cpp compiles it for its instruction set.
//
// The lanes are hidden units, and the four gates of a unit sit in the same lane of four vectors. A frame
// waits for the one before, so what counts is latency: products go to two sets of accumulators, tanh is a
// short rational function, and the quotients of all gates share one division. The layers of a network run
// as a wave, layer l one frame behind layer l - 1: independent work that fills the waiting times.
#pragma once

#include "kernels.h"
#include "simd8.h"

namespace reamp {
namespace {

typedef float F4 __attribute__((vector_size(16)));
typedef float UnalignedF4 __attribute__((vector_size(16), aligned(4), may_alias));

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

// p / q = tanh(x * kScale), kScale 1 or 1/2: a minimax fit, |error| <= 1.1e-8 up to |x * kScale| = 8.5; beyond,
// the constant there, 8e-8 below 1. In float |error| <= 3e-7.
template <class V>
struct Ratio {
  V p, q;
};
template <int kHalvings, class V>
inline Ratio<V> tanh_ratio(V x) {
  constexpr float k1 = 1.0f / (1 << kHalvings), k2 = k1 * k1, k4 = k2 * k2, k6 = k4 * k2, k8 = k4 * k4;
  x = clamp_magnitude(x, 8.5f / k1);
  const V s = x * x, s2 = s * s;
  const V p_low = fma(s, all_as<V>(0x1.128f1ep-3f * k2 * k1), all_as<V>(0x1.fffffep-1f * k1));
  const V p_high = fma(s2, all_as<V>(0x1.e471eep-27f * k8 * k1),
                       fma(s, all_as<V>(0x1.625c4ep-16f * k6 * k1), all_as<V>(0x1.ce22c8p-9f * k4 * k1)));
  const V q_low = fma(s, all_as<V>(0x1.de9cd6p-2f * k2), all_as<V>(1.0f));
  const V q_high =
      fma(s2, all_as<V>(0x1.b172bap-21f * k8), fma(s, all_as<V>(0x1.5dc5a8p-12f * k6), all_as<V>(0x1.a9d6aep-6f * k4)));
  return {fma(p_high, x * s2, x * p_low), fma(q_high, s2, q_low)};
}

// One frame of one group of hidden units. kColumns: layer.hidden when it is known, else 0.
template <class V, int kColumns>
inline void lstm_group(const LstmLayerView& layer, const float* bias, const float* weights, const float* x,
                       const float* h, float* c, float* h_next) {
  constexpr int kWidth = kLanesOf<V>;
  const int columns = kColumns ? kColumns : layer.hidden;
  const int rows = 4 * columns;
  V z[4], z2[4] = {};
  for (int gate = 0; gate < 4; ++gate) z[gate] = load_as<V>(bias + gate * kWidth);
  for (int i = 0; i < layer.inputs; ++i, weights += rows) {
    const V input = all_as<V>(x[i * layer.input_step]);
    for (int gate = 0; gate < 4; ++gate) z[gate] = fma(load_as<V>(weights + gate * kWidth), input, z[gate]);
  }
#pragma GCC unroll 16
  for (int i = 0; i < columns; i += 2, weights += 2 * rows) {
    const V even = all_as<V>(h[i]), odd = all_as<V>(h[i + 1]);
    for (int gate = 0; gate < 4; ++gate) z[gate] = fma(load_as<V>(weights + gate * kWidth), even, z[gate]);
    for (int gate = 0; gate < 4; ++gate) z2[gate] = fma(load_as<V>(weights + rows + gate * kWidth), odd, z2[gate]);
  }
  // sigmoid(z) = (q + p) / 2q with p / q = tanh(z / 2); c = sigmoid(f) c + sigmoid(i) tanh(g) over one denominator.
  const auto i = tanh_ratio<1>(z[0] + z2[0]), f = tanh_ratio<1>(z[1] + z2[1]);
  const auto g = tanh_ratio<0>(z[2] + z2[2]), o = tanh_ratio<1>(z[3] + z2[3]);
  const V ig = i.q * g.q;
  const V top = fma((f.q + f.p) * load_as<V>(c), ig, (i.q + i.p) * (g.p * f.q));
  const V cell = top / ((f.q + f.q) * ig);
  store(c, cell);
  const auto t = tanh_ratio<0>(cell);
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

// Four frames at a time: 4 sums of 4 lanes are transposed while they are added.
void dot_frames(const float* frames_major, int width, const float* weights, float bias, float* out,
                int frames) noexcept {
  for (int t = 0; t < frames; t += 4, frames_major += 4 * width) {
    F4 sum[4] = {};
    for (int i = 0; i < width; i += 4) {
      const F4 w = *reinterpret_cast<const UnalignedF4*>(weights + i);
      for (int k = 0; k < 4; ++k) sum[k] += w * *reinterpret_cast<const UnalignedF4*>(frames_major + k * width + i);
    }
    const F4 a =
        __builtin_shufflevector(sum[0], sum[1], 0, 4, 1, 5) + __builtin_shufflevector(sum[0], sum[1], 2, 6, 3, 7);
    const F4 b =
        __builtin_shufflevector(sum[2], sum[3], 0, 4, 1, 5) + __builtin_shufflevector(sum[2], sum[3], 2, 6, 3, 7);
    *reinterpret_cast<UnalignedF4*>(out + t) =
        __builtin_shufflevector(a, b, 0, 1, 4, 5) + __builtin_shufflevector(a, b, 2, 3, 6, 7) + bias;
  }
}

}  // namespace
}  // namespace reamp
