#include "reference/oracle/order/outcomes.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include "reference/oracle/order/depth_first.hpp"
#include "reference/oracle/order/strand.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {
namespace {

using Answer = Linearization::Answer;

enum class Aspect : std::uint8_t { Zone, Everything };

// Where a zone may be at the end of a history.
struct End {
  Zone zone;
  std::uint64_t belief = 0;  // with what the zone holds
};

End end_of(const ZoneStrand& strand) {
  return {strand.zone(), strand.trial().key()};
}

bool differ(const End& a, const End& b, Aspect aspect) {
  if (aspect == Aspect::Everything) return a.belief != b.belief;
  if (a.zone.zs != b.zone.zs || a.zone.zcap != b.zone.zcap) return true;
  if (is_writable(a.zone.zs) && a.zone.wp != b.zone.wp) return true;
  return a.zone.za != b.zone.za;
}

// What depth_first() asks, to find a second end of a zone: one that differs from the first.
class SecondEnd {
 public:
  SecondEnd(ZoneStrand& strand, Aspect aspect) : strand_{strand}, aspect_{aspect} {}

  [[nodiscard]] auto mark() const { return strand_.mark(); }
  void rewind(const Strand::Mark& mark) { strand_.rewind(mark); }
  std::vector<std::size_t> expand(std::uint64_t& budget) { return strand_.expand(budget); }
  bool advance(std::size_t item, std::uint64_t& budget) { return strand_.advance(item, budget); }
  [[nodiscard]] bool complete() {
    if (!strand_.complete()) return false;
    const End end = end_of(strand_);
    if (!first_) first_ = end;
    return differ(end, *first_, aspect_);
  }
  [[nodiscard]] std::size_t segment() const { return strand_.segment(); }
  [[nodiscard]] std::uint64_t key() const { return strand_.key(); }
  [[nodiscard]] std::optional<bool> known(std::uint64_t key) const {
    return visited_.contains(key) ? std::optional{false} : std::nullopt;
  }
  void remember(std::uint64_t key, bool) { visited_.insert(key); }
  void end_here() {}

 private:
  ZoneStrand& strand_;
  Aspect aspect_;
  std::optional<End> first_;
  std::unordered_set<std::uint64_t> visited_;
};

bool ends_differ(const Belief& before, const ZoneItems& zone, const Plan& plan, Aspect aspect, std::uint64_t budget) {
  ZoneStrand strand{before, zone, plan};
  SecondEnd second{strand, aspect};
  return depth_first(second, budget) != Answer::None;
}

bool may_take_effect(const Item& item) {
  return item.seen.status == kSuccess || leaves_undecided(item.seen.status);
}

bool is_change(const Command& command) {
  return is_write_operation(command) || std::holds_alternative<ZoneManagementSend>(command.body);
}

// Whether the order of some of them may matter: writes alone tell theirs by their addresses. What was refused counts:
// it came where there was a reason, or the zone had failed unseen (ZNS-SM-048).
bool order_matters(const std::vector<Item>& items) {
  std::size_t changes = 0;
  bool sends = false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0 && items[i].segment != items[i - 1].segment) changes = 0, sends = false;
    if (!is_change(items[i].command)) continue;
    ++changes;
    sends = sends || (may_take_effect(items[i]) && std::holds_alternative<ZoneManagementSend>(items[i].command.body));
    if (changes > 1 && sends) return true;
  }
  return false;
}

const ZoneManagementSend* done(const Item& item, ZoneSendAction zsa) {
  const auto* send = std::get_if<ZoneManagementSend>(&item.command.body);
  return send != nullptr && send->zsa == zsa && item.seen.status == kSuccess ? send : nullptr;
}

// The last segment in which a zone was opened explicitly beside other commands.
std::optional<std::size_t> last_open_together(const std::vector<Item>& items) {
  std::optional<std::size_t> last;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool beside = (i != 0 && items[i - 1].segment == items[i].segment) ||
                        (i + 1 != items.size() && items[i + 1].segment == items[i].segment);
    if (beside && done(items[i], ZoneSendAction::Open) != nullptr) last = items[i].segment;
  }
  return last;
}

bool lists(const Geometry& geometry, const Item& item, ZoneId zone) {
  const auto* receive = std::get_if<ZoneManagementReceive>(&item.command.body);
  if (receive == nullptr || item.seen.status != kSuccess) return false;
  const bool extended = receive->zra == ZoneReceiveAction::ExtendedReportZones;
  const auto listed = parse_zone_report(item.seen.data, extended ? geometry.extension_bytes() : 0).zones;
  return std::any_of(listed.begin(), listed.end(),
                     [&](const ReportedZone& each) { return each.descriptor.zslba == geometry.zslba(zone); });
}

// Whether nothing closed the zone but that explicitly opened ones held every place, which they do in some orders only.
bool may_be_open_still(const Oracle& before, const std::vector<Item>& items, std::size_t together, ZoneId zone) {
  bool was_open = before.belief().zone(zone).zs == ZoneState::ImplicitlyOpened;
  for (const Item& item : items) {
    if (item.segment > together && lists(before.geometry(), item, zone)) return false;
    if (before.named_zone(item.command) != zone) continue;
    if (done(item, ZoneSendAction::Close) != nullptr) return false;
    was_open = was_open || (is_write_operation(item.command) && item.seen.status == kSuccess);
  }
  return was_open;
}

}  // namespace

std::vector<OpenZone> open_zones(const Oracle& before, const Oracle& after, std::span<const HistoryEntry> history,
                                 std::uint64_t budget) {
  const std::vector<Item> items = items_of(before.geometry(), history);
  Plan plan;  // each zone is alone: nothing that zones share is put in order
  plan.wanted.resize(items.size());
  plan.rank.resize(items.size(), Plan::kUndecided);
  std::vector<OpenZone> open;
  for (const ZoneItems& zone : items_by_zone(before.all_belief(), items)) {
    if (!order_matters(zone.items) || !ends_differ(before.all_belief(), zone, plan, Aspect::Everything, budget))
      continue;
    open.push_back({zone.zone, !ends_differ(before.all_belief(), zone, plan, Aspect::Zone, budget)});
  }
  const auto together = before.geometry().max_open ? last_open_together(items) : std::nullopt;
  const auto is_listed = [&](ZoneId id) {
    return std::any_of(open.begin(), open.end(), [id](const OpenZone& each) { return each.zone == id; });
  };
  for (ZoneId id = 0; together && id < before.geometry().zones; ++id)
    if (after.belief().zone(id).zs == ZoneState::Closed && !is_listed(id) &&
        may_be_open_still(before, items, *together, id))
      open.push_back({id, false});
  return open;
}

}  // namespace zns
