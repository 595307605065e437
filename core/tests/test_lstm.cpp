// Holds LSTMs of many sizes to a plain one in double.
#include <limits>
#include <stdexcept>

#include "allocations.h"
#include "nets.h"
#include "nets/lstm.h"
#include "test.h"

using namespace reamp;
using testing::Channels;

static std::size_t weight_count(int inputs, int hidden, int layers, int outputs) {
  std::size_t count = static_cast<std::size_t>(outputs) * (hidden + 1);
  for (int l = 0; l < layers; ++l) count += 4 * hidden * ((l ? hidden : inputs) + hidden + 1) + 2 * hidden;
  return count;
}

static LstmSpec random_lstm(int inputs, int hidden, int layers, int outputs) {
  const float peak = 2.0f / std::sqrt(static_cast<float>(hidden));
  return {inputs, hidden, layers, outputs, testing::noise(weight_count(inputs, hidden, layers, outputs), peak, 5)};
}

static std::vector<std::vector<double>> play_in_double(const LstmSpec& spec, const Channels& in) {
  const std::size_t h = spec.hidden_size;
  const auto sigmoid = [](double x) { return 1.0 / (1.0 + std::exp(-x)); };
  std::vector<std::vector<double>> signal(in.size());
  for (std::size_t c = 0; c < in.size(); ++c) signal[c].assign(in[c].begin(), in[c].end());
  const float* w = spec.weights.data();
  for (int l = 0; l < spec.num_layers; ++l) {
    const std::size_t inputs = signal.size(), columns = inputs + h;
    const float *bias = w + 4 * h * columns, *initial = bias + 4 * h;
    std::vector<double> state(initial, initial + h), cell(initial + h, initial + 2 * h), z(4 * h);
    std::vector<std::vector<double>> out(h, std::vector<double>(in[0].size()));
    for (std::size_t t = 0; t < in[0].size(); ++t) {
      for (std::size_t row = 0; row < 4 * h; ++row) {
        z[row] = bias[row];
        for (std::size_t i = 0; i < inputs; ++i) z[row] += w[row * columns + i] * signal[i][t];
        for (std::size_t i = 0; i < h; ++i) z[row] += w[row * columns + inputs + i] * state[i];
      }
      for (std::size_t u = 0; u < h; ++u) {
        cell[u] = sigmoid(z[h + u]) * cell[u] + sigmoid(z[u]) * std::tanh(z[2 * h + u]);
        out[u][t] = state[u] = sigmoid(z[3 * h + u]) * std::tanh(cell[u]);
      }
    }
    signal = std::move(out);
    w = initial + 2 * h;
  }
  const float* bias = w + h * spec.out_channels;
  std::vector<std::vector<double>> out;
  for (int o = 0; o < spec.out_channels; ++o) {
    out.emplace_back(in[0].size(), bias[o]);
    for (std::size_t t = 0; t < in[0].size(); ++t)
      for (std::size_t u = 0; u < h; ++u) out[o][t] += static_cast<double>(w[o * h + u]) * signal[u][t];
  }
  return out;
}

struct Size {
  int inputs, hidden, layers, outputs;
};
constexpr Size kSizes[] = {{1, 1, 1, 1},  {1, 3, 1, 1},  {1, 8, 1, 1},  {1, 8, 2, 1},  {1, 12, 3, 1},
                           {1, 16, 1, 1}, {1, 16, 2, 1}, {1, 24, 1, 1}, {1, 24, 2, 1}, {2, 5, 1, 3},
                           {3, 40, 2, 2}, {1, 33, 1, 1}, {1, 2, 70, 1}};

TEST(lstm_equals_the_plain_one_in_double) {
  testing::for_each_instruction_set([](const Kernels& kernels) {
    for (const Size& s : kSizes) {
      const LstmSpec spec = random_lstm(s.inputs, s.hidden, s.layers, s.outputs);
      Channels in;
      for (int c = 0; c < s.inputs; ++c) in.push_back(testing::noise(500, 1.0f, 11 + c));
      const auto net = make_lstm(spec, kernels);
      const Channels out = testing::play(*net, in);
      const auto reference = play_in_double(spec, in);
      for (int o = 0; o < s.outputs; ++o) CHECK(testing::esr_db(reference[o], out[o]) < -115.0);
    }
  });
}

TEST(lstm_sounds_the_same_in_any_tiles_and_after_clear) {
  testing::for_each_instruction_set([](const Kernels& kernels) {
    for (const Size& s : kSizes) {
      const auto net = make_lstm(random_lstm(s.inputs, s.hidden, s.layers, s.outputs), kernels);
      Channels in;
      for (int c = 0; c < s.inputs; ++c) in.push_back(testing::noise(700, 1.0f, 23 + c));
      const Channels whole = testing::play(*net, in);
      net->clear();
      CHECK(testing::play(*net, in, 3) == whole);
    }
  });
}

