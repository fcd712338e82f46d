// Active and open resources: limits that are off, statuses that are swapped, needs that are none.
#include <algorithm>

#include "reference/device/namespace/transition.hpp"
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/spec/footprint.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;
using Zsa = ZoneSendAction;
using Limit = std::optional<std::uint32_t>;

template <Limit Geometry::*limit, int Delta>
Geometry limit_off_by(const Situation& situation) {
  Geometry believed = situation.geometry;
  Limit& value = believed.*limit;
  if (value) value = static_cast<std::uint32_t>(static_cast<int>(*value) + Delta);
  return believed;
}

template <Limit Geometry::*limit>
Geometry without_limit(const Situation& situation) {
  Geometry believed = situation.geometry;
  believed.*limit = std::nullopt;
  return believed;
}

// Zones in that state are not counted.
template <Limit Geometry::*limit, ZoneState Uncounted>
Geometry does_not_count(const Situation& situation) {
  Geometry believed = situation.geometry;
  if (believed.*limit) *(believed.*limit) += situation.state.count(Uncounted);
  return believed;
}

bool active_exhausted(const Situation& situation) {
  return situation.geometry.max_active && situation.state.active() >= *situation.geometry.max_active;
}
bool open_exhausted(const Situation& situation) {
  return situation.geometry.max_open && situation.state.opened() >= *situation.geometry.max_open;
}
bool open_exhausted_by_host(const Situation& situation) {
  return situation.geometry.max_open && situation.state.count(ExplicitlyOpened) >= *situation.geometry.max_open;
}

template <Status Right, Status Wrong>
void says_of_any(const Situation&, Effect& effect) {
  if (effect.status == Right) effect.status = Wrong;
}

void refuse_if(bool condition, Effect& effect, Status status) {
  if (condition && effect.status == kSuccess) refuse(effect, status);
}

void finish_of_empty_needs_active(const Situation& situation, Effect& effect) {
  refuse_if(is_cell<Zsa::Finish, Empty>(situation) && active_exhausted(situation), effect, Status::TooManyActiveZones);
}

void finish_of_closed_needs_open(const Situation& situation, Effect& effect) {
  refuse_if(is_cell<Zsa::Finish, Closed>(situation) && open_exhausted_by_host(situation), effect,
            Status::TooManyOpenZones);
}

void extension_needs_open(const Situation& situation, Effect& effect) {
  refuse_if(is_cell<Zsa::SetZoneDescriptorExtension, Empty>(situation) && open_exhausted_by_host(situation), effect,
            Status::TooManyOpenZones);
}

void open_of_implicitly_opened_needs_open(const Situation& situation, Effect& effect) {
  refuse_if(is_cell<Zsa::Open, ImplicitlyOpened>(situation) && open_exhausted(situation), effect,
            Status::TooManyOpenZones);
}

void open_of_closed_needs_active(const Situation& situation, Effect& effect) {
  refuse_if(is_cell<Zsa::Open, Closed>(situation) && active_exhausted(situation), effect, Status::TooManyActiveZones);
}

void write_to_closed_needs_active(const Situation& situation, Effect& effect) {
  const auto blocks = blocks_written(situation);
  refuse_if(blocks && situation.state.zone(blocks->zone).zs == Closed && active_exhausted(situation), effect,
            Status::TooManyActiveZones);
}

void write_to_open_needs_open(const Situation& situation, Effect& effect) {
  const auto blocks = blocks_written(situation);
  refuse_if(blocks && situation.state.zone(blocks->zone).zs == ExplicitlyOpened && open_exhausted_by_host(situation),
            effect, Status::TooManyOpenZones);
}

void read_needs_active(const Situation& situation, Effect& effect) {
  refuse_if(sent<Read>(situation) != nullptr && active_exhausted(situation), effect, Status::TooManyActiveZones);
}

Geometry extension_needs_nothing(const Situation& situation) {
  return is_sent(situation, Zsa::SetZoneDescriptorExtension) ? without_limit<&Geometry::max_active>(situation)
                                                             : situation.geometry;
}

// A write operation that fills an Empty zone at once.
Geometry filling_needs_nothing(const Situation& situation) {
  Geometry believed = situation.geometry;
  const Zone* zone = zone_named(situation);
  if (zone == nullptr || zone->zs != Empty || footprint(situation.command).blocks != zone->zcap) return believed;
  believed.max_active = believed.max_open = std::nullopt;
  return believed;
}

