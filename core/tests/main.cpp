// Runs all tests, or those whose name holds the argument; fails when there are none.
#include <cstdio>
#include <cstring>

#include "test.h"

int main(int argc, char** argv) {
  int run = 0, failed = 0;
  for (const auto& test : reamp::testing::all_tests()) {
    if (argc > 1 && !std::strstr(test.name, argv[1])) continue;
    ++run;
    try {
      test.run();
    } catch (const std::exception& error) {
      ++failed;
      std::printf("FAILED %s\n  %s\n", test.name, error.what());
    }
  }
  std::printf("%d tests, %d failed\n", run, failed);
  return run == 0 || failed > 0;
}