// One unit whose gates are opened or closed by their biases shows a single activation.
static std::vector<float> one_unit(const Kernels& kernels, float input_weight_i, float bias_i, float input_weight_g,
                                   float bias_g, const std::vector<float>& x) {
  const std::vector<float> weights = {input_weight_i,
                                      0,
                                      0,
                                      0,
                                      input_weight_g,
                                      0,
                                      0,
                                      0,  // W, rows i f g o
                                      bias_i,
                                      -100,
                                      bias_g,
                                      100,
                                      0,
                                      0,
                                      1,
                                      0};  // b, h0, c0, head
  return testing::play(*make_lstm({1, 1, 1, 1, weights}, kernels), {x})[0];
}

TEST(lstm_activations_are_exact_to_1e_6) {
  std::vector<float> x;
  for (int i = -40000; i <= 40000; ++i) x.push_back(static_cast<float>(i) * 5e-4f);
  testing::for_each_instruction_set([&](const Kernels& kernels) {
    const auto tanh = one_unit(kernels, 0, 100, 1, 0, x), sigmoid = one_unit(kernels, 1, 0, 0, 100, x);
    for (std::size_t t = 0; t < x.size(); ++t) {
      const double z = x[t];
      CHECK(std::abs(tanh[t] - std::tanh(std::tanh(z))) < 6e-7);
      CHECK(std::abs(sigmoid[t] - std::tanh(1.0 / (1.0 + std::exp(-z)))) < 6e-7);
    }
  });
}

TEST(lstm_survives_any_input) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  testing::for_each_instruction_set([&](const Kernels& kernels) {
    const auto net = make_lstm(random_lstm(1, 8, 2, 1), kernels);
    const auto out =
        testing::play(*net, {{1e30f, -1e30f, kInfinity, -kInfinity, std::numeric_limits<float>::quiet_NaN(), 0.0f}})[0];
    for (float y : out) CHECK(std::isfinite(y));
  });
}

TEST(lstm_forgets_nothing_that_its_gate_holds) {
  // An open forget gate and a closed input gate: a cell of 1 stays for seconds, and never grows.
  const std::vector<float> weights = {0, 0, 0, 0, 0, 0, 0, 0, -100, 100, 0, 100, 0, 1, 1, 0};
  testing::for_each_instruction_set([&](const Kernels& kernels) {
    const auto net = make_lstm({1, 1, 1, 1, weights}, kernels);
    const float last = testing::play(*net, {std::vector<float>(48000, 0.0f)})[0].back();
    CHECK(last <= std::tanh(1.0f) * (1.0f + 1e-6f));
    CHECK(last > std::tanh(0.99f));
  });
}

TEST(lstm_without_layers_passes_its_input) {
  const auto net = make_lstm({1, 4, 0, 1, std::vector<float>(5)}, best_kernel_set().infer);
  const auto in = testing::noise(100, 1.0f, 2);
  CHECK(testing::play(*net, {in})[0] == in);
}

TEST(lstm_process_leaves_the_heap_alone) {
  const auto net = make_lstm(random_lstm(1, 16, 2, 1), best_kernel_set().infer);
  Tile in(1), out(1);
  const long before = testing::heap_calls();
  for (int i = 0; i < 10; ++i) net->process(in.data(), out.data(), 1 + 6 * i);
  CHECK_EQUAL(testing::heap_calls(), before);
}

TEST(lstm_settles_in_half_a_second) {
  const auto frames = [](const char* rate) {
    std::string text = testing::lstm();
    return Model::parse(text.replace(text.find("48000"), 5, rate))->info().prewarm_frames;
  };
  CHECK_EQUAL(frames("44100"), 22050);
  CHECK_EQUAL(frames("-1"), 1);
  CHECK_EQUAL(frames("1"), 1);
}

TEST(lstm_counts_its_cost_and_has_no_receptive_field) {
  const auto net = make_lstm(random_lstm(1, 16, 1, 1), best_kernel_set().infer);
  CHECK_EQUAL(net->macs_per_frame(), 1104);
  CHECK(!net->receptive_field_frames());
}

TEST(lstm_refuses_a_wrong_number_of_weights) {
  LstmSpec spec = random_lstm(1, 4, 1, 1);
  spec.weights.pop_back();
  bool refused = false;
  try {
    make_lstm(spec, best_kernel_set().infer);
  } catch (const std::logic_error&) {
    refused = true;
  }
  CHECK(refused);
}
