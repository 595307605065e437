// Finding an interface: typos are forgiven, a product that was not named is never taken.
#include <algorithm>

#include "interfaces/near.h"
#include "reamp/interfaces.h"
#include "seeds.h"
#include "test.h"

using namespace reamp;

namespace {

std::string refusal(const std::string& name, const std::optional<std::string>& input = std::nullopt) {
  try {
    find_interface(name, input);
  } catch (const InterfaceError& error) {
    return error.what();
  }
  return "";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string words(const std::string& name) {
  std::string all;
  for (const std::string& word : name_words(name)) all += (all.empty() ? "" : " ") + word;
  return all;
}

}  // namespace

TEST(interfaces_are_the_rows_of_the_table) {
  CHECK(interfaces().size() > 100);
  const Interface& first = interfaces().front();
  CHECK_EQUAL(first.name(), "Focusrite Scarlett Solo 3rd Gen");
  CHECK_EQUAL(*first.max_input_dbu, 12.5);
  CHECK_EQUAL(first.setting, "INST on, AIR off");  // it has a comma, and stands in quotes
  CHECK(!first.min_gain_shown_db);
}

TEST(interfaces_are_found_by_what_people_type) {
  for (const auto& [typed, level_dbu] :
       std::initializer_list<std::pair<const char*, double>>{{"SSL 2+", 15.0},
                                                             {"ssl 2 plus", 15.0},
                                                             {"scarlet 2i2 4 gen", 12.0},
                                                             {"Scarlett2i2 gen4", 12.0},
                                                             {"uad apollo twin x", 12.2},
                                                             {"AXE I/O One", 10.5},
                                                             {"ultralite mk5", 18.0},
                                                             {"layla3g", 18.0}})
    CHECK_EQUAL(*find_interface(typed).applied_dbu(), level_dbu);
  CHECK_EQUAL(*find_interface("scarlett solo 3rd gen", "line").applied_dbu(), 22.0);
  for (const Interface& row : interfaces())
    if (row.kind == InputKind::kInstrument) CHECK(&find_interface(row.name()) == &row);
}

TEST(interfaces_that_were_not_named_are_never_taken) {
  CHECK(has(refusal("scarlett 2i2"), "is not one interface; did you mean Focusrite Scarlett 2i2"));
  CHECK(has(refusal("scarlet 2i3 4th gen"), "is not in the table"));
  CHECK(has(refusal(" -"), "is not a name: it has no letter or digit"));
  CHECK(has(refusal("ssl 2+", "tape"), "has no tape input in the table, only: "));
  CHECK(!find_interface("umc22").applied_dbu());  // its sources disagree
}

TEST(interfaces_are_searched_best_first) {
  const auto matches = search_interfaces("scarlett", 7);
  CHECK_EQUAL(matches.size(), 7u);
  CHECK(std::is_sorted(matches.begin(), matches.end(), [](auto& a, auto& b) { return a.score > b.score; }));
  CHECK(matches[0].is_named);
  CHECK(search_interfaces("qqqqqq").empty() && search_interfaces(" ").empty());
  const std::vector<Interface> own{{.manufacturer = "", .model = "H\u00D6fner Box", .generation = ""}};
  CHECK(&find_interface("h\u00F6fner box", std::nullopt, own) == &own[0]);
}

TEST(interfaces_know_how_far_a_gain_is_raised) {
  const Interface& twin = find_interface("Apollo Twin X");
  CHECK_EQUAL(raised_db(twin, 15.0), 15.0 - twin.min_gain_shown_db.value());
  CHECK_EQUAL(raised_db(find_interface("ssl 2+"), 5.0), 5.0);
  for (const double shown_db : {9.0, 100.0, -1.0}) try {
      raised_db(twin, shown_db);
      throw testing::Failure("not refused");
    } catch (const InterfaceError& error) {
      CHECK(has(error.what(), "shows no gain of "));
    }
}

TEST(name_words_have_one_spelling) {
  for (const char* fourth : {"Scarlett 2i2 (4th Gen.)", "scarlett 2I2 gen 4", "Scarlett 2i2 4th",
                             "SCARLETT 2i2, 4 generation", "scarlett 2i2 4thgen", "Scarlett\t2i2 generation 4th"})
    CHECK_EQUAL(words(fourth), "scarlett 2i2 gen4");
  for (const char* second : {"SSL 2+ MKII", "ssl 2 plus mk ii", "ssl 2plus Mk  2"})
    CHECK_EQUAL(words(second), "ssl 2plus mk2");
  CHECK_EQUAL(words("surplus gens mkiv 10th 4ths x_y"), "surplus gens mkiv 10th 4ths x y");
  CHECK_EQUAL(words("\u00C9cole \u0416\u0423K \u2013 \u201Cd\u00FCo\u201D"), "\u00E9cole \u0436\u0443k d\u00FCo");
  CHECK_EQUAL(words("a\xFF"
                    "b\xC3"),
              "a b");  // no UTF-8
  CHECK_EQUAL(words(""), "");
}

TEST(likeness_is_what_is_left_of_both_words) {
  CHECK_EQUAL(likeness(U"abc", U"abc"), 100.0);
  CHECK_EQUAL(likeness(U"abc", U"xyz"), 0.0);
  CHECK_EQUAL(likeness(U"abcd", U"abxd"), 75.0);
  CHECK_EQUAL(likeness(U"", U""), 100.0);
}

TEST(one_typo_is_one_letter_or_two_swapped) {
  for (const auto& [a, b] : std::initializer_list<std::pair<const char32_t*, const char32_t*>>{{U"apollo", U"apolo"},
                                                                                               {U"apollo", U"xapollo"},
                                                                                               {U"apollo", U"apollx"},
                                                                                               {U"apollo", U"paollo"},
                                                                                               {U"ab", U"ba"}})
    CHECK(is_one_typo_apart(a, b) && is_one_typo_apart(b, a));
  for (const auto& [a, b] : std::initializer_list<std::pair<const char32_t*, const char32_t*>>{
           {U"apollo", U"apollo"}, {U"apollo", U"polo"}, {U"apollo", U"paolol"}, {U"abc", U"cba"}})
    CHECK(!is_one_typo_apart(a, b) && !is_one_typo_apart(b, a));
}
