// Finds an audio interface by the name people type: tolerant of typos, but never for another product.
#include <algorithm>
#include <cstdio>
#include <set>

#include "interfaces/near.h"
#include "interfaces/words.h"
#include "reamp/interfaces.h"

namespace reamp {
namespace {

constexpr double kMinScore = 65.0;
constexpr double kSameNameScore = 80.0;  // a name with a lower score is another product, not another spelling
constexpr double kMinWordScore = 70.0;
constexpr std::size_t kSuggestedKin = 3;
constexpr std::string_view kKindWords[] = {"instrument", "instrument-pad", "line", "line-pad", "mic", "output"};

struct ShortName {
  std::string_view manufacturer, name;
};
constexpr ShortName kShortNames[] = {
    {"Universal Audio", "ua"}, {"Universal Audio", "uad"}, {"Solid State Logic", "ssl"}};

template <class T>
void add_new(std::vector<T>& all, T value) {
  if (std::find(all.begin(), all.end(), value) == all.end()) all.push_back(std::move(value));
}

// The words of a row's name. `Helix / HX Stomp` matches both names together and each alone; the first manufacturer is
// empty.
struct Row {
  explicit Row(const Interface& row) : interface(&row), generation(words_of(row.generation)) {
    makers = {{}, words_of(row.manufacturer)};
    for (const std::string_view name : short_names(row.manufacturer)) makers.push_back(words_of(name));
    add_new(models, words_of(row.model));
    constexpr std::string_view kOr = " / ";
    std::string_view rest = row.model;
    for (std::size_t end; (end = rest.find(kOr)) != rest.npos; rest.remove_prefix(end + kOr.size()))
      add_new(models, words_of(rest.substr(0, end)));
    add_new(models, words_of(rest));

    known.insert(generation.begin(), generation.end());
    for (const auto* names : {&makers, &models})
      for (const Words& words : *names) known.insert(words.begin(), words.end());
    for (const Words& words : {words_of(row.input), words_of(kKindWords[static_cast<int>(row.kind)])})
      known.insert(words.begin(), words.end());

    for (const Words& maker : makers)
      for (const Words& model : models) {
        const Word name = joined(maker) + joined(model);
        full_spellings.insert(name + joined(generation));
        spellings.insert(name);
      }
    spellings.insert(full_spellings.begin(), full_spellings.end());
  }

