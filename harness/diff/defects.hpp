// The defects that a search knows: one for all findings that show it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/diff/player.hpp"
#include "harness/report/report.hpp"
#include "harness/witness/finding.hpp"

namespace zns::harness {

struct Defect {
  std::vector<Finding> shown_by;  // the first is that of its case; the others say the same in another way
  Kind command = 0;               // the last of the fewest commands that show it; 0: not known
  Kind before = 0;                // the one before that
  CaseReport entry = {};
  std::uint64_t times = 0;  // that it was seen
};

class Defects {
 public:
  [[nodiscard]] Defect* find(const Finding& finding);
  [[nodiscard]] bool know(const Finding& finding) { return find(finding) != nullptr; }
  // One that changes a zone, or shows what is in it, in the way of `finding`, by the same command; or after the same.
  [[nodiscard]] Defect* find_alike(const Finding& finding, Kind command, Kind before);

  // Takes the place of those of which it is a part: the same with more that is wrong.
  void add(Defect defect);
  [[nodiscard]] bool any_failed() const;
  // In the order in which they were found.
  [[nodiscard]] std::vector<CaseReport> take();

 private:
  std::vector<Defect> defects_;
};

}  // namespace zns::harness
