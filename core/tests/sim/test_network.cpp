// Holds networks to their impedances, and the tone stack to its published transfer function.
#include "sim/measure.h"
#include "sim/network.h"

using namespace reamp::sim;
using namespace reamp::testing;
using enum Part::Kind;

namespace {

constexpr double kRateHz = 768000.0;

// Yeh and Smith, "Discretization of the '59 Fender Bassman tone stack", DAFx-06, with the values of their table 1.
constexpr double kC1 = 0.25e-9, kC2 = 20e-9, kC3 = 20e-9, kR1 = 250e3, kR2 = 1e6, kR3 = 25e3, kR4 = 56e3;

std::complex<double> published_gain(double t, double l, double m, double hz) {
  const std::complex<double> s(0.0, 2.0 * std::numbers::pi * hz);
  const double c123 = kC1 * kC2 * kC3, r33 = kR3 * kR3;
  const double b1 = t * kC1 * kR1 + m * kC3 * kR3 + l * (kC1 * kR2 + kC2 * kR2) + (kC1 * kR3 + kC2 * kR3);
  const double b2 = t * (kC1 * kC2 * kR1 * kR4 + kC1 * kC3 * kR1 * kR4) - m * m * (kC1 * kC3 * r33 + kC2 * kC3 * r33) +
                    m * (kC1 * kC3 * kR1 * kR3 + kC1 * kC3 * r33 + kC2 * kC3 * r33) +
                    l * (kC1 * kC2 * kR1 * kR2 + kC1 * kC2 * kR2 * kR4 + kC1 * kC3 * kR2 * kR4) +
                    l * m * (kC1 * kC3 * kR2 * kR3 + kC2 * kC3 * kR2 * kR3) +
                    (kC1 * kC2 * kR1 * kR3 + kC1 * kC2 * kR3 * kR4 + kC1 * kC3 * kR3 * kR4);
  const double b3 = l * m * c123 * (kR1 * kR2 * kR3 + kR2 * kR3 * kR4) - m * m * c123 * (kR1 * r33 + r33 * kR4) +
                    m * c123 * (kR1 * r33 + r33 * kR4) + t * c123 * kR1 * kR3 * kR4 - t * m * c123 * kR1 * kR3 * kR4 +
                    t * l * c123 * kR1 * kR2 * kR4;
  const double a1 =
      (kC1 * kR1 + kC1 * kR3 + kC2 * kR3 + kC2 * kR4 + kC3 * kR4) + m * kC3 * kR3 + l * (kC1 * kR2 + kC2 * kR2);
  const double a2 =
      m * (kC1 * kC3 * kR1 * kR3 - kC2 * kC3 * kR3 * kR4 + kC1 * kC3 * r33 + kC2 * kC3 * r33) +
      l * m * (kC1 * kC3 * kR2 * kR3 + kC2 * kC3 * kR2 * kR3) - m * m * (kC1 * kC3 * r33 + kC2 * kC3 * r33) +
      l * (kC1 * kC2 * kR2 * kR4 + kC1 * kC2 * kR1 * kR2 + kC1 * kC3 * kR2 * kR4 + kC2 * kC3 * kR2 * kR4) +
      (kC1 * kC2 * kR1 * kR4 + kC1 * kC3 * kR1 * kR4 + kC1 * kC2 * kR3 * kR4 + kC1 * kC2 * kR1 * kR3 +
       kC1 * kC3 * kR3 * kR4 + kC2 * kC3 * kR3 * kR4);
  const double a3 = l * m * c123 * (kR1 * kR2 * kR3 + kR2 * kR3 * kR4) - m * m * c123 * (kR1 * r33 + r33 * kR4) +
                    m * c123 * (r33 * kR4 + kR1 * r33 - kR1 * kR3 * kR4) + l * c123 * kR1 * kR2 * kR4 +
                    c123 * kR1 * kR3 * kR4;
  return s * (b1 + s * (b2 + s * b3)) / (1.0 + s * (a1 + s * (a2 + s * a3)));
}

Circuit bassman(double t, double l, double m) {
  return {{{kCapacitor, 1, 2, kC1},
           {kResistor, 1, 3, kR4},
           {kCapacitor, 3, 4, kC2},
           {kCapacitor, 3, 6, kC3},
           {kResistor, 2, 7, (1.0 - t) * kR1},
           {kResistor, 7, 4, t * kR1},
           {kResistor, 4, 5, l * kR2},
           {kResistor, 5, 6, (1.0 - m) * kR3},
           {kResistor, 6, 0, m * kR3}},
          7};
}

std::complex<double> measured_gain(const Circuit& circuit, double hz) {
  Network network(circuit, 1e-3, kRateHz);
  const auto frames = static_cast<std::size_t>(kRateHz);
  auto out = sine(1.0, hz, kRateHz, 2 * frames);
  for (double& v : out) {
    const double source_v = v;
    v = network.open_v(source_v);
    network.advance(source_v, 0.0);
  }
  return amplitude(out, hz, kRateHz, frames / 10);
}

}  // namespace

