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
  OfflinePlayer(const Player& player, int threads)
      : offline_(player.model(), threads),
        slices_(reamp::OfflineModel::shortest_shared_block(player.model(), threads)) {}

  nb::object process(const nb::object& x, const nb::object& out) {
    const Block block(x, out);
    {
      nb::gil_scoped_release unlocked;
      const std::lock_guard guard(playing_);
      slices_(block.in().size(), [&](std::size_t first, std::size_t frames) {
        offline_.process(block.in().subspan(first, frames), block.out().subspan(first, frames));
      });
    }
    return block.result();
  }

 private:
  reamp::OfflineModel offline_;
  Slices slices_;
  std::recursive_mutex playing_;
};

nb::typed<nb::dict, nb::str, nb::any> info(const Player& player) {
  const reamp::ModelInfo info = player.model().info();
  nb::dict fields;
  fields["architecture"] = info.architecture;
  fields["version"] = info.version;
  fields["sample_rate_hz"] = info.sample_rate_hz;
  fields["weight_count"] = info.weight_count;
  fields["macs_per_frame"] = info.macs_per_frame;
  fields["receptive_field_frames"] = info.receptive_field_frames;
  fields["prewarm_frames"] = info.prewarm_frames;
  fields["slim_breakpoints"] = nb::tuple(nb::cast(info.slim_breakpoints));
  const reamp::ModelMetadata& said = info.metadata;
  fields["input_level_dbu"] = said.input_level_dbu;
  fields["output_level_dbu"] = said.output_level_dbu;
  fields["is_input_level_estimated"] = said.is_input_level_estimated;
  fields["is_input_level_set_by_ear"] = said.is_input_level_set_by_ear;
  fields["is_output_level_estimated"] = said.is_output_level_estimated;
  fields["loudness_db"] = said.loudness_db;
  fields["trained_peak_dbfs"] = said.trained_peak_dbfs;
  return nb::borrow<nb::typed<nb::dict, nb::str, nb::any>>(fields);
}

}  // namespace

void bind_engine(nb::module_& m) {
  const auto x = "x"_a.none();  // None gets the same error as any other wrong type
  const auto out = "out"_a = nb::none();
  const nb::sig process(
      "def process(self, x: NDArray[numpy.float32], out: NDArray[numpy.float32] | None = None) -> "
      "NDArray[numpy.float32]");
  const nb::call_guard<nb::gil_scoped_release> unlocked;

  nb::class_<Player>(m, "Model", "A model that is ready to play; several threads may call it, one at a time.")
      .def_static("load", &Player::load, "path"_a, "instruction_set"_a = nb::none(),
                  "Load a .nam file and settle it; raises reamp.errors.ModelFileError and ConfigError.")
      .def_static("parse", &Player::parse, "json"_a, "path"_a, "instruction_set"_a = nb::none(),
                  "Load the text of a .nam file as `load` does; `path` is its name in errors.")
      .def("process", &Player::process, x, out, process,
           "Return the output of one block, in `out` where it is given: x itself, or another array. Raises "
           "reamp.errors.AudioError; in long blocks also what a signal's handler raises, which ends the block.")
      .def("reset", &Player::reset, "Go back to the settled state after loading.")
      .def("clone", &Player::clone, "Return an independent player of the same file.")
      .def_prop_rw(
          "slim", [](const Player& self) { return self.model().slim(); }, &Player::set_slim,
          "Size of a slimmable model, 0 to 1; may be set while it plays.")
      .def_prop_ro("info", info, "The fields of reamp.engine.ModelInfo.")
      .def_prop_ro("instruction_set", [](const Player& self) { return std::string(self.model().instruction_set()); });

  nb::class_<OfflinePlayer>(m, "OfflineModel", "One model on several cores, for files.")
      .def(nb::init<const Player&, int>(), "model"_a, "threads"_a, unlocked)
      .def("process", &OfflinePlayer::process, x, out, process, "Process the next block, as Model.process does.");
}
