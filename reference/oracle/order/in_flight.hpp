// A batch of commands in flight together: which of them no order need explain, and what no order can.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include "reference/oracle/order/linearize.hpp"
#include "reference/oracle/order/outcomes.hpp"

namespace zns {

[[nodiscard]] bool is_report(const Command& command);

class InFlight {
 public:
  // `before`: what was believed before the batch. It must outlive this, as must the data of the entries. `looks` were
  // sent when the batch was complete. `open`: the zones that an earlier batch left open.
  InFlight(const Oracle& before, std::vector<HistoryEntry> batch, std::vector<HistoryEntry> looks = {},
           std::vector<OpenZone> open = {});

  [[nodiscard]] std::set<ZoneId> zones() const;        // that the batch names
  [[nodiscard]] std::vector<Command> changes() const;  // those that changed zones, or may have
  [[nodiscard]] std::set<ZoneId> absent() const;       // zones whose absence alone speaks against a report of it
  [[nodiscard]] bool is_emptied(ZoneId zone) const;    // by it, at some moment
  [[nodiscard]] std::size_t half_known() const;        // commands whose status does not say whether they took effect
  // What may have happened between its commands, and is not tried: that no order is found proves nothing then.
  [[nodiscard]] std::optional<Freedom> doubts() const;
  // The freedom of order by which none need explain the entry.
  [[nodiscard]] std::optional<Freedom> frees(const HistoryEntry& entry) const;

 private:
  [[nodiscard]] bool does(ZoneSendAction zsa, ZoneId zone) const;
  [[nodiscard]] bool may_be_filled(ZoneId id) const;
  [[nodiscard]] bool may_lack_resources(const HistoryEntry& entry) const;
  [[nodiscard]] std::optional<std::set<ZoneId>> absent_from(const HistoryEntry& report) const;
  [[nodiscard]] bool is_seen_to_work(ZoneId id) const;
  [[nodiscard]] bool explains_absence(const HistoryEntry& report) const;
  [[nodiscard]] std::optional<Freedom> frees_management(const HistoryEntry& entry,
                                                        const ZoneManagementSend& send) const;
  [[nodiscard]] std::optional<Freedom> frees_write(const HistoryEntry& entry) const;

  const Oracle& before_;
  std::vector<HistoryEntry> batch_;
  std::vector<HistoryEntry> looks_;
  std::vector<OpenZone> open_;
};

}  // namespace zns
