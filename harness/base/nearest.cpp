#include "harness/base/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace zns::harness {
namespace {

// How many letters are missing, too many, wrong, or swapped with the next one.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> row(b.size() + 1, i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), last[j] + 1, row[j - 1] + 1});
      const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (is_swap) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last = std::exchange(last, std::move(row));
  }
  return last[b.size()];
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool contains(std::string_view whole, std::string_view part) {
  constexpr std::size_t kLeast = 3;  // fewer letters are everywhere
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  return part.size() >= kLeast &&
         std::search(whole.begin(), whole.end(), part.begin(), part.end(), same) != whole.end();
}

}  // namespace

Nearest::Nearest(std::string_view meant) : meant_{meant}, distance_{meant.size() / 2 + 1} {}

void Nearest::consider(std::string_view candidate) {
  constexpr std::size_t kLettersLeftOut = 8;  // that count as one mistyped: whoever leaves them out means them
  std::size_t d = distance(meant_, candidate);
  if (contains(candidate, meant_)) d = std::min(d, 1 + (candidate.size() - meant_.size()) / kLettersLeftOut);
  if (d >= distance_) return;
  distance_ = d;
  best_ = candidate;
}

std::string Nearest::advice(std::string_view otherwise) const {
  return best_.empty() ? " (" + std::string{otherwise} + ")" : "; the nearest is '" + best_ + "'";
}

}  // namespace zns::harness
