// The loudness of a guitar through models, for Python.
#include "reamp/loudness.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/vector.h>

#include "arrays.h"
#include "binding.h"
#include "player.h"

void bind_loudness(nb::module_& m) {
  m.attr("GUITAR_LUFS") = reamp::kGuitarLufs;
  m.attr("GUITAR_FULL_SCALE_DBU") = reamp::kGuitarFullScaleDbu;

  nb::class_<reamp::HeardLoudness>(m, "HeardLoudness", "How loud a typical guitar is, in LUFS; None is unknown.")
      .def_ro("calibrated_lufs", &reamp::HeardLoudness::calibrated_lufs)
      .def_ro("uncalibrated_lufs", &reamp::HeardLoudness::uncalibrated_lufs);
  m.def(
      "guitar_clip", [](int rate_hz) { return array_of(reamp::guitar_clip(rate_hz)); }, "rate_hz"_a,
      nb::sig("def guitar_clip(rate_hz: int) -> NDArray[numpy.float32]"),
      "Return a quarter of a second like a guitar, at GUITAR_LUFS.");
  m.def(
      "ungated_lufs",
      [](const In& sound, int rate_hz) { return reamp::ungated_lufs({sound.data(), sound.size()}, rate_hz); },
      "sound"_a.noconvert(), "rate_hz"_a, "Return the loudness of a short sound as a whole; -inf for an empty one.");
  m.def(
      "heard_loudness",
      [](const std::vector<const Player*>& players, const std::vector<reamp::ModelLevels>& levels, const In& guitar) {
        std::vector<const reamp::Model*> models;
        for (const Player* player : players) models.push_back(&player->model());
        return reamp::heard_loudness(models, levels, {guitar.data(), guitar.size()});
      },
      "models"_a, "levels"_a, "guitar"_a.noconvert(), nb::call_guard<nb::gil_scoped_release>(),
      "Return the loudness of the guitar clip behind the last model, with the gains that their levels give.");
}
