// Simulated amplifiers and pedals for Python.
#include "reamp/sim.h"

#include <nanobind/stl/vector.h>

#include <stdexcept>
#include <string>

#include "binding.h"

namespace {

using namespace reamp::sim;

using VoltsIn = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using VoltsOut = nb::ndarray<double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

// A device that several Python threads may call, one at a time.
template <class Device, class Parts>
class Bench {
 public:
  Bench(const Parts& parts, double rate_hz) : device_(parts, rate_hz) {}

  void process(const VoltsIn& in, const VoltsOut& out) {
    if (in.size() != out.size()) throw nb::value_error("in and out must have the same number of frames");
    nb::gil_scoped_release unlocked;
    const std::lock_guard guard(playing_);
    device_.process({in.data(), in.size()}, {out.data(), out.size()});
  }

  void reset() {
    nb::gil_scoped_release unlocked;
    const std::lock_guard guard(playing_);
    device_.reset();
  }

 private:
  Device device_;
  std::mutex playing_;
};

template <class Device, class Parts>
void bind_device(nb::module_& m, const char* name, const char* doc) {
  using Bound = Bench<Device, Parts>;
  nb::class_<Bound>(m, name, doc)
      .def(nb::init<const Parts&, double>(), "parts"_a, "rate_hz"_a, nb::call_guard<nb::gil_scoped_release>(),
           "Settle at rest; raises ValueError for a circuit that cannot be solved and a rate outside 8 to 400 kHz.")
      .def("process", &Bound::process, "x"_a.noconvert(), "out"_a.noconvert(),
           "Process one block of volts; x and out may be the same array.")
      .def("reset", &Bound::reset, "Go back to rest.");
}

}  // namespace