TEST(network_is_the_published_tone_stack_at_all_settings) {
  for (const double t : {0.01, 0.5, 0.99})
    for (const double l : {0.001, 0.1, 0.9})
      for (const double m : {0.01, 0.5, 0.99}) {
        const Circuit circuit = bassman(t, l, m);
        for (const double hz : {40.0, 100.0, 300.0, 800.0, 2500.0, 8000.0, 20000.0})
          CHECK(std::abs(gain_at(circuit, hz) / published_gain(t, l, m, hz) - 1.0) < 1e-6);
      }
}

TEST(network_plays_what_its_impedances_say) {
  for (const auto& [t, l, m] : {std::array{0.5, 0.5, 0.5}, std::array{0.9, 0.1, 0.2}}) {
    const Circuit circuit = bassman(t, l, m);
    for (const double hz : {50.0, 500.0, 5000.0, 20000.0})
      CHECK(std::abs(db(measured_gain(circuit, hz) / gain_at(circuit, hz))) < 0.01);
  }
}

TEST(network_charges_by_the_current_at_its_output) {
  // 1 uF in series, 1 Mohm to ground: 1 mA for 10 ms leaves -10 V, which falls to 1 / e in a second
  const Circuit circuit{{{kCapacitor, 1, 2, 1e-6}, {kResistor, 2, 0, 1e6}}, 2};
  Network network(circuit, 1e3, 48000.0);
  CHECK(std::abs(network.output_ohm() - 1e3) < 12.0);  // 1 kohm beside 1 Mohm, and 10 ohm of capacitor
  for (int t = 0; t < 480; ++t) network.advance(0.0, 1e-3);
  CHECK(std::abs(network.open_v(0.0) + 10.0) < 0.1);
  for (int t = 0; t < 48000; ++t) network.advance(0.0, 0.0);
  CHECK(std::abs(network.open_v(0.0) + 10.0 / std::numbers::e) < 0.05);
  network.reset();
  CHECK_EQUAL(network.open_v(0.0), 0.0);
}

TEST(network_refuses_what_cannot_be_solved) {
  const auto refused = [](const Circuit& circuit) {
    try {
      Network(circuit, 1e3, 48000.0);
    } catch (const std::invalid_argument&) {
      return true;
    }
    return false;
  };
  CHECK(refused({{{kResistor, 2, 3, 1e3}}, 2}));
  CHECK(refused({{{kResistor, 1, 2, 0.0}}, 2}));
  CHECK(refused({{{kResistor, 1, -1, 1.0}}, 1}));
  const Part c{kCapacitor, 1, 0, 1e-9};
  CHECK(refused({{c, c, c, c, c}, 1}));
  CHECK(!refused({{c, c, c, c}, 1}));
}
