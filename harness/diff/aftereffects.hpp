// What follows from a violation is no other defect: a zone that it left wrong stays so until it is reset, and the
// resources that it may hold are wrong until then.
#pragma once

#include <cstddef>
#include <map>
#include <optional>

#include "reference/oracle/wrong.hpp"

namespace zns::harness {

class Aftereffects {
 public:
  // The violation, by its number, from which this one follows, if it does. `all`: the command is about all zones.
  [[nodiscard]] std::optional<std::size_t> cause(const Wrong& wrong, bool all) const;
  // Takes in one that follows from no other.
  void take(const Wrong& wrong, std::size_t number, bool all);

  void reset(ZoneId zone);  // it is Empty again, by a Reset that succeeded
  void reset_all();

 private:
  std::map<ZoneId, std::size_t> zones_;  // that were left wrong, and by which violation
  std::optional<std::size_t> all_;       // any zone may be
};

}  // namespace zns::harness