void bind_sim(nb::module_& m) {
  nb::class_<Circuit>(m, "Circuit", "Resistors and capacitors; node 0 is ground, 1 the input.")
      .def(nb::init<>())
      .def_rw("output", &Circuit::output)
      .def(
          "add_resistor",
          [](Circuit& self, int from, int to, double ohm) {
            self.parts.push_back({Part::Kind::kResistor, from, to, ohm});
          },
          "start"_a, "end"_a, "ohm"_a)
      .def(
          "add_capacitor",
          [](Circuit& self, int from, int to, double farad) {
            self.parts.push_back({Part::Kind::kCapacitor, from, to, farad});
          },
          "start"_a, "end"_a, "farad"_a);

  nb::class_<Triode>(m, "Triode", "See reamp.sim.tubes.")
      .def(nb::init<>())
      .def_rw("mu", &Triode::mu)
      .def_rw("perveance", &Triode::perveance)
      .def_rw("exponent", &Triode::exponent)
      .def_rw("knee_per_v", &Triode::knee_per_v)
      .def_rw("grid_perveance", &Triode::grid_perveance)
      .def_rw("grid_exponent", &Triode::grid_exponent)
      .def_rw("grid_knee_per_v", &Triode::grid_knee_per_v)
      .def_rw("grid_plate_f", &Triode::grid_plate_f)
      .def_rw("grid_cathode_f", &Triode::grid_cathode_f);
  nb::class_<Pentode>(m, "Pentode", "See reamp.sim.tubes.")
      .def(nb::init<>())
      .def_rw("mu", &Pentode::mu)
      .def_rw("exponent", &Pentode::exponent)
      .def_rw("kg1", &Pentode::kg1)
      .def_rw("kp", &Pentode::kp)
      .def_rw("kvb_v", &Pentode::kvb_v)
      .def_rw("grid_perveance", &Pentode::grid_perveance);
  nb::class_<Stage>(m, "Stage", "See reamp.sim.tube_amp.")
      .def(nb::init<>())
      .def_rw("tube", &Stage::tube)
      .def_rw("supply_v", &Stage::supply_v)
      .def_rw("plate_ohm", &Stage::plate_ohm)
      .def_rw("cathode_ohm", &Stage::cathode_ohm)
      .def_rw("cathode_f", &Stage::cathode_f)
      .def_rw("follower_ohm", &Stage::follower_ohm)
      .def_rw("stray_f", &Stage::stray_f)
      .def_rw("after", &Stage::after);
  nb::class_<PhaseInverter>(m, "PhaseInverter", "See reamp.sim.tube_amp.")
      .def(nb::init<>())
      .def_rw("tube", &PhaseInverter::tube)
      .def_rw("supply_v", &PhaseInverter::supply_v)
      .def_rw("driven_plate_ohm", &PhaseInverter::driven_plate_ohm)
      .def_rw("other_plate_ohm", &PhaseInverter::other_plate_ohm)
      .def_rw("bias_ohm", &PhaseInverter::bias_ohm)
      .def_rw("tail_ohm", &PhaseInverter::tail_ohm);
  nb::class_<Speaker>(m, "Speaker", "See reamp.sim.tube_amp.")
      .def(nb::init<>())
      .def_rw("coil_ohm", &Speaker::coil_ohm)
      .def_rw("coil_h", &Speaker::coil_h)
      .def_rw("eddy_ohm", &Speaker::eddy_ohm)
      .def_rw("resonance_ohm", &Speaker::resonance_ohm)
      .def_rw("resonance_hz", &Speaker::resonance_hz)
      .def_rw("resonance_q", &Speaker::resonance_q);
  nb::class_<PowerStage>(m, "PowerStage", "See reamp.sim.tube_amp.")
      .def(nb::init<>())
      .def_rw("tube", &PowerStage::tube)
      .def_rw("bias_v", &PowerStage::bias_v)
      .def_rw("coupling_f", &PowerStage::coupling_f)
      .def_rw("leak_ohm", &PowerStage::leak_ohm)
      .def_rw("stopper_ohm", &PowerStage::stopper_ohm)
      .def_rw("plate_to_plate_ohm", &PowerStage::plate_to_plate_ohm)
      .def_rw("nominal_ohm", &PowerStage::nominal_ohm)
      .def_rw("primary_h", &PowerStage::primary_h)
      .def_rw("grid_f", &PowerStage::grid_f)
      .def_rw("winding_f", &PowerStage::winding_f)
      .def_rw("leakage_hz", &PowerStage::leakage_hz)
      .def_rw("plate_resistance_ohm", &PowerStage::plate_resistance_ohm)
      .def_rw("supply_v", &PowerStage::supply_v)
      .def_rw("supply_ohm", &PowerStage::supply_ohm)
      .def_rw("reservoir_f", &PowerStage::reservoir_f)
      .def_rw("screen_ohm", &PowerStage::screen_ohm)
      .def_rw("screen_f", &PowerStage::screen_f)
      .def_rw("screen_share", &PowerStage::screen_share)
      .def_rw("line_out", &PowerStage::line_out)
      .def_rw("speaker", &PowerStage::speaker);
  nb::class_<AmpParts>(m, "AmpParts", "See reamp.sim.tube_amp.")
      .def(nb::init<>())
      .def_rw("input_stopper_ohm", &AmpParts::input_stopper_ohm)
      .def_rw("stages", &AmpParts::stages)
      .def_rw("inverter", &AmpParts::inverter)
      .def_rw("power", &AmpParts::power);
  nb::class_<OverdriveParts>(m, "OverdriveParts", "See reamp.sim.overdrive.")
      .def(nb::init<>())
      .def_rw("input_f", &OverdriveParts::input_f)
      .def_rw("input_ohm", &OverdriveParts::input_ohm)
      .def_rw("above_ohm", &OverdriveParts::above_ohm)
      .def_rw("above_f", &OverdriveParts::above_f)
      .def_rw("below_ohm", &OverdriveParts::below_ohm)
      .def_rw("below_f", &OverdriveParts::below_f)
      .def_rw("rail_v", &OverdriveParts::rail_v)
      .def_rw("clipper_ohm", &OverdriveParts::clipper_ohm)
      .def_rw("clipper_f", &OverdriveParts::clipper_f)
      .def_rw("saturation_a", &OverdriveParts::saturation_a)
      .def_rw("emission", &OverdriveParts::emission)
      .def_rw("forward_diodes", &OverdriveParts::forward_diodes)
      .def_rw("reverse_diodes", &OverdriveParts::reverse_diodes)
      .def_rw("tone_ohm", &OverdriveParts::tone_ohm)
      .def_rw("tone_f", &OverdriveParts::tone_f)
      .def_rw("output_f", &OverdriveParts::output_f)
      .def_rw("output_ohm", &OverdriveParts::output_ohm)
      .def_rw("volume", &OverdriveParts::volume);

  bind_device<TubeAmp, AmpParts>(m, "TubeAmp", "A tube amplifier, from its input jack to its line output.");
  bind_device<Overdrive, OverdriveParts>(m, "Overdrive", "An overdrive pedal with a diode clipper.");
}