// Where all open zones are explicitly opened ones, the first of them is closed for another.
void closes_explicitly_opened(const Situation& situation, Effect& effect) {
  const auto blocks = blocks_written(situation);
  if (!blocks || effect.status != Status::TooManyOpenZones || active_exhausted(situation)) return;
  const Zone& zone = situation.state.zone(blocks->zone);
  if (blocks->lba != zone.wp || blocks->count > situation.geometry.zslba(blocks->zone) + zone.zcap - zone.wp) return;
  write_anyway(situation, effect, *blocks);
  ZoneId victim = 0;
  while (situation.state.zone(victim).zs != ExplicitlyOpened) ++victim;
  move(situation, effect, victim, Closed);
}

// Zones that make room become `To` instead of Closed.
template <ZoneState To>
void victim_becomes(const Situation& situation, Effect& effect) {
  if (!blocks_written(situation)) return;
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    ZoneChange& change = effect.zones[i];
    if (change.zone == *named_zone(situation) || change.before.zs != ImplicitlyOpened) continue;
    change.after.zs = To;
    change.after.za = attributes_in(To, change.after.za);
  }
}

void victim_loses_last_block(const Situation& situation, Effect& effect) {
  if (!blocks_written(situation)) return;
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    ZoneChange& change = effect.zones[i];
    if (change.zone != *named_zone(situation) && change.after.zs == Closed &&
        change.after.wp > situation.geometry.zslba(change.zone) + 1)
      --change.after.wp;
  }
}

constexpr std::string_view kLimit = "only with the limit exactly reached";
constexpr std::string_view kNeed = "plausible: one function acquires resources for every action";

Mutant needs(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
             void (*does)(const Situation&, Effect&)) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = kNeed,
          .hard = kLimit,
          .defect = {.does = does}};
}

Mutant limits(std::string_view id, std::string_view wrong, std::vector<ClauseId> clauses,
              Geometry (*believes)(const Situation&)) {
  return {.id = id,
          .wrong = wrong,
          .right = "as many as Identify tells, and no more",
          .clauses = std::move(clauses),
          .origin = "Linux nvmet b7e97872a65e: limits are 0's based, or are not (published bug 38)",
          .hard = kLimit,
          .defect = {.believes = believes}};
}

}  // namespace

Topic limit_mutants() {
  return {
      limits("active-limit-one-more", "one zone more than MAR allows can be active", {"ZNS-RES-002", "ZNS-RES-004"},
             limit_off_by<&Geometry::max_active, 1>),
      limits("active-limit-one-less", "one zone less than MAR allows can be active", {"ZNS-RES-003", "ZNS-RES-001"},
             limit_off_by<&Geometry::max_active, -1>),
      limits("open-limit-one-more", "one zone more than MOR allows can be open", {"ZNS-RES-002", "ZNS-RES-005"},
             limit_off_by<&Geometry::max_open, 1>),
      limits("open-limit-one-less", "one zone less than MOR allows can be opened explicitly",
             {"ZNS-RES-003", "ZNS-RES-001"}, limit_off_by<&Geometry::max_open, -1>),
      limits("active-limit-ignored", "any number of zones can be active", {"ZNS-RES-002", "ZNS-RES-004"},
             without_limit<&Geometry::max_active>),
      limits("open-limit-ignored", "any number of zones can be open", {"ZNS-RES-002", "ZNS-RES-005"},
             without_limit<&Geometry::max_open>),
      limits("closed-not-counted-active", "Closed zones do not count as active", {"ZNS-RES-002", "ZNS-RES-003"},
             does_not_count<&Geometry::max_active, Closed>),
      limits("implicitly-opened-not-counted-active", "implicitly opened zones do not count as active",
             {"ZNS-RES-002", "ZNS-RES-003"}, does_not_count<&Geometry::max_active, ImplicitlyOpened>),
      limits("implicitly-opened-not-counted-open", "implicitly opened zones do not count as open",
             {"ZNS-RES-002", "ZNS-RES-003"}, does_not_count<&Geometry::max_open, ImplicitlyOpened>),
      limits("full-counted-active", "Full zones count as active", {"ZNS-RES-016", "ZNS-RES-003"},
             [](const Situation& situation) {
               Geometry believed = situation.geometry;
               const std::uint32_t full = situation.state.count(Full);
               if (believed.max_active) *believed.max_active -= std::min(*believed.max_active, full);
               return believed;
             }),
  };
}

