#include "reference/oracle/wrong.hpp"

#include <algorithm>

namespace zns {
namespace {

template <class Item>
bool has_all(const std::vector<Item>& whole, const std::vector<Item>& part) {
  return std::all_of(part.begin(), part.end(),
                     [&whole](const Item& item) { return std::find(whole.begin(), whole.end(), item) != whole.end(); });
}

}  // namespace

bool is_part_of(const Wrong& part, const Wrong& whole) {
  // A status for which there is no reason, whatever reason there is for another.
  if (part.what == What::Status && whole.what == What::Status && part.clauses.empty()) return part.seen == whole.seen;
  return part.what == whole.what && part.seen == whole.seen && has_all(whole.clauses, part.clauses) &&
         has_all(whole.permitted, part.permitted);
}

}  // namespace zns
