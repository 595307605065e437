// Parts of the core that exist in Python too, for the tests that compare both.
#include "reamp/impulse.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <tuple>

#include "arrays.h"
#include "binding.h"
#include "reamp/fingerprint.h"
#include "reamp/units.h"
#include "reamp/wav.h"

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
  m.def(
      "parse_wav",
      [](const nb::bytes& bytes, const std::string& name) {
        try {
          reamp::WavSound sound = reamp::parse_wav({bytes.c_str(), bytes.size()}, name);
          std::vector<Floats> channels;
          for (std::vector<float>& samples : sound.channels) channels.push_back(array_of(std::move(samples)));
          return std::tuple(sound.rate_hz, channels);
        } catch (const reamp::SoundError& error) {
          raise("AudioFileError", error.path(), error.problem());
        }
      },
      "bytes"_a, "name"_a,
      nb::sig("def parse_wav(bytes: bytes, name: str) -> tuple[int, list[NDArray[numpy.float32]]]"),
      "Return the rate and the channels of a WAV file; raises reamp.errors.AudioFileError.");
  m.def(
      "parse_typed",
      [](const std::string& text, const std::string& kind) {
        try {
          if (kind == "level") return reamp::parse_level_dbu(text);
          if (kind == "gain") return reamp::parse_gain_db(text);
          return reamp::parse_number(text, kind);
        } catch (const reamp::UnitError& error) {
          raise("ReampError", error.what());
        }
      },
      "text"_a, "kind"_a,
      "Return the number in a text: a level, a gain, or a number in the unit `kind`; raises "
      "reamp.errors.ReampError.");
  m.def(
      "network_fingerprint", [](const nb::bytes& nam) { return reamp::network_fingerprint({nam.c_str(), nam.size()}); },
      "nam"_a, "Return what identifies the network of a .nam file.");
}
