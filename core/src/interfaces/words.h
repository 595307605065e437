// The words of a name, in one spelling.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reamp {

using Word = std::u32string;
using Words = std::vector<Word>;

// As name_words, in UTF-32. Invalid UTF-8 separates words.
Words words_of(std::string_view name);

Word joined(const Words& words);

std::string utf8(std::u32string_view text);

}  // namespace reamp
