// A Neural Amp Model, loaded and ready to play.
#include "reamp/model.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "kernels/dispatch.h"
#include "nam/json.h"
#include "nam/read.h"
#include "nam/slim.h"
#include "nets/make_net.h"
#include "reamp/paths.h"
#include "threads/denormals.h"
#include "threads/handoff.h"

namespace reamp {
namespace {

constexpr std::uintmax_t kMaxFileBytes = std::uintmax_t{256} << 20;

std::string read_file(const std::string& path) {
  namespace fs = std::filesystem;
  if (path.find('\0') != std::string::npos) throw ModelError("", "cannot be read: its name holds a NUL");
  const fs::path file = in_system(path);
  std::error_code error;
  if (fs::is_directory(file, error)) throw ModelError("", "is a folder, not a .nam file");
  const std::uintmax_t size = fs::file_size(file, error);
  if (error) throw ModelError("", "cannot be read: " + error.message());
  if (size > kMaxFileBytes) throw ModelError("", "is larger than 256 MB");
  std::string text(static_cast<std::size_t>(size), '\0');
  std::ifstream stream(file, std::ios::binary);
  if (!stream.read(text.data(), static_cast<std::streamsize>(size))) throw ModelError("", "cannot be read");
  return text;
}

// Plays silence until the network's state no longer depends on its start.
void settle(Net& net, int frames) {
  const NoDenormals no_denormals;
  Tile in(net.in_channels()), out(net.out_channels());
  for (; frames > 0; frames -= kTileFrames) net.process(in.data(), out.data(), std::min(frames, kTileFrames));
}

// The facts of a built network.
struct Facts {
  SlimChoice choice;
  std::int64_t weight_count, macs_per_frame;
  std::optional<int> receptive_field_frames;
  int prewarm_frames;
};

struct Built {
  std::unique_ptr<Net> net;
  Facts facts;
};

// Builds the network of this size and settles it.
Built build(const SharedSpec& spec, const KernelSet& kernels, SlimChoice choice) {
  const SharedSpec cut = cut_to_size(spec, choice);
  auto net = make_net(*cut, kernels.infer);
  settle(*net, cut->prewarm_frames);
  const Facts facts{std::move(choice), cut->weight_count, net->macs_per_frame(), net->receptive_field_frames(),
                    cut->prewarm_frames};
  return {std::move(net), facts};
}

}  // namespace

struct Model::State {
  State(SharedSpec file_spec, const KernelSet& used_kernels, std::optional<double> slim)
      : State(file_spec, used_kernels, slim, build(file_spec, used_kernels, choose_size(*file_spec, slim))) {}

  State(SharedSpec file_spec, const KernelSet& used_kernels, std::optional<double> slim, Built built)
      : spec(std::move(file_spec)),
        kernels(used_kernels),
        playing{slim, std::move(built.facts)},
        handoff(std::move(built.net)) {}

  const SharedSpec spec;
  const KernelSet& kernels;

  // The present network, for the main threads.
  struct Playing {
    std::optional<double> slim;  // none until chosen: the full size
    Facts facts;
  };
  Playing copy_of_playing() const {
    const std::lock_guard lock(mutex);
    return playing;
  }

  std::mutex building;       // held while a network settles, one at a time
  mutable std::mutex mutex;  // protects `playing`, held only to copy it; process() takes neither mutex
  Playing playing;

  Handoff<Net> handoff;
  Tile in{1}, out{1};  // of the audio thread
};

Model::Model(std::unique_ptr<State> state) : state_(std::move(state)) {}
Model::~Model() = default;

std::unique_ptr<Model> Model::load(const std::string& path, const std::optional<std::string>& instruction_set) {
  return parse(read_file(path), instruction_set);
}

std::unique_ptr<Model> Model::parse(std::string_view json, const std::optional<std::string>& instruction_set) {
  const KernelSet& kernels = kernel_set_named(instruction_set);
  return std::unique_ptr<Model>(new Model(std::make_unique<State>(read_model(json), kernels, std::nullopt)));
}

std::unique_ptr<Model> Model::clone() const {
  const auto slim = state_->copy_of_playing().slim;
  return std::unique_ptr<Model>(new Model(std::make_unique<State>(state_->spec, state_->kernels, slim)));
}

void Model::process(std::span<const float> in, std::span<float> out) noexcept {
  const NoDenormals no_denormals;
  Net& net = state_->handoff.current();
  const std::size_t total = std::min(in.size(), out.size());
  for (std::size_t done = 0; done < total; done += kTileFrames) {
    const std::size_t frames = std::min<std::size_t>(kTileFrames, total - done);
    std::copy_n(in.data() + done, frames, state_->in.data());
    net.process(state_->in.data(), state_->out.data(), static_cast<int>(frames));
    std::copy_n(state_->out.data(), frames, out.data() + done);
  }
}

void Model::reset() {
  const std::lock_guard lock(state_->building);
  Net& net = state_->handoff.current();
  net.clear();
  settle(net, state_->copy_of_playing().facts.prewarm_frames);
}

void Model::set_slim(double slim) {
  const std::lock_guard one_at_a_time(state_->building);
  State::Playing next{slim, state_->copy_of_playing().facts};
  SlimChoice choice = choose_size(*state_->spec, slim);
  if (choice != next.facts.choice) {
    Built built = build(state_->spec, state_->kernels, std::move(choice));
    next.facts = std::move(built.facts);
    state_->handoff.publish(std::move(built.net));
  }
  const std::lock_guard lock(state_->mutex);
  state_->playing = std::move(next);
}

double Model::slim() const noexcept {
  const std::lock_guard lock(state_->mutex);
  return state_->playing.slim.value_or(1.0);
}

ModelInfo Model::info() const {
  const ModelSpec& spec = *state_->spec;
  const Facts facts = state_->copy_of_playing().facts;
  return {.architecture = spec.architecture,
          .version = spec.version,
          .sample_rate_hz = spec.sample_rate_hz,
          .weight_count = facts.weight_count,
          .macs_per_frame = facts.macs_per_frame,
          .receptive_field_frames = facts.receptive_field_frames,
          .prewarm_frames = facts.prewarm_frames,
          .slim_breakpoints = slim_breakpoints(spec),
          .metadata = spec.metadata};
}

const char* Model::instruction_set() const noexcept { return state_->kernels.name; }

}  // namespace reamp
