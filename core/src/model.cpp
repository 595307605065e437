// A Neural Amp Model, loaded and ready to play.
#include "reamp/model.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "denormals.h"
#include "handoff.h"
#include "make_net.h"
#include "read.h"
#include "slim.h"

namespace reamp {
namespace {

constexpr std::uintmax_t kMaxFileBytes = std::uintmax_t{256} << 20;

std::string read_file(const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path file(std::u8string(path.begin(), path.end()));
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

const Kernels& kernels_named(const std::string& name) {
  if (name.empty()) return best_kernels();
  if (const Kernels* kernels = find_kernels(name.c_str())) return *kernels;
  throw ModelError("", "this machine does not run the instruction set " + name);
}

// Plays silence until the network has forgotten how it started.
void settle(Net& net) {
  const NoDenormals no_denormals;
  Tile in(net.in_channels()), out(net.out_channels());
  for (int left = net.prewarm_frames(); left > 0; left -= kTileFrames)
    net.process(in.data(), out.data(), std::min(left, kTileFrames));
}

}  // namespace

struct Model::State {
  State(SharedSpec file_spec, const Kernels& used_kernels, std::optional<double> initial_slim)
      : spec(std::move(file_spec)),
        kernels(used_kernels),
        slim(initial_slim),
        choice(choose_size(*spec, slim)),
        handoff(make_playing()) {}

  // Builds and settles the network of the size chosen, and notes what info() says of it.
  std::unique_ptr<Net> make_playing() {
    const SharedSpec cut = cut_to_size(spec, choice);
    auto net = make_net(*cut, kernels);
    settle(*net);
    weight_count = cut->weight_count;
    macs_per_frame = net->macs_per_frame();
    receptive_field_frames = net->receptive_field_frames();
    prewarm_frames = net->prewarm_frames();
    return net;
  }

  const SharedSpec spec;
  const Kernels& kernels;

  mutable std::mutex mutex;    // of the main threads among each other; process() never takes it
  std::optional<double> slim;  // none until chosen: the full size
  SlimChoice choice;
  std::int64_t weight_count = 0, macs_per_frame = 0;  // of the network published last
  int receptive_field_frames = 0, prewarm_frames = 0;

  Handoff<Net> handoff;
  Tile in{1}, out{1};  // of the audio thread
};

Model::Model(std::unique_ptr<State> state) : state_(std::move(state)) {}
Model::~Model() = default;

std::unique_ptr<Model> Model::load(const std::string& path, const std::string& instruction_set) {
  return parse(read_file(path), instruction_set);
}

std::unique_ptr<Model> Model::parse(std::string_view json, const std::string& instruction_set) {
  const Kernels& kernels = kernels_named(instruction_set);
  return std::unique_ptr<Model>(new Model(std::make_unique<State>(read_model(json), kernels, std::nullopt)));
}

std::unique_ptr<Model> Model::clone() const {
  const std::lock_guard lock(state_->mutex);
  return std::unique_ptr<Model>(new Model(std::make_unique<State>(state_->spec, state_->kernels, state_->slim)));
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
  const std::lock_guard lock(state_->mutex);
  Net& net = state_->handoff.current();
  net.clear();
  settle(net);
}

void Model::set_slim(double slim) {
  const std::lock_guard lock(state_->mutex);
  state_->slim = slim;
  SlimChoice choice = choose_size(*state_->spec, slim);
  if (choice == state_->choice) return;
  state_->choice = std::move(choice);
  state_->handoff.publish(state_->make_playing());
}

double Model::slim() const noexcept {
  const std::lock_guard lock(state_->mutex);
  return state_->slim.value_or(1.0);
}

ModelInfo Model::info() const {
  const std::lock_guard lock(state_->mutex);
  const ModelSpec& spec = *state_->spec;
  return {.architecture = spec.architecture,
          .version = spec.version,
          .sample_rate_hz = spec.sample_rate_hz,
          .weight_count = state_->weight_count,
          .macs_per_frame = state_->macs_per_frame,
          .receptive_field_frames = state_->receptive_field_frames,
          .prewarm_frames = state_->prewarm_frames,
          .slim_breakpoints = slim_breakpoints(spec)};
}

const char* Model::instruction_set() const noexcept { return state_->kernels.name; }

}  // namespace reamp
