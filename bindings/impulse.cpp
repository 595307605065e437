// Impulse responses prepared by the core, for tests that compare the core with Python.
#include "reamp/impulse.h"

#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <tuple>

#include "binding.h"

namespace {

using Floats = nb::ndarray<nb::numpy, float, nb::ndim<1>>;

Floats array_of(std::vector<float> samples) {
  auto* kept = new std::vector<float>(std::move(samples));
  const nb::capsule owner(kept, [](void* p) noexcept { delete static_cast<std::vector<float>*>(p); });
  return Floats(kept->data(), {kept->size()}, owner);
}

}  // namespace

void bind_impulse(nb::module_& m) {
  m.def(
      "make_impulse_response",
      [](const std::vector<std::tuple<std::vector<In>, int, double, double>>& cabinets, int rate_hz,
         reamp::RigMode mode) {
        std::vector<reamp::CabinetSound> sounds;
        for (const auto& [channels, from_hz, gain_db, pan] : cabinets) {
          sounds.push_back({.channels = {}, .rate_hz = from_hz, .gain_db = gain_db, .pan = pan});
          for (const In& channel : channels) sounds.back().channels.emplace_back(channel.data(), channel.size());
        }
        reamp::ImpulseResponse taps = reamp::make_impulse_response(sounds, rate_hz, mode);
        return std::tuple(array_of(std::move(taps.left)), array_of(std::move(taps.right)));
      },
      "cabinets"_a, "rate_hz"_a, "mode"_a,
      nb::sig("def make_impulse_response(cabinets: list[tuple[list[NDArray[numpy.float32]], int, float, float]], "
              "rate_hz: int, mode: RigMode) -> tuple[NDArray[numpy.float32], NDArray[numpy.float32]]"),
      "Return the taps for left and right (empty where both are equal); a cabinet is (channels, rate, gain in dB, "
      "pan).");
}
