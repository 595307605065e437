// One model on several cores, for files: the same sound, sooner.
#include "reamp/offline.h"

#include <algorithm>
#include <thread>

namespace reamp {

OfflineModel::OfflineModel(const Model& model, int threads) {
  receptive_field_ = static_cast<std::size_t>(model.info().receptive_field_frames);
  const int players = receptive_field_ == 0 ? 1 : std::max(threads, 1);
  for (int i = 0; i < players; ++i) players_.push_back(model.clone());
}

void OfflineModel::process(std::span<const float> in, std::span<float> out) {
  // A part must be worth the run-in before it: eight times as long wastes 12 % of one thread at most.
  const std::size_t shortest = 8 * std::max<std::size_t>(receptive_field_, 1024);
  const std::size_t parts = std::clamp<std::size_t>(in.size() / shortest, 1, players_.size());
  const std::size_t part = (in.size() + parts - 1) / parts;

  // The run-ins are copied first: in place, the part before would overwrite them.
  std::vector<std::vector<float>> run_ins(parts);
  for (std::size_t i = 1; i < parts; ++i)
    run_ins[i].assign(in.begin() + (i * part - receptive_field_), in.begin() + i * part);

  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < parts; ++i) {
    threads.emplace_back([&, i] {
      players_[i]->process(run_ins[i], run_ins[i]);
      const std::size_t begin = i * part, end = std::min(in.size(), begin + part);
      players_[i]->process(in.subspan(begin, end - begin), out.subspan(begin, end - begin));
    });
  }
  players_[0]->process(in.first(std::min(part, in.size())), out.first(std::min(part, in.size())));
  for (std::thread& thread : threads) thread.join();
  std::swap(players_[0], players_[parts - 1]);  // whoever played the last part goes on
}

}  // namespace reamp
