// Similarity of two words.
#pragma once

#include <string_view>

namespace reamp {

// 100 for equal words, 0 for words without a common letter: 200 times the longest common subsequence, over both
// lengths.
double likeness(std::u32string_view a, std::u32string_view b);

// Whether adding, removing or replacing one letter, or swapping two neighbours, turns one word into the other.
bool is_one_typo_apart(std::u32string_view a, std::u32string_view b) noexcept;

}  // namespace reamp
