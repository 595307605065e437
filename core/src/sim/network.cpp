// Solves for node voltages by Gaussian elimination, for a frame of the recursion and for a frequency.
#include "sim/network.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace reamp::sim {

namespace {

// The node equations: conductances times node voltages equal the currents into the nodes. Ground is left out.
template <class Number>
class Nodes {
 public:
  explicit Nodes(int count) : count_(static_cast<std::size_t>(count)), conductance_(count_ * count_) {}

  void connect(int from, int to, Number conductance) {
    add(from, from, conductance);
    add(to, to, conductance);
    add(from, to, -conductance);
    add(to, from, -conductance);
  }

  // The voltages for a current of 1 A into `to` and out of `from`.
  std::vector<Number> voltages(int from, int to) const {
    std::vector<Number> a = conductance_, b(count_);
    if (to > 0) b[index(to)] += 1.0;
    if (from > 0) b[index(from)] -= 1.0;
    for (std::size_t i = 0; i < count_; ++i) {
      // Conductances are diagonally dominant: no pivoting
      if (std::abs(a[i * count_ + i]) < 1e-18) throw std::invalid_argument("a node of the circuit hangs in the air");
      for (std::size_t row = i + 1; row < count_; ++row) {
        const Number factor = a[row * count_ + i] / a[i * count_ + i];
        for (std::size_t j = i; j < count_; ++j) a[row * count_ + j] -= factor * a[i * count_ + j];
        b[row] -= factor * b[i];
      }
    }
    for (std::size_t i = count_; i-- > 0;) {
      for (std::size_t j = i + 1; j < count_; ++j) b[i] -= a[i * count_ + j] * b[j];
      b[i] /= a[i * count_ + i];
    }
    return b;
  }

 private:
  static std::size_t index(int node) { return static_cast<std::size_t>(node - 1); }
  void add(int row, int column, Number conductance) {
    if (row > 0 && column > 0) conductance_[index(row) * count_ + index(column)] += conductance;
  }

  std::size_t count_;
  std::vector<Number> conductance_;
};

template <class Number>
Number at_node(const std::vector<Number>& voltages, int node) {
  return node > 0 ? voltages[static_cast<std::size_t>(node - 1)] : Number(0.0);
}

int node_count(const Circuit& circuit) {
  int count = std::max(1, circuit.output);
  for (const Part& part : circuit.parts) {
    if (part.from < 0 || part.to < 0 || circuit.output < 1) throw std::invalid_argument("a node is below 0");
    if (!(part.value > 0.0 && std::isfinite(part.value)))
      throw std::invalid_argument("a part of the circuit must have a value above 0");
    count = std::max({count, part.from, part.to});
  }
  return count;
}

// The voltages for 1 A into the input at a frequency.
std::vector<std::complex<double>> driven_at(const Circuit& circuit, double hz) {
  Nodes<std::complex<double>> nodes(node_count(circuit));
  for (const Part& part : circuit.parts) {
    const std::complex<double> s(0.0, 2.0 * std::numbers::pi * hz);
    nodes.connect(part.from, part.to, part.kind == Part::Kind::kResistor ? 1.0 / part.value : s * part.value);
  }
  return nodes.voltages(0, 1);
}

// Leaves the eigenvalues of a symmetric matrix on its diagonal, and returns its eigenvectors in columns, by Jacobi's
// rotations, each of which makes one element 0.
using Matrix = std::vector<std::vector<double>>;

Matrix diagonalise(Matrix& a) {
  const std::size_t n = a.size();
  Matrix vectors(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) vectors[i][i] = 1.0;
  for (int sweep = 0; sweep < 30; ++sweep) {
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        if (std::abs(a[p][q]) < 1e-300) continue;
        const double angle = 0.5 * std::atan2(2.0 * a[p][q], a[q][q] - a[p][p]);
        const double c = std::cos(angle), s = std::sin(angle);
        const auto rotate = [c, s](double& x, double& y) {
          const double old_x = x;
          x = c * old_x - s * y;
          y = s * old_x + c * y;
        };
        for (std::size_t i = 0; i < n; ++i) rotate(a[i][p], a[i][q]);
        for (std::size_t i = 0; i < n; ++i) rotate(a[p][i], a[q][i]);
        for (std::size_t i = 0; i < n; ++i) rotate(vectors[i][p], vectors[i][q]);
      }
    }
  }
  return vectors;
}

}  // namespace

Network::Network(const Circuit& circuit, double source_ohm, double rate_hz) {
  Nodes<double> nodes(node_count(circuit));
  std::vector<Part> capacitors;
  const auto admittance = [&](const Part& c) { return 2.0 * rate_hz * c.value; };  // by the trapezoidal rule
  for (const Part& part : circuit.parts) {
    const bool resists = part.kind == Part::Kind::kResistor;
    nodes.connect(part.from, part.to, resists ? 1.0 / part.value : admittance(part));
    if (!resists) capacitors.push_back(part);
  }
  if (capacitors.size() > kCapacitors) throw std::invalid_argument("a circuit has at most four capacitors");
  if (!(source_ohm > 0.0)) throw std::invalid_argument("a source must have a resistance above 0");
  nodes.connect(1, 0, 1.0 / source_ohm);

  // Superposition of the source, the output's current and each capacitor's history. A history h becomes 2 g v - h, with
  // the admittance g and the volts v. Divided by sqrt(g), that is a symmetric matrix of histories.
  const auto across = [](const std::vector<double>& voltages, const Part& part) {
    return at_node(voltages, part.from) - at_node(voltages, part.to);
  };
  const auto by_source = nodes.voltages(0, 1), by_output = nodes.voltages(0, circuit.output);
  direct_ = at_node(by_source, circuit.output) / source_ohm;
  output_ohm_ = at_node(by_output, circuit.output);

  const std::size_t n = capacitors.size();
  Matrix resistance(n, std::vector<double>(n));
  std::vector<double> root(n), output(n);
  for (std::size_t j = 0; j < n; ++j) root[j] = std::sqrt(admittance(capacitors[j]));
  for (std::size_t j = 0; j < n; ++j) {
    const auto by_history = nodes.voltages(capacitors[j].to, capacitors[j].from);
    output[j] = root[j] * at_node(by_history, circuit.output);
    for (std::size_t i = 0; i < n; ++i) resistance[i][j] = root[i] * root[j] * across(by_history, capacitors[i]);
  }
  const Matrix modes = diagonalise(resistance);
  for (std::size_t k = 0; k < n; ++k) {
    double source = 0.0, current = 0.0, heard = 0.0;
    for (std::size_t j = 0; j < n; ++j) {
      source += modes[j][k] * 2.0 * root[j] * across(by_source, capacitors[j]) / source_ohm;
      current += modes[j][k] * 2.0 * root[j] * across(by_output, capacitors[j]);
      heard += modes[j][k] * output[j];
    }
    pole_[k] = 2.0 * resistance[k][k] - 1.0;
    from_source_[k] = source * heard;
    from_output_[k] = current * heard;
  }
}

std::complex<double> gain_at(const Circuit& circuit, double hz) {
  const auto voltages = driven_at(circuit, hz);
  return at_node(voltages, circuit.output) / at_node(voltages, 1);
}

std::complex<double> input_ohm_at(const Circuit& circuit, double hz) { return at_node(driven_at(circuit, hz), 1); }

}  // namespace reamp::sim
