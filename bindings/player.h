// A model for Python, to play alone and in a rig.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "binding.h"
#include "block.h"
#include "reamp/model.h"
#include "slices.h"

// A model that several Python threads may call, one at a time.
class Player {
 public:
  explicit Player(std::unique_ptr<reamp::Model> model) : model_(std::move(model)) {}

  // path: as bytes of the file system, which need not be text.
  static std::unique_ptr<Player> load(const nb::bytes& path, const std::optional<std::string>& instruction_set) {
    return read(
        path, [&, file = std::string(path.c_str(), path.size())] { return reamp::Model::load(file, instruction_set); });
  }

  // path: the model's name in errors.
  static std::unique_ptr<Player> parse(const nb::bytes& json, const nb::bytes& path,
                                       const std::optional<std::string>& instruction_set) {
    return read(path, [&, text = std::string_view(json.c_str(), json.size())] {
      return reamp::Model::parse(text, instruction_set);
    });
  }

  nb::object process(const nb::object& x, const nb::object& out) {
    const Block block(x, out);
    {
      nb::gil_scoped_release unlocked;
      const std::lock_guard guard(playing_);
      slices_(block.in().size(), [&](std::size_t first, std::size_t frames) {
        model_->process(block.in().subspan(first, frames), block.out().subspan(first, frames));
      });
    }
    return block.result();
  }

  void reset() {
    nb::gil_scoped_release unlocked;
    const std::lock_guard guard(playing_);
    model_->reset();
  }

  void set_slim(double slim) {
    nb::gil_scoped_release unlocked;
    model_->set_slim(slim);
  }

  std::unique_ptr<Player> clone() const {
    nb::gil_scoped_release unlocked;
    return std::make_unique<Player>(model_->clone());
  }

  const reamp::Model& model() const { return *model_; }

 private:
  template <class Read>
  static std::unique_ptr<Player> read(const nb::bytes& path, Read read_model) {
    try {
      nb::gil_scoped_release unlocked;
      return std::make_unique<Player>(read_model());
    } catch (const reamp::ModelError& error) {
      raise("ModelFileError", nb::module_::import_("os").attr("fsdecode")(path), error.field(), error.problem());
    } catch (const std::invalid_argument& error) {
      raise("ConfigError", error.what());
    }
  }

  std::unique_ptr<reamp::Model> model_;
  Slices slices_{2048};
  std::recursive_mutex playing_;  // a signal's handler may call this model between two slices
};
