// A rig that several Python threads, and an audio thread, may use.
#pragma once

#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/vector.h>

#include <stdexcept>

#include "binding.h"
#include "player.h"
#include "reamp/rig.h"

using Models = std::vector<std::pair<const Player*, double>>;

inline std::vector<reamp::RigModel> in_core(const Models& models) {
  std::vector<reamp::RigModel> core;
  for (const auto& [player, gain_db] : models) core.push_back({&player->model(), gain_db});
  return core;
}

template <class Array>
auto span_of(const Array& array) {
  return std::span(array.data(), array.size());
}

template <class Array>
auto span_of(const std::optional<Array>& array) {
  return array ? span_of(*array) : decltype(span_of(*array))();
}

inline void check_sides(std::size_t frames, const Out& left, const std::optional<Out>& right) {
  if (left.size() != frames || (right && right->size() != frames))
    throw nb::value_error("in and out must have the same number of frames");
}

// A rig that several Python threads may play and change, one at a time for each. While a stream plays it, no other
// thread may play it.
class LiveRig {
 public:
  struct Busy : std::runtime_error {
    using std::runtime_error::runtime_error;
  };

  LiveRig(int rate_hz, reamp::RigMode mode) : rate_hz_(rate_hz), rig_(rate_hz, mode) {}

  int rate_hz() const { return rate_hz_; }
  reamp::Rig& core() { return rig_; }

  // Throws Busy.
  void begin_stream() {
    const std::lock_guard guard(playing_);
    check_is_free();
    is_streamed_ = true;
  }
  void end_stream() {
    const std::lock_guard guard(playing_);
    is_streamed_ = false;
  }

  void set(const reamp::RigSettings& settings) {
    const nb::gil_scoped_release unlocked;
    const std::lock_guard guard(changing_);
    rig_.set(settings);
  }

  void set_models(const Models& models, double output_gain_db, int oversampling) {
    nb::gil_scoped_release unlocked;
    const std::lock_guard guard(changing_);
    rig_.set_models(in_core(models), output_gain_db, oversampling);
  }

  void set_slim(std::size_t index, double slim) {
    nb::gil_scoped_release unlocked;
    const std::lock_guard guard(changing_);
    rig_.set_slim(index, slim);
  }

  void set_cabinet(const std::optional<In>& left, const std::optional<In>& right) {
    nb::gil_scoped_release unlocked;
    const std::lock_guard guard(changing_);
    rig_.set_cabinet(span_of(left), span_of(right));
  }

  reamp::RigMeters meters() {
    const nb::gil_scoped_release unlocked;
    const std::lock_guard guard(changing_);
    rig_.free_retired();
    return rig_.meters();
  }

  int latency_frames() const { return rig_.latency_frames(); }

  void process(const std::vector<In>& inputs, const Out& left, const std::optional<Out>& right) {
    std::vector<const float*> channels;
    for (const In& input : inputs) {
      check_lengths(input, left);
      channels.push_back(input.data());
    }
    check_sides(left.size(), left, right);
    try {
      const nb::gil_scoped_release unlocked;
      const std::lock_guard guard(playing_);
      check_is_free();
      rig_.process(channels, span_of(left), span_of(right));
    } catch (const Busy& busy) {
      raise("ConfigError", busy.what());
    }
  }

 private:
  void check_is_free() const {
    if (is_streamed_) throw Busy("the rig plays on a stream; stop that first");
  }

  const int rate_hz_;
  reamp::Rig rig_;
  std::mutex playing_, changing_;
  bool is_streamed_ = false;  // protected by playing_
};
