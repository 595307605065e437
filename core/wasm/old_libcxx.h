// What the C++ library of emscripten 3.1 lacks: std::bit_cast, numbers of floating point in <charconv>, and the
// algorithms of std::ranges. Included before every file of the WebAssembly build; a later library has these and leaves
// this header empty.
#pragma once

#include <bit>
#include <charconv>

#if defined(_LIBCPP_VERSION) && _LIBCPP_VERSION < 14000
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <type_traits>

namespace std {

template <class To, class From>
  requires(sizeof(To) == sizeof(From) && is_trivially_copyable_v<To> && is_trivially_copyable_v<From>)
constexpr To bit_cast(const From& from) noexcept {
  return __builtin_bit_cast(To, from);
}

// Decimal numbers only, as the core reads them; strtod also knows white space, a plus, hexadecimal, inf and nan.
inline from_chars_result from_chars(const char* first, const char* last, double& value) {
  const char* end = first + (first != last && *first == '-');
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (end == last || !(is_digit(*end) || *end == '.')) return {first, errc::invalid_argument};
  while (end != last && (is_digit(*end) || (*end != '\0' && strchr(".eE+-", *end)))) ++end;
  const string text(first, end);
  char* stopped = nullptr;
  const double parsed = strtod(text.c_str(), &stopped);
  if (stopped == text.c_str()) return {first, errc::invalid_argument};
  value = parsed;
  return {first + (stopped - text.c_str()), errc{}};
}

// The fewest digits that are read as the same number.
inline to_chars_result to_chars(char* first, char* last, double value) {
  char text[32];
  for (int digits = 1; digits <= 17; ++digits) {
    const int size = snprintf(text, sizeof text, "%.*g", digits, value);
    if (digits < 17 && strtod(text, nullptr) != value) continue;
    if (size > last - first) break;
    return {copy_n(text, size, first), errc{}};
  }
  return {last, errc::value_too_large};
}

namespace ranges {

inline constexpr auto find = [](auto&& range, const auto& value) {
  return std::find(range.begin(), range.end(), value);
};
inline constexpr auto all_of = [](auto&& range, auto is) { return std::all_of(range.begin(), range.end(), is); };
inline constexpr auto any_of = [](auto&& range, auto is) { return std::any_of(range.begin(), range.end(), is); };

}  // namespace ranges
}  // namespace std
#endif
