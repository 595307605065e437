// Similarity of two words.
#include "interfaces/near.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace reamp {

double likeness(std::u32string_view a, std::u32string_view b) {
  const std::size_t letters = a.size() + b.size();
  if (letters == 0) return 100.0;
  std::vector<std::size_t> common(b.size() + 1);  // lengths for a so far and each prefix of b
  for (const char32_t letter : a) {
    std::size_t diagonal = 0;
    for (std::size_t i = 0; i < b.size(); ++i) {
      const std::size_t above = common[i + 1];
      common[i + 1] = letter == b[i] ? diagonal + 1 : std::max(above, common[i]);
      diagonal = above;
    }
  }
  const auto apart = static_cast<double>(letters - 2 * common.back());
  return 100.0 * (1.0 - apart / static_cast<double>(letters));
}

bool is_one_typo_apart(std::u32string_view a, std::u32string_view b) noexcept {
  if (a.size() < b.size()) std::swap(a, b);
  if (a.size() > b.size() + 1) return false;
  std::size_t i = 0;
  while (i < b.size() && a[i] == b[i]) ++i;
  if (a.size() > b.size()) return a.substr(i + 1) == b.substr(i);
  if (i == a.size()) return false;
  if (a.substr(i + 1) == b.substr(i + 1)) return true;
  return i + 1 < a.size() && a[i] == b[i + 1] && a[i + 1] == b[i] && a.substr(i + 2) == b.substr(i + 2);
}

}  // namespace reamp
