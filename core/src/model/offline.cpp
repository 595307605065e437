// One model on several cores, for files: the same sound in less time.
#include "reamp/offline.h"

#include <algorithm>
#include <system_error>

#include "threads/joined_threads.h"

namespace reamp {
namespace {

// A part eight times as long as the run before it wastes at most 12 % of a thread.
std::size_t shortest_part(std::size_t receptive_field) { return 8 * std::max<std::size_t>(receptive_field, 1024); }

}  // namespace

std::size_t OfflineModel::shortest_shared_block(const Model& model, int threads) {
  const auto receptive_field = static_cast<std::size_t>(model.info().receptive_field_frames.value_or(0));
  return shortest_part(receptive_field) * static_cast<std::size_t>(std::max(threads, 1));
}

OfflineModel::OfflineModel(const Model& model, int threads) {
  receptive_field_ = static_cast<std::size_t>(model.info().receptive_field_frames.value_or(0));
  max_parts_ = receptive_field_ == 0 ? 1 : static_cast<std::size_t>(std::max(threads, 1));
  players_.push_back(model.clone());
}

void OfflineModel::process(std::span<const float> in, std::span<float> out) {
  const std::size_t parts = std::clamp<std::size_t>(in.size() / shortest_part(receptive_field_), 1, max_parts_);
  const auto begin = [&](std::size_t i) { return i * in.size() / parts; };  // of part i
  while (players_.size() < parts) players_.push_back(players_[0]->clone());

  // The frames before each part are copied first, because processing in place overwrites them.
  std::vector<std::vector<float>> run_ins(parts);
  for (std::size_t i = 1; i < parts; ++i)
    run_ins[i].assign(in.begin() + (begin(i) - receptive_field_), in.begin() + begin(i));

  const auto play = [&](std::size_t i) noexcept {
    players_[i]->process(run_ins[i], run_ins[i]);
    const std::size_t first = begin(i), frames = begin(i + 1) - first;
    players_[i]->process(in.subspan(first, frames), out.subspan(first, frames));
  };
  {
    JoinedThreads threads;
    for (std::size_t i = 1; i < parts; ++i) try {
        threads.start(play, i);
      } catch (const std::system_error&) {  // no more threads: this one plays the part
        play(i);
      }
    play(0);
  }  // joins
  std::swap(players_[0], players_[parts - 1]);  // the player of the last part continues
}

}  // namespace reamp
