// What is wrong with an observation, as data: two observations of one defect are equal in it, whatever their numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/device/namespace/geometry.hpp"
#include "reference/spec/clause.hpp"

namespace zns {

enum class What : std::uint8_t {
  Other,  // the clause says it
  Status,
  Result,  // of the completion
  Data,
  ZoneType,
  ZoneState,
  WritePointer,
  Capacity,
  Attributes,
  DescriptorExtension,
  Limits,  // open or active zones
  ListedZones,
  NumberOfZones,
};

struct Wrong {
  What what = What::Other;
  std::vector<ClauseId> clauses = {};         // none for a status without a reason: any command may be so refused
  std::vector<std::uint16_t> permitted = {};  // codes of statuses, states or attributes: no count and no address
  std::uint16_t seen = 0;                     // such a code
  std::optional<ZoneId> zone = {};
  std::optional<std::uint64_t> lba = {};  // of What::Data: the first block that holds something else
  std::vector<std::string> expected = {};
  std::string observed = {};
};

// Whether `part` explains `whole`: they are the same but for the zone and the texts, or `part` is of a command with
// fewer faults that was answered alike.
[[nodiscard]] bool is_part_of(const Wrong& part, const Wrong& whole);

}  // namespace zns
