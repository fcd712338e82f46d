// A report in flight with commands that change zones: whatever none of them touches is as ever, and what one touches
// may be seen at any moment, and half done (ZNS-ORD-013). Nothing of it is believed: the next report says what came of
// it.
#include <algorithm>

#include "reference/device/commands/report_filter.hpp"
#include "reference/oracle/judge/report_judge.hpp"
#include "reference/oracle/order/reach.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

constexpr ClauseId kClause = "ZNS-ORD-013";

bool has_failed(ZoneState zs) {
  return zs == ZoneState::ReadOnly || zs == ZoneState::Offline;  // by itself, at any time: ZNS-SM-021, ZNS-SM-022
}

// A moment at which it is no longer as it was before the commands.
bool is_another(const ZoneDescriptor& seen, const Zone& before) {
  return seen.zs != before.zs || (is_writable(seen.zs) && seen.wp != before.wp) || seen.za != before.za;
}

}  // namespace

// With what the zone may do by itself, or is not known to be.
Reach ReportJudge::reach(ZoneId id) const {
  Reach reach = reach_of(belief_.geometry(), id, belief_.state().zone(id), beside_);
  const auto add = [&](ZoneState zs) {
    reach.states = static_cast<std::uint16_t>(reach.states | 1U << static_cast<unsigned>(zs));
  };
  if (reach.has(ZoneState::ImplicitlyOpened)) add(ZoneState::Closed);  // ZNS-SM-008
  if (const Doubt* doubted = belief_.doubt(id); doubted != nullptr && doubted->maybe_explicit)
    for (const ZoneState zs : {ZoneState::ImplicitlyOpened, ZoneState::ExplicitlyOpened, ZoneState::Closed}) add(zs);
  return reach;
}

bool ReportJudge::is_touched(ZoneId id) const {
  return is_in_flight() && reach(id).touched;
}

void ReportJudge::check_entry_in_flight(ZoneId id, const ReportedZone& entry) {
  const ZoneDescriptor& seen = entry.descriptor;
  const Geometry& geometry = belief_.geometry();
  const Zone& believed = belief_.state().zone(id);
  const Reach reach = this->reach(id);
  if (seen.zt != kSequentialWriteRequired)
    complain(What::ZoneType, "ZNS-ZM-008", where(id) + "type 2h", "type " + hex(seen.zt), id);
  if (seen.reserved_bits) remark("ZNS-ZM-048", where(id) + "a reserved bit of the descriptor is set", id);
  if (!reach.touched && !matches(command_.zrasf, seen.zs, seen.za))
    complain(What::ListedZones, "ZNS-ZMR-001", where(id) + "only zones that match the reporting option",
             std::string(letters(seen.zs)), id);
  const Doubt* doubted = belief_.doubt(id);
  if (belief_.unknowns().lost || (doubted != nullptr && doubted->anything) || has_failed(seen.zs)) return;

  const bool may_have_other_capacity = geometry.variable_capacity && reach.reset;
  if (seen.zcap != believed.zcap && !may_have_other_capacity)
    complain(What::Capacity, kClause, where(id) + "zcap " + hex(believed.zcap), "zcap " + hex(seen.zcap), id);
  const bool excursion =
      geometry.active_excursions && seen.zs == ZoneState::Full && (reach.touched || is_active(believed.zs));
  if (!reach.has(seen.zs) && !excursion)
    complain(What::ZoneState, kClause,
             where(id) + (reach.touched ? "a state that some order gives" : std::string(letters(believed.zs))),
             std::string(letters(seen.zs)), id);
  const std::uint64_t zslba = geometry.zslba(id);
  const bool is_empty = seen.zs == ZoneState::Empty;
  const std::uint64_t wp_min = is_empty ? zslba : reach.wp_min;
  const std::uint64_t wp_max = is_empty ? zslba : reach.wp_max;
  if (is_writable(seen.zs) && reach.has(seen.zs) && (seen.wp < wp_min || seen.wp > wp_max))
    complain(What::WritePointer, kClause,
             where(id) + "wp " + hex(wp_min) + (wp_min == wp_max ? "" : " to " + hex(wp_max)), "wp " + hex(seen.wp),
             id);
  const bool free_extension = reach.reset || reach.set_extension;
  if (((seen.za ^ believed.za) & za::kDescriptorExtensionValid) != 0 && !free_extension)
    complain(What::Attributes, kClause, where(id) + "ZDEV unchanged", "za " + hex(seen.za), id);
  if (((seen.za ^ believed.za) & za::kFinishedByController) != 0 && !reach.reset && !geometry.active_excursions)
    complain(What::Attributes, kClause, where(id) + "ZFC unchanged: no excursion happened", "za " + hex(seen.za), id);
  if (!free_extension) check_extension(id, entry);
  if (!complaints_.empty()) return;
  notes_.exercise(kClause);
  const bool is_listed_for_them = !matches(command_.zrasf, believed);
  if (reach.touched && (is_listed_for_them || is_another(seen, believed))) notes_.use(Freedom::ReportInFlight);
}

void ReportJudge::check_absence_in_flight(ZoneId id) {
  const Zone& believed = belief_.state().zone(id);
  const bool all = command_.zrasf == ReportingOption::All;
  const Reach reach = this->reach(id);
  if (!all) {
    const bool may_have_moved =
        believed.zs == ZoneState::ImplicitlyOpened || (belief_.geometry().active_excursions && is_active(believed.zs));
    if (reach.touched && matches(command_.zrasf, believed)) notes_.use(Freedom::ReportInFlight);
    if (belief_.unknowns().lost || belief_.doubt(id) != nullptr || reach.touched || may_have_moved) return;
    if (command_.zrasf == ReportingOption::Attention || !matches(command_.zrasf, believed)) return;
  }
  complain(What::ListedZones, kClause, where(id) + "listed", "not listed", id);
  complaints_.back().by_absence = !all;
}

}  // namespace zns
