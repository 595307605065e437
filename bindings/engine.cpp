// Models for Python.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include "binding.h"
#include "player.h"
#include "reamp/offline.h"

namespace {

class OfflinePlayer {
 public:
  OfflinePlayer(const Player& player, int threads) : offline_(player.model(), threads) {}

  void process(const In& in, const Out& out) {
    check_lengths(in, out);
    nb::gil_scoped_release unlocked;
    const std::lock_guard guard(playing_);
    offline_.process({in.data(), in.size()}, {out.data(), out.size()});
  }

 private:
  reamp::OfflineModel offline_;
  std::mutex playing_;
};

}  // namespace

void bind_engine(nb::module_& m) {
  // Samples are never converted: what is written into a copy would be lost.
  const auto x = "x"_a.noconvert(), out = "out"_a.noconvert();
  const nb::call_guard<nb::gil_scoped_release> unlocked;

  nb::class_<reamp::ModelInfo>(m, "ModelInfo", "What a loaded model is; sizes are of the network that plays now.")
      .def_ro("architecture", &reamp::ModelInfo::architecture)
      .def_ro("version", &reamp::ModelInfo::version)
      .def_ro("sample_rate_hz", &reamp::ModelInfo::sample_rate_hz)
      .def_ro("weight_count", &reamp::ModelInfo::weight_count)
      .def_ro("macs_per_frame", &reamp::ModelInfo::macs_per_frame)
      .def_ro("receptive_field_frames", &reamp::ModelInfo::receptive_field_frames)
      .def_ro("prewarm_frames", &reamp::ModelInfo::prewarm_frames)
      .def_ro("slim_breakpoints", &reamp::ModelInfo::slim_breakpoints);

  nb::class_<Player>(m, "Model", "A model at work; several threads may call it, one at a time.")
      .def_static("load", &Player::load, "path"_a, "instruction_set"_a = nb::none(),
                  "Load a .nam file and settle it; raises reamp.errors.ModelFileError and ConfigError.")
      .def_static("parse", &Player::parse, "json"_a, "path"_a, "instruction_set"_a = nb::none(),
                  "Load the text of a .nam file as `load` does; errors name it by the path.")
      .def("process", &Player::process, x, out, "Process one block; x and out may be the same array.")
      .def("reset", &Player::reset, "Return to the settled state after loading.")
      .def("clone", &Player::clone, "Return an independent player of the same file.")
      .def_prop_rw(
          "slim", [](const Player& self) { return self.model().slim(); }, &Player::set_slim,
          "Size of a slimmable model, 0 to 1; may be set while it plays.")
      .def_prop_ro("info", [](const Player& self) { return self.model().info(); })
      .def_prop_ro("instruction_set", [](const Player& self) { return std::string(self.model().instruction_set()); });

  nb::class_<OfflinePlayer>(m, "OfflineModel", "One model on several cores, for files.")
      .def(nb::init<const Player&, int>(), "model"_a, "threads"_a, unlocked)
      .def("process", &OfflinePlayer::process, x, out, "Process the next block.");
}