  const Interface* interface;
  std::vector<Words> makers, models;
  Words generation;
  std::set<Word> known;           // all words, and those of the input
  std::set<Word> full_spellings;  // the name without spaces: `Scarlett2i2 gen4` is how some people type
  std::set<Word> spellings;       // the same without the generation
};

using Rows = std::vector<Row>;
using Found = std::vector<const Row*>;

Rows rows_of(std::span<const Interface> table) { return Rows(table.begin(), table.end()); }

// Calls f with the words of a table; those of the built-in table are cached.
template <class Function>
auto with_rows(std::span<const Interface> table, Function f) {
  static const Rows own = rows_of(interfaces());
  const bool is_own = table.data() == interfaces().data() && table.size() == interfaces().size();
  return is_own ? f(own) : f(rows_of(table));
}

bool is_alphabetic(const Word& word) noexcept {
  return std::none_of(word.begin(), word.end(), [](char32_t c) { return c >= U'0' && c <= U'9'; });
}

// Allows one wrong letter in a long word; a wrong digit is another product.
bool is_same_word(const Word& typed, const Word& word) noexcept {
  if (typed == word) return true;
  return std::min(typed.size(), word.size()) >= 4 && is_alphabetic(typed) && is_alphabetic(word) &&
         is_one_typo_apart(typed, word);
}

// Reads a last digit as the generation, as in `scarlett 2i2 4`; empty where the last word is not a digit.
Words with_generation(Words typed) {
  const bool is_digit = typed.size() > 1 && typed.back().size() == 1 && !is_alphabetic(typed.back());
  if (!is_digit) return {};
  typed.back() = U"gen" + typed.back();
  return typed;
}

bool has_words(const Words& typed, const Row& row) {
  return std::all_of(typed.begin(), typed.end(), [&](const Word& word) {
    const auto first = row.known.lower_bound(word);  // words that begin with it follow in the order
    return first != row.known.end() && first->starts_with(word);
  });
}

bool contains(const Words& words, const Word& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

double word_score(const Word& typed, const Word& word) {
  if (typed == word) return 100.0;
  if (word.starts_with(typed)) return 95.0;
  const double score = likeness(typed, word);
  return score >= kMinWordScore ? score * 0.95 : 0.0;
}

double score_of(const Words& typed, const Row& row) {
  double by_word = 0.0, by_spelling = 0.0;
  for (const Word& word : typed) {
    double best = 0.0;
    for (const Word& part : row.known) best = std::max(best, word_score(word, part));
    by_word += best;
  }
  by_word /= static_cast<double>(typed.size());
  const Word all = joined(typed);
  for (const Word& spelling : row.spellings) by_spelling = std::max(by_spelling, likeness(all, spelling));
  // A word of the model that was not typed costs a little, so that "SSL 2" comes before "SSL 2 MKII".
  int untyped = 0;
  for (const Words* words : {&row.models.front(), &row.generation})
    for (const Word& part : *words) untyped += contains(typed, part) ? 0 : 1;
  return std::max(by_word - 0.5 * untyped, by_spelling - 0.5);
}

std::vector<InterfaceMatch> search(const Words& typed, std::size_t limit, const Rows& rows) {
  if (typed.empty()) return {};
  const Words by_generation = with_generation(typed);
  std::vector<bool> named(rows.size(), false);
  const auto name = [&](const Words& words) {
    for (std::size_t i = 0; i < rows.size(); ++i) named[i] = has_words(words, rows[i]);
    return std::find(named.begin(), named.end(), true) != named.end();
  };
  const bool is_any = (!by_generation.empty() && name(by_generation)) || name(typed);
  std::vector<InterfaceMatch> matches;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (is_any && !named[i]) continue;
    const double score = score_of(typed, rows[i]);
    if (is_any || score >= kMinScore) matches.push_back({i, score, is_any || score >= kSameNameScore});
  }
  std::stable_sort(matches.begin(), matches.end(), [&](const InterfaceMatch& a, const InterfaceMatch& b) {
    const auto is_other = [&](const InterfaceMatch& match) {
      return rows[match.row].interface->kind != InputKind::kInstrument;
    };
    return a.score != b.score ? a.score > b.score : is_other(a) < is_other(b);
  });
  matches.resize(std::min(limit, matches.size()));
  return matches;
}

// Whether the typed words are the whole model, with at most the manufacturer and generation in addition.
bool is_named_by(const Words& typed, const Row& row) {
  const auto is_in = [](const Word& word, const Words& words) {
    return std::any_of(words.begin(), words.end(), [&](const Word& part) { return is_same_word(word, part); });
  };
  return std::any_of(row.models.begin(), row.models.end(), [&](const Words& model) {
    Words allowed = model;
    for (const Words& maker : row.makers) allowed.insert(allowed.end(), maker.begin(), maker.end());
    allowed.insert(allowed.end(), row.generation.begin(), row.generation.end());
    const auto is_typed = [&](const Word& part) {
      return std::any_of(typed.begin(), typed.end(), [&](const Word& word) { return is_same_word(word, part); });
    };
    return std::all_of(model.begin(), model.end(), is_typed) &&
           std::all_of(typed.begin(), typed.end(), [&](const Word& word) { return is_in(word, allowed); });
  });
}

// Finds rows by the whole name, the name without the generation, or word by word.
Found named_by(const Words& typed, const Rows& rows) {
  if (typed.empty()) return {};
  const Word all = joined(typed);
  Found found;
  const auto take = [&](auto is_it) {
    for (const Row& row : rows)
      if (is_it(row)) found.push_back(&row);
  };
  take([&](const Row& row) { return row.full_spellings.contains(all); });
  if (found.empty()) take([&](const Row& row) { return row.spellings.contains(all); });
  if (found.empty()) take([&](const Row& row) { return is_named_by(typed, row); });
  return found;
}

Found at_input(const Found& rows, const std::optional<std::string>& wanted) {
  const auto where = [&](auto is_it) {
    Found found;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(found),
                 [&](const Row* row) { return is_it(*row->interface); });
    return found;
  };
  const Words words = wanted ? words_of(*wanted) : Words();
  const Found of_kind = where([&](const Interface& row) {
    return wanted ? words == words_of(kKindWords[static_cast<int>(row.kind)]) : row.kind == InputKind::kInstrument;
  });
  if (!of_kind.empty() || !wanted) return of_kind;
  return where([&](const Interface& row) {
    const Words label = words_of(row.input);
    return std::all_of(words.begin(), words.end(), [&](const Word& word) { return contains(label, word); });
  });
}

std::string level_text(const Interface& row) {
  const auto level_dbu = row.applied_dbu();
  if (!level_dbu) return "level unknown";
  char text[40];
  std::snprintf(text, sizeof text, "%g dBu", *level_dbu);
  return text;
}

template <class Text>
std::string listed(const Found& rows, Text text_of) {
  std::vector<std::string> texts;
  for (const Row* row : rows) add_new(texts, text_of(*row->interface));
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + text;
  return list;
}

// Throws for a name that no row matches, with every row that it may mean.
[[noreturn]] void fail_to_find(std::string_view name, const Words& typed, const Rows& rows) {
  const auto matches = search(typed, rows.size(), rows);
  std::vector<std::string> names, kin;
  for (const InterfaceMatch& match : matches) {
    add_new(names, rows[match.row].interface->name());
    if (match.score >= kSameNameScore) add_new(kin, rows[match.row].interface->name());
  }
  if (names.size() > 1 && has_words(typed, rows[matches.front().row]))
    throw InterfaceError(std::string(name), "is not one interface", names);
  if (typed.empty()) throw InterfaceError(std::string(name), "is not a name: it has no letter or digit", {}, true);
  kin.resize(std::min(kin.size(), kSuggestedKin));
  throw InterfaceError(std::string(name), "is not in the table", kin, true);
}

const Interface& find(std::string_view name, const std::optional<std::string>& input, const Rows& rows) {
  const Words typed = words_of(name);
  Found named = named_by(typed, rows);
  if (named.empty()) named = named_by(with_generation(typed), rows);
  if (named.empty()) fail_to_find(name, typed, rows);
  const Found wired = at_input(named, input);
  if (wired.empty())
    throw InterfaceError(std::string(name), "has no " + input.value_or("instrument") + " input in the table, only: " +
                                                listed(named, [](const Interface& row) { return row.input; }));
  const auto is_other_level = [&](const Row* row) {
    return row->interface->applied_dbu() != wired.front()->interface->applied_dbu();
  };
  if (std::none_of(wired.begin(), wired.end(), is_other_level)) return *wired.front()->interface;
  std::vector<std::string> names;
  for (const Row* row : wired) add_new(names, row->interface->name());
  if (names.size() > 1) throw InterfaceError(std::string(name), "is not one interface", names);
  throw InterfaceError(std::string(name), "has several such inputs: " + listed(wired, [](const Interface& row) {
                                            return row.input + " " + level_text(row);
                                          }));
}

}  // namespace

std::vector<std::string_view> short_names(std::string_view manufacturer) {
  std::vector<std::string_view> names;
  for (const ShortName& each : kShortNames)
    if (each.manufacturer == manufacturer) names.push_back(each.name);
  return names;
}

std::vector<InterfaceMatch> search_interfaces(std::string_view query, std::size_t limit,
                                              std::span<const Interface> table) {
  return with_rows(table, [&](const Rows& rows) { return search(words_of(query), limit, rows); });
}

const Interface& find_interface(std::string_view name, const std::optional<std::string>& input,
                                std::span<const Interface> table) {
  return *with_rows(table, [&](const Rows& rows) { return &find(name, input, rows); });
}

bool is_spelling_of(std::string_view name, const Interface& interface) {
  return Row(interface).full_spellings.contains(joined(words_of(name)));
}

}  // namespace reamp
