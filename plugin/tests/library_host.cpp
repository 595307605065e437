// Prints what the library answers: a line for each model, its path, its level, its distance.
//
//   library_host INDEX words "vox clean" | calibrated "vox" | like FILE
#include <cstdio>
#include <exception>
#include <string>

#include "library.h"

int main(int count, char** arguments) {
  if (count != 4) return 2;
  const std::string what = arguments[2], text = arguments[3];
  reamp::plugin::LibraryQuery query{.is_calibrated = what == "calibrated"};
  (what == "like" ? query.like : query.words) = text;
  try {
    const auto answer = reamp::plugin::search_library(arguments[1], query);
    std::printf("%zu\n", answer.total);
    for (const auto& model : answer.models)
      std::printf("%s\t%s\t%.9g\t%.9g\n", model.path.c_str(), model.place.c_str(),
                  model.input_level_dbu.value_or(-999.0), model.distance.value_or(-1.0));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
