// A test framework in one page: TEST(name) { CHECK(...); } registers itself, main.cpp runs them all.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace reamp::testing {

struct Test {
  const char* name;
  void (*run)();
};

inline std::vector<Test>& all_tests() {
  static std::vector<Test> tests;
  return tests;
}

inline bool add_test(const char* name, void (*run)()) {
  all_tests().push_back({name, run});
  return true;
}

struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

[[noreturn]] inline void fail(const char* file, int line, const std::string& what) {
  throw Failure(std::string(file) + ':' + std::to_string(line) + ": " + what);
}

template <class A, class B>
void check_equal(const A& a, const B& b, const char* text, const char* file, int line) {
  if (a == b) return;
  std::ostringstream what;
  what << text << ": " << a << " is not " << b;
  fail(file, line, what.str());
}

}  // namespace reamp::testing

#define TEST(name)                                                                         \
  static void name();                                                                      \
  [[maybe_unused]] static const bool name##_added = reamp::testing::add_test(#name, name); \
  static void name()

#define CHECK(condition) \
  if (!(condition)) reamp::testing::fail(__FILE__, __LINE__, #condition)

#define CHECK_EQUAL(a, b) reamp::testing::check_equal(a, b, #a " == " #b, __FILE__, __LINE__)
