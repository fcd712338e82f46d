// What a refused command leaves behind inside: the zone is reported as it was, and is not as it was.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;
using Zsa = ZoneSendAction;

// ---- wedged zones ---------------------------------------------------------------------------------------------------

template <class Body, Status Answer>
bool refuses_write(const Situation& situation, const Effect& effect) {
  return sent<Body>(situation) != nullptr && effect.status == Answer;
}

template <Zsa Action, Status Answer>
bool refuses_action(const Situation& situation, const Effect& effect) {
  return is_sent(situation, Action) && !is_sent_to_all(situation, Action) && effect.status == Answer;
}

// The zone that a refused command names is wedged until a Reset makes it Empty.
template <bool (*wedges)(const Situation&, const Effect&)>
void wedge(const Situation& situation, const Effect& effect, Past& past) {
  for (std::size_t i = 0; i < effect.zones.size(); ++i)
    if (effect.zones[i].after.zs == Empty) past.scars.erase(effect.zones[i].zone);
  const auto zone = named_zone(situation);
  if (zone && wedges(situation, effect)) past.scars[*zone] = 1;
}

bool is_wedged(const Situation& situation) {
  const auto zone = named_zone(situation);
  return zone && situation.past.scars.contains(*zone);
}

// In a wedged zone the device looks for the write pointer elsewhere.
template <Status Answer>
void refuses_where_wedged(const Situation& situation, Effect& effect) {
  const bool writes = blocks_written(situation).has_value() && sent<ZoneAppend>(situation) == nullptr;
  if (writes && is_wedged(situation) && effect.status == kSuccess) refuse(effect, Answer);
}

void loses_where_wedged(const Situation& situation, Effect& effect) {
  if (sent<Write>(situation) == nullptr || !is_wedged(situation) || effect.status != kSuccess) return;
  for (std::size_t i = 0; i < effect.media.size(); ++i) {
    effect.media[i].content = BlockMap::Content::Zeroes;
    effect.media[i].payload = {};
  }
}

void moves_on_where_wedged(const Situation& situation, Effect& effect) {
  if (sent<Write>(situation) == nullptr || !is_wedged(situation) || effect.status != kSuccess) return;
  ZoneChange* change = change_of(effect, *named_zone(situation));
  if (change != nullptr && change->after.zs != Full &&
      change->after.wp + 1 < situation.geometry.zslba(change->zone) + change->after.zcap)
    ++change->after.wp;
}

Mutant wedged(std::string_view id, std::string_view wrong, void (*remembers)(const Situation&, const Effect&, Past&),
              void (*does)(const Situation&, Effect&) = refuses_where_wedged<Status::ZoneInvalidWrite>,
              std::string_view geometry = "") {
  return {.id = id,
          .wrong = wrong,
          .right = "a refused command leaves the zone as it is reported, inside as well",
          .clauses = {"ZNS-GEN-007", "ZNS-IO-023"},
          .origin = "QEMU 7.2: the write pointer is moved before the data pointer is looked at, and not moved back",
          .geometry = geometry,
          .hard = "only by one more command after a refused one",
          .defect = {.does = does, .remembers = remembers}};
}

// ---- leaked resources -----------------------------------------------------------------------------------------------

// The limits, less what is lost.
Geometry by_its_counters(const Situation& situation) {
  Geometry believed = situation.geometry;
  const auto left = [](std::optional<std::uint32_t>& limit, std::int64_t lost) {
    if (limit) limit = static_cast<std::uint32_t>(std::max<std::int64_t>(0, std::int64_t{*limit} - lost));
  };
  left(believed.max_active, situation.past.lost_active);
  left(believed.max_open, situation.past.lost_open);
  return believed;
}

template <bool (*refused)(const Situation&, const Effect&), ZoneState At>
void leaks_open(const Situation& situation, const Effect& effect, Past& past) {
  const Zone* zone = zone_named(situation);
  if (zone != nullptr && zone->zs == At && refused(situation, effect)) ++past.lost_open;
}

Mutant leaking(std::string_view id, std::string_view wrong, void (*remembers)(const Situation&, const Effect&, Past&)) {
  return {.id = id,
          .wrong = wrong,
          .right = "a refused command takes no resource",
          .clauses = {"ZNS-RES-003", "ZNS-GEN-007"},
          .origin = kLeak,
          .hard = "only once the leaks have used the limit up",
          .defect = {.believes = by_its_counters, .remembers = remembers}};
}

}  // namespace

Topic aftermath_mutants() {
  return {
      wedged("wedged-after-write-off-wp", "a Write that is refused for its LBA moves the write pointer inside",
             wedge<refuses_write<Write, Status::ZoneInvalidWrite>>),
      wedged("wedged-after-write-boundary", "a Write that is refused for its length moves the write pointer inside",
             wedge<refuses_write<Write, Status::ZoneBoundaryError>>),
      wedged("wedged-after-append-boundary",
             "a Zone Append that is refused for its length moves the write pointer inside",
             wedge<refuses_write<ZoneAppend, Status::ZoneBoundaryError>>),
      wedged("wedged-after-append-too-large", "a Zone Append above ZASL moves the write pointer inside",
             wedge<refuses_write<ZoneAppend, Status::InvalidFieldInCommand>>),
      wedged("wedged-after-write-too-large", "a Write above MDTS moves the write pointer inside",
             wedge<refuses_write<Write, Status::InvalidFieldInCommand>>),
      wedged("wedged-after-write-zeroes", "a refused Write Zeroes moves the write pointer inside",
             wedge<refuses_write<WriteZeroes, Status::ZoneInvalidWrite>>),
      wedged("wedged-after-close", "a Close Zone that is refused leaves a lock on the zone",
             wedge<refuses_action<Zsa::Close, Status::InvalidZoneStateTransition>>,
             refuses_where_wedged<Status::ZoneBoundaryError>),
      wedged("wedged-after-extension",
             "a Set Zone Descriptor Extension that is refused for the zone's state leaves a lock on the zone",
             wedge<refuses_action<Zsa::SetZoneDescriptorExtension, Status::InvalidZoneStateTransition>>),
      wedged("loses-data-after-refused-write", "after a Write that was refused for its LBA the zone stores zeros",
             wedge<refuses_write<Write, Status::ZoneInvalidWrite>>, loses_where_wedged),
      wedged("steps-too-far-after-refused-write",
             "after a Write that was refused for its LBA each one moves the write pointer a block too far",
             wedge<refuses_write<Write, Status::ZoneInvalidWrite>>, moves_on_where_wedged),
      leaking("leak-refused-write-too-large", "a Write above MDTS to an Empty zone takes an open resource",
              leaks_open<refuses_write<Write, Status::InvalidFieldInCommand>, Empty>),
      leaking("leak-refused-write-closed",
              "a Write to a Closed zone that is refused for its LBA takes an open resource",
              leaks_open<refuses_write<Write, Status::ZoneInvalidWrite>, Closed>),
      leaking("leak-refused-append-closed",
              "a Zone Append to a Closed zone that is refused for its length takes an open resource",
              leaks_open<refuses_write<ZoneAppend, Status::ZoneBoundaryError>, Closed>),
      leaking("leak-refused-open-full", "an Open Zone that is refused in a Full zone takes an open resource",
              leaks_open<refuses_action<Zsa::Open, Status::InvalidZoneStateTransition>, Full>),
  };
}

}  // namespace zns::mutants
