#include "harness/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace zns::harness {
namespace {

// Levenshtein's, in one row.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

Nearest::Nearest(std::string_view meant) : meant_{meant}, distance_{meant.size() / 2 + 1} {}

void Nearest::consider(std::string_view candidate) {
  const std::size_t d = distance(meant_, candidate);
  if (d >= distance_) return;
  distance_ = d;
  best_ = candidate;
}

std::string Nearest::advice(std::string_view otherwise) const {
  return best_.empty() ? " (" + std::string{otherwise} + ")" : "; the nearest is '" + best_ + "'";
}

}  // namespace zns::harness
