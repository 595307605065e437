// Plays noise through a model, to count instructions; benchmarks/instructions.py runs it.
//
//   frames MODEL INSTRUCTION_SET BLOCKS      blocks of 64 frames
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <vector>

#include "reamp/model.h"
#include "seeds.h"

int main(int argc, char** argv) try {
  if (argc != 4) return std::fputs("usage: frames MODEL INSTRUCTION_SET BLOCKS\n", stderr), 2;
  const auto model = reamp::Model::load(argv[1], argv[2]);
  reamp::testing::Sequence sequence(1);
  std::vector<float> block(64);
  for (int i = 0; i < std::atoi(argv[3]); ++i) {
    for (float& x : block) x = sequence.uniform(-0.5f, 0.5f);
    model->process(block, block);
  }
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
