// What the mutants of Zone Management Receive have in common.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "reference/mutants/parts.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::mutants {

// Bytes of an entry of the report that was asked for, and how many the buffer holds.
inline std::size_t entry_bytes(const Situation& situation) {
  const bool extended = sent<ZoneManagementReceive>(situation)->zra == ZoneReceiveAction::ExtendedReportZones;
  return kZoneDescriptorBytes + (extended ? situation.geometry.extension_bytes() : 0);
}
inline std::uint64_t room(const Situation& situation, std::span<std::byte> out) {
  return out.size() < kReportHeaderBytes ? 0 : (out.size() - kReportHeaderBytes) / entry_bytes(situation);
}

// The data of a report is changed.
inline Mutant field(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
                    void (*returns)(const Situation&, std::span<std::byte>), std::string_view origin = kField) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .defect = {.returns = returns}};
}

}  // namespace zns::mutants
