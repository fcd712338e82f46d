// A zone report held against what is believed. What a zone did by itself is reconciled; what it cannot have done is
// told.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reference/oracle/belief/belief.hpp"
#include "reference/oracle/tally.hpp"
#include "reference/oracle/verdict.hpp"

namespace zns {

struct Reach;

class ReportJudge {
 public:
  ReportJudge(Belief& belief, Notes notes, const ZoneManagementReceive& command, const Observed& seen);

  // Nothing if the report is what was expected. The belief follows the report in any case, but for one in flight.
  std::optional<Verdict> verdict();

 private:
  struct Complaint {
    Wrong wrong;
    bool violation = true;    // or noteworthy
    bool by_absence = false;  // Verdict::by_absence
  };

  void walk();
  void check_owed();
  void check_number_of_zones(std::uint64_t at_least, std::uint64_t at_most);
  void check_entry(ZoneId id, const ReportedZone& entry);
  void count_as_kept(const ZoneDescriptor& seen);
  void check_state(ZoneId id, const ZoneDescriptor& seen);
  void check_write_pointer(ZoneId id, const ZoneDescriptor& seen);
  void check_attributes(ZoneId id, const ZoneDescriptor& seen);
  void check_extension(ZoneId id, const ReportedZone& entry);
  bool follow_reset(ZoneId id, const ZoneDescriptor& seen, const ReportedZone& entry);
  void blame_reset(ZoneId id, const ZoneDescriptor& seen, std::size_t from);
  void check_absence(ZoneId id);
  // order/report_in_flight.cpp
  [[nodiscard]] bool is_in_flight() const { return !beside_.empty(); }
  [[nodiscard]] Reach reach(ZoneId id) const;
  [[nodiscard]] bool is_touched(ZoneId id) const;  // by a command that was in flight with the report
  void check_entry_in_flight(ZoneId id, const ReportedZone& entry);
  void check_absence_in_flight(ZoneId id);
  void check_limits(ZoneId id, ZoneState seen);
  bool happens(EventKind kind, ZoneId id, Freedom freedom);
  Wrong& complain(What what, ClauseId clause, std::string expected, std::string observed,
                  std::optional<ZoneId> zone = std::nullopt);
  void remark(ClauseId clause, std::string observed, ZoneId zone);
  [[nodiscard]] std::string where(ZoneId id) const;

  Belief& belief_;
  Notes notes_;
  bool may_suppose_;  // that another zone has failed: on trial another order may explain what was seen
  std::span<const Command> beside_;
  const ZoneManagementReceive& command_;
  bool extended_;
  std::size_t room_;  // entries that the buffer can hold
  ZoneReport report_;
  std::vector<Complaint> complaints_;
};

}  // namespace zns
