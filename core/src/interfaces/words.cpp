// The words of a name, in one spelling for "2+", "mk II", "4th", "4th Gen", "Gen 4" and "4 generation".
#include "interfaces/words.h"

#include <optional>

#include "reamp/interfaces.h"

namespace reamp {
namespace {

// The letters of UTF-8; an invalid byte becomes U+FFFD.
Word letters_of(std::string_view text) {
  Word letters;
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i++]);
    const int following = first < 0x80 ? 0 : first >= 0xF0 && first < 0xF8 ? 3 : first >= 0xE0 ? 2 : 1;
    char32_t letter = first < 0x80 ? first : first & (0x3F >> following);
    bool is_text = first < 0x80 || (first >= 0xC2 && first < 0xF8);
    for (int k = 0; k < following && is_text; ++k) {
      is_text = i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80;
      if (is_text) letter = letter << 6 | (static_cast<unsigned char>(text[i++]) & 0x3F);
    }
    letters.push_back(is_text ? letter : U'\uFFFD');
  }
  return letters;
}

// The lower-case letter, for the Latin, Greek and Cyrillic alphabets.
char32_t small(char32_t c) noexcept {
  if (c >= U'A' && c <= U'Z') return c + 32;
  if (c < 0xC0) return c;
  if (c <= 0xDE) return c == 0xD7 ? c : c + 32;
  const bool pairs_from_even = (c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14A && c <= 0x177) ||
                               (c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x52F);
  const bool pairs_from_odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E) || (c >= 0x4C1 && c <= 0x4CE);
  if (pairs_from_even) return c | 1;
  if (pairs_from_odd) return c + (c & 1);
  if ((c >= 0x391 && c <= 0x3AB && c != 0x3A2) || (c >= 0x410 && c <= 0x42F)) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  return c;
}

bool is_space(char32_t c) noexcept {
  return c == U' ' || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_digit(char32_t c) noexcept { return c >= U'0' && c <= U'9'; }

// Beyond ASCII, everything except punctuation, symbols and spaces.
bool is_letter_or_digit(char32_t c) noexcept {
  if (c < 0x80) return is_digit(c) || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
  if (c < 0xC0)
    return c == 0xAA || c == 0xB5 || c == 0xBA || c == 0xB2 || c == 0xB3 || c == 0xB9 || (c >= 0xBC && c <= 0xBE);
  if (c == 0xD7 || c == 0xF7 || c == 0xFFFD || is_space(c)) return false;
  return !((c >= 0x2000 && c <= 0x206F) || (c >= 0x20A0 && c <= 0x20CF) || (c >= 0x2190 && c <= 0x245F) ||
           (c >= 0x2500 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020) ||
           (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xFE00 && c <= 0xFE6F) || (c >= 0x1F000 && c <= 0x1FAFF));
}

bool is_in_word(char32_t c) noexcept { return c == U'_' || is_letter_or_digit(c); }

// A position in a text.
class Cursor {
 public:
  Cursor(const Word& text, std::size_t at) : text_(text), at_(at) {}

  std::size_t at() const noexcept { return at_; }
  bool begins_word() const noexcept { return at_ == 0 || !is_in_word(text_[at_ - 1]); }
  bool ends_word() const noexcept { return at_ == text_.size() || !is_in_word(text_[at_]); }
  void skip_spaces() noexcept {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  bool take(std::u32string_view part) noexcept {
    if (text_.compare(at_, part.size(), part) != 0) return false;
    at_ += part.size();
    return true;
  }
  char32_t take_digit() noexcept { return at_ < text_.size() && is_digit(text_[at_]) ? text_[at_++] : U'\0'; }
  bool take_ordinal() noexcept { return take(U"st") || take(U"nd") || take(U"rd") || take(U"th"); }

 private:
  const Word& text_;
  std::size_t at_;
};

using Spelling = std::optional<Word>;  // the replacement of the letters that the cursor passed; none: they stay

Spelling plus(Cursor& cursor) {
  cursor.skip_spaces();
  if (cursor.take(U"+")) return U"plus ";
  if (cursor.begins_word() && cursor.take(U"plus") && cursor.ends_word()) return U"plus ";
  return std::nullopt;
}

template <char kMark>
Spelling mark(Cursor& cursor) {
  constexpr std::size_t kStrokes = kMark - '0';
  if (!cursor.begins_word() || !cursor.take(U"mk")) return std::nullopt;
  cursor.skip_spaces();
  const char32_t digit = kMark;
  const bool is_it = cursor.take(std::u32string_view(U"iii").substr(0, kStrokes)) || cursor.take({&digit, 1});
  return is_it && cursor.ends_word() ? Spelling(Word(U"mk") + digit) : std::nullopt;
}

Spelling digit_generation(Cursor& cursor) {  // 4th generation
  const bool begins = cursor.begins_word();
  const char32_t digit = cursor.take_digit();
  if (!begins || !digit) return std::nullopt;
  cursor.skip_spaces();
  cursor.take_ordinal();
  cursor.skip_spaces();
  if (!cursor.take(U"gen")) return std::nullopt;
  cursor.take(U"eration");
  return cursor.ends_word() ? Spelling(Word(U"gen") + digit) : std::nullopt;
}

Spelling generation_digit(Cursor& cursor) {  // gen 4
  if (!cursor.begins_word() || !cursor.take(U"gen")) return std::nullopt;
  cursor.take(U"eration");
  cursor.skip_spaces();
  const char32_t digit = cursor.take_digit();
  if (!digit) return std::nullopt;
  cursor.take_ordinal();
  return cursor.ends_word() ? Spelling(Word(U"gen") + digit) : std::nullopt;
}

Spelling ordinal(Cursor& cursor) {  // 4th
  const bool begins = cursor.begins_word();
  const char32_t digit = cursor.take_digit();
  if (!begins || !digit || !cursor.take_ordinal() || !cursor.ends_word()) return std::nullopt;
  return Word(U"gen") + digit;
}

Word respelled(const Word& text, Spelling (*spelling)(Cursor&)) {
  Word result;
  for (std::size_t at = 0; at < text.size();) {
    Cursor cursor(text, at);
    if (const Spelling found = spelling(cursor)) {
      result += *found;
      at = cursor.at();
    } else {
      result += text[at++];
    }
  }
  return result;
}

}  // namespace

Words words_of(std::string_view name) {
  Word text = letters_of(name);
  for (char32_t& c : text) c = small(c);
  for (const auto spelling : {plus, mark<'3'>, mark<'2'>, mark<'1'>, digit_generation, generation_digit, ordinal})
    text = respelled(text, spelling);
  Words words(1);
  for (const char32_t c : text) {
    if (is_letter_or_digit(c))
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

Word joined(const Words& words) {
  Word all;
  for (const Word& word : words) all += word;
  return all;
}

std::string utf8(std::u32string_view text) {
  std::string bytes;
  for (const char32_t c : text) {
    if (c < 0x80) {
      bytes += static_cast<char>(c);
      continue;
    }
    const int following = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    bytes += static_cast<char>((0xF00 >> (following + 1) & 0xFF) | c >> (6 * following));
    for (int k = following - 1; k >= 0; --k) bytes += static_cast<char>(0x80 | (c >> (6 * k) & 0x3F));
  }
  return bytes;
}

std::vector<std::string> name_words(std::string_view name) {
  std::vector<std::string> words;
  for (const Word& word : words_of(name)) words.push_back(utf8(word));
  return words;
}

}  // namespace reamp
