// Failures with one cause stand together: one of them is told in full, and names the others.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "harness/report/report.hpp"

namespace zns::harness {

// The failed cases of a report, by their causes. Refers to the report.
class Causes {
 public:
  explicit Causes(const Report& report);

  [[nodiscard]] std::size_t count() const { return count_; }
  // The case that tells the failure of `entry`: itself, or the one of the same cause that is about it.
  [[nodiscard]] const CaseReport& told_by(const CaseReport& entry) const;
  // The other cases with the cause of `entry`, in their order, if it is the one that tells it.
  [[nodiscard]] std::vector<const CaseReport*> others(const CaseReport& entry) const;

 private:
  using Group = std::vector<const CaseReport*>;  // the first one tells it

  std::map<const CaseReport*, Group> told_;                // by the case that tells it; the others only
  std::map<const CaseReport*, const CaseReport*> teller_;  // of those others
  std::size_t count_ = 0;
};

// "the same cause as send/failed", for an entry that another one tells; else empty.
[[nodiscard]] std::string pointer_text(const Causes& causes, const CaseReport& entry);

}  // namespace zns::harness