// NOLINTNEXTLINE(readability-function-size): a table
Topic resource_mutants() {
  return {
      {.id = "active-missing-is-too-many-open",
       .wrong = "a missing active resource is told as Too Many Open Zones",
       .right = "it is told as Too Many Active Zones",
       .clauses = {"ZNS-RES-004"},
       .origin = kNeighbour,
       .hard = kLimit,
       .defect = {.does = says_of_any<Status::TooManyActiveZones, Status::TooManyOpenZones>}},
      {.id = "active-missing-is-too-many-open-where-equal",
       .wrong = "with MAR = MOR, a missing resource is told as Too Many Open Zones",
       .right = "with MAR = MOR it is always Too Many Active Zones",
       .clauses = {"ZNS-RES-006", "ZNS-AMB-28"},
       .origin = "plausible: the open limit is checked first",
       .geometry = "mar=4,mor=4",
       .hard = "only with MAR = MOR, and the limit exactly reached",
       .defect = {.does = says_of_any<Status::TooManyActiveZones, Status::TooManyOpenZones>}},
      {.id = "open-missing-is-too-many-active",
       .wrong = "a missing open resource is told as Too Many Active Zones",
       .right = "it is told as Too Many Open Zones",
       .clauses = {"ZNS-RES-005"},
       .origin = kNeighbour,
       .hard = kLimit,
       .defect = {.does = says_of_any<Status::TooManyOpenZones, Status::TooManyActiveZones>}},
      needs("finish-of-empty-needs-active", "at the active limit Finish Zone on an Empty zone is refused",
            "it needs no resources", {"ZNS-RES-010", "ZNS-SM-004"}, finish_of_empty_needs_active),
      needs("finish-of-closed-needs-open", "at the open limit Finish Zone on a Closed zone is refused",
            "it needs no resources", {"ZNS-SM-018", "ZNS-RES-003"}, finish_of_closed_needs_open),
      needs("extension-needs-open", "at the open limit Set Zone Descriptor Extension is refused",
            "it needs an active resource, and no open one", {"ZNS-RES-009"}, extension_needs_open),
      needs("open-of-implicitly-opened-needs-open",
            "at the open limit Open Zone on an implicitly opened zone is refused",
            "the zone is open already, and needs no further resource", {"ZNS-SM-006"},
            open_of_implicitly_opened_needs_open),
      needs("open-of-closed-needs-active", "at the active limit Open Zone on a Closed zone is refused",
            "the zone is active already", {"ZNS-SM-017", "ZNS-RES-003"}, open_of_closed_needs_active),
      needs("write-to-closed-needs-active", "at the active limit a write to a Closed zone is refused",
            "the zone is active already", {"ZNS-SM-016", "ZNS-RES-003"}, write_to_closed_needs_active),
      needs("write-to-explicitly-opened-needs-open",
            "at the open limit a write to an explicitly opened zone is refused", "the zone is open already",
            {"ZNS-IO-023", "ZNS-RES-003"}, write_to_open_needs_open),
      needs("read-needs-active", "at the active limit Read is refused", "reading needs no resources", {"ZNS-RES-019"},
            read_needs_active),
      {.id = "extension-needs-no-active",
       .wrong = "at the active limit Set Zone Descriptor Extension succeeds",
       .right = "it is aborted with Too Many Active Zones",
       .clauses = {"ZNS-RES-009", "ZNS-RES-002"},
       .origin = kNeed,
       .hard = kLimit,
       .defect = {.believes = extension_needs_nothing}},
      {.id = "filling-at-once-needs-nothing",
       .wrong = "at the limits a write that fills an Empty zone at once succeeds",
       .right = "it is accounted as a zone that is opened, and refused",
       .clauses = {"ZNS-RES-008"},
       .origin = "FEMU: resources are taken by zones that stay open only",
       .hard = "only with a command of a whole zone at the limit",
       .defect = {.believes = filling_needs_nothing}},
      {.id = "room-made-by-explicitly-opened",
       .wrong = "at the open limit an explicitly opened zone is closed for a write elsewhere",
       .right = "explicitly opened zones stay open; Too Many Open Zones",
       .clauses = {"ZNS-RES-014", "ZNS-SM-027"},
       .origin = "plausible: one list for all open zones",
       .hard = kLimit,
       .defect = {.does = closes_explicitly_opened}},
      {.id = "room-made-by-finishing",
       .wrong = "the zone that makes room at the open limit becomes Full",
       .right = "it is Closed",
       .clauses = {"ZNS-SM-047", "ZNS-ATTR-004"},
       .origin = "plausible: closing is what finishing is on this medium",
       .hard = kLimit,
       .defect = {.does = victim_becomes<Full>}},
      {.id = "room-made-loses-block",
       .wrong = "the write pointer of a zone that makes room at the open limit goes back by a block",
       .right = "closing a zone leaves its write pointer alone",
       .clauses = {"ZNS-ZM-065", "ZNS-SM-008"},
       .origin = "plausible: the last block is still in a buffer that is dropped",
       .hard = kLimit,
       .defect = {.does = victim_loses_last_block}},
  };
}

}  // namespace zns::mutants
