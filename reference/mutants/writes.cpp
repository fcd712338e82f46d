// Write: where data may land, how the write pointer moves, what is refused.
#include <bit>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

// A Write in a writable zone that ends with `refused`: its blocks.
std::optional<Blocks> refused_blocks(const Situation& situation, const Effect& effect, Status refused) {
  const auto blocks = blocks_written(situation);
  if (sent<Write>(situation) == nullptr || !blocks || effect.status != refused) return std::nullopt;
  return is_writable(situation.state.zone(blocks->zone).zs) ? blocks : std::nullopt;
}

std::uint64_t end_of(const Geometry& geometry, ZoneId zone) {
  return geometry.zslba(zone) + geometry.zsze;
}

// Data within the zone lands, and nothing else changes.
void land(const Situation& situation, Effect& effect, const Blocks& blocks) {
  const std::uint64_t count = std::min(blocks.count, end_of(situation.geometry, blocks.zone) - blocks.lba);
  const std::size_t bytes = static_cast<std::size_t>(count) * situation.state.block_bytes();
  effect.media.push_back({.zone = blocks.zone,
                          .first = blocks.lba - situation.geometry.zslba(blocks.zone),
                          .count = count,
                          .content = blocks.content,
                          .payload = situation.data.first(bytes)});
}

void overwrites(const Situation& situation, Effect& effect) {
  const auto blocks = refused_blocks(situation, effect, Status::ZoneInvalidWrite);
  if (!blocks || blocks->lba + blocks->count > situation.state.zone(blocks->zone).wp) return;
  start_over(effect);
  land(situation, effect, *blocks);
}

void leaves_a_gap(const Situation& situation, Effect& effect) {
  const auto blocks = refused_blocks(situation, effect, Status::ZoneInvalidWrite);
  if (!blocks) return;
  const Zone& zone = situation.state.zone(blocks->zone);
  if (blocks->lba > zone.wp && blocks->lba + blocks->count <= situation.geometry.zslba(blocks->zone) + zone.zcap)
    write_anyway(situation, effect, *blocks);
}

template <Status Refused>
void refuses_and_writes(const Situation& situation, Effect& effect) {
  const auto blocks = refused_blocks(situation, effect, Refused);
  if (blocks && blocks->lba < end_of(situation.geometry, blocks->zone)) land(situation, effect, *blocks);
}

// Aborted at the capacity, with everything up to it written.
void writes_what_fits(const Situation& situation, Effect& effect) {
  auto blocks = refused_blocks(situation, effect, Status::ZoneBoundaryError);
  if (!blocks) return;
  const Zone& zone = situation.state.zone(blocks->zone);
  const std::uint64_t cap = situation.geometry.zslba(blocks->zone) + zone.zcap;
  if (blocks->lba != zone.wp || zone.wp >= cap) return;
  blocks->count = cap - zone.wp;
  write_anyway(situation, effect, *blocks);
  effect.status = Status::ZoneBoundaryError;
}

void writes_past_zcap(const Situation& situation, Effect& effect) {
  const auto blocks = refused_blocks(situation, effect, Status::ZoneBoundaryError);
  if (blocks && blocks->lba == situation.state.zone(blocks->zone).wp &&
      blocks->lba + blocks->count <= end_of(situation.geometry, blocks->zone))
    write_anyway(situation, effect, *blocks);
}

void swallowed_by_full(const Situation& situation, Effect& effect) {
  if (sent<Write>(situation) != nullptr && effect.status == Status::ZoneIsFull) start_over(effect);
}

void read_only_written(const Situation& situation, Effect& effect) {
  const auto blocks = blocks_written(situation);
  if (sent<Write>(situation) == nullptr || !blocks || effect.status != Status::ZoneIsReadOnly) return;
  if (blocks->lba == situation.state.zone(blocks->zone).wp) start_over(effect);
}

template <std::uint64_t Period>
void loses_data_periodically(const Situation& situation, Effect& effect) {
  if (sent<Write>(situation) == nullptr || effect.media.empty() || situation.past.commands % Period != Period - 1)
    return;
  effect.media[0].content = BlockMap::Content::Unwritten;
  effect.media[0].payload = {};
}

void loses_data_of_worn_zones(const Situation& situation, Effect& effect) {
  const auto id = named_zone(situation);
  if (!id || effect.media.empty() || effect.media[0].content != BlockMap::Content::Payload) return;
  const auto resets = situation.past.zone_resets.find(*id);
  if (resets == situation.past.zone_resets.end() || resets->second < 4) return;
  effect.media[0].content = BlockMap::Content::Unwritten;
  effect.media[0].payload = {};
}

void finds_zone_by_shift(const Situation& situation, Effect& effect) {
  const auto* write = sent<Write>(situation);
  const auto id = named_zone(situation);
  if (write == nullptr || !id || effect.status != kSuccess) return;
  if (write->slba >> (std::bit_width(situation.geometry.zsze) - 1) != *id) refuse(effect, Status::ZoneInvalidWrite);
}

Geometry any_size(const Situation& situation) {
  Geometry believed = situation.geometry;
  believed.mdts = 0;
  return believed;
}

void refuses_fua(const Situation& situation, Effect& effect) {
  const auto* write = sent<Write>(situation);
  if (write != nullptr && write->fua && effect.status == kSuccess) refuse(effect, Status::InvalidFieldInCommand);
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
Topic write_mutants() {
  using enum ZoneState;
  return {
      {.id = "write-below-wp-overwrites",
       .wrong = "a Write below the write pointer overwrites what is there",
       .right = "it is aborted with Zone Invalid Write",
       .clauses = {"ZNS-IO-020"},
       .origin = "kdave/btrfs-progs issue 603: \"sequential write constraint is broken\" (published bug 35)",
       .defect = {.does = overwrites}},
      {.id = "write-above-wp-leaves-gap",
       .wrong = "a Write above the write pointer is carried out",
       .right = "it is aborted with Zone Invalid Write",
       .clauses = {"ZNS-IO-020"},
       .origin = "kdave/btrfs-progs issue 603 (published bug 35)",
       .defect = {.does = leaves_a_gap}},
      {.id = "write-off-wp-hangs",
       .wrong = "a Write that is not at the write pointer never completes",
       .right = "it is aborted with Zone Invalid Write",
       .clauses = {"ZNS-IO-020"},
       .origin = "FEMU issue 103 (published bug 32)",
       .defect = {.answers = [](const Situation&,
                                Outcome& outcome) { outcome.lost = outcome.status == Status::ZoneInvalidWrite; }}},
      {.id = "write-off-wp-lands",
       .wrong = "a Write that is not at the write pointer is aborted, and its data is there all the same",
       .right = "an aborted command changes no data",
       .clauses = {"ZNS-IO-020", "ZNS-GEN-007"},
       .origin = "plausible: data is moved to its place before the checks",
       .defect = {.does = refuses_and_writes<Status::ZoneInvalidWrite>}},
      {.id = "write-beyond-capacity-lands",
       .wrong = "a Write of more than is left is aborted, and its data is there all the same",
       .right = "an aborted command changes no data",
       .clauses = {"ZNS-IO-021", "ZNS-GEN-007"},
       .origin = "plausible: data is moved to its place before the checks",
       .defect = {.does = refuses_and_writes<Status::ZoneBoundaryError>}},
      {.id = "write-beyond-capacity-fills",
       .wrong = "a Write of more than is left is aborted, and what fits is written",
       .right = "nothing is written",
       .clauses = {"ZNS-IO-021", "ZNS-GEN-007"},
       .origin = "FreeBSD gzoned: a failed write leaves a wrong write pointer (published bug 63)",
       .defect = {.does = writes_what_fits}},
      {.id = "write-past-zcap",
       .wrong = "Write goes on between ZCAP and ZSZE",
       .right = "what does not fit the capacity is aborted with Zone Boundary Error",
       .clauses = {"ZNS-IO-021", "ZNS-ZM-007"},
       .origin = "NVMeVirt knows no capacity; fio issue 1323 (published bug 62)",
       .hard = "only with ZCAP < ZSZE",
       .defect = {.does = writes_past_zcap}},
      {.id = "write-to-full-swallowed",
       .wrong = "a Write to a Full zone succeeds, and writes nothing",
       .right = "it is aborted with Zone Is Full",
       .clauses = {"ZNS-IO-022"},
       .origin = kTable,
       .defect = {.does = swallowed_by_full}},
      {.id = "write-to-read-only-swallowed",
       .wrong = "a Write to a Read Only zone, where its write pointer stood, succeeds and writes nothing",
       .right = "it is aborted with Zone Is Read Only",
       .clauses = {"ZNS-IO-022"},
       .origin = kTable,
       .defect = {.does = read_only_written}},
      {.id = "write-to-full-is-invalid-write",
       .wrong = "a Write to a Full zone ends with Zone Invalid Write",
       .right = "it ends with Zone Is Full; a Full zone has no write pointer",
       .clauses = {"ZNS-IO-022"},
       .origin = kNeighbour,
       .defect = {.does = says<Write, Status::ZoneIsFull, Status::ZoneInvalidWrite>}},
      {.id = "write-to-read-only-is-range",
       .wrong = "a Write to a Read Only zone ends with Attempted Write to Read Only Range",
       .right = "it ends with Zone Is Read Only",
       .clauses = {"ZNS-IO-022"},
       .origin = "plausible: the status that the NVM command set had before",
       .defect = {.does = says<Write, Status::ZoneIsReadOnly, Status::AttemptedWriteToReadOnlyRange>}},
      {.id = "write-to-offline-is-read-only",
       .wrong = "a Write to an Offline zone ends with Zone Is Read Only",
       .right = "it ends with Zone Is Offline",
       .clauses = {"ZNS-IO-022"},
       .origin = kNeighbour,
       .defect = {.does = says<Write, Status::ZoneIsOffline, Status::ZoneIsReadOnly>}},
      {.id = "write-off-wp-is-boundary",
       .wrong = "a Write that is not at the write pointer ends with Zone Boundary Error",
       .right = "it ends with Zone Invalid Write",
       .clauses = {"ZNS-IO-020"},
       .origin = kNeighbour,
       .defect = {.does = says<Write, Status::ZoneInvalidWrite, Status::ZoneBoundaryError>}},
      {.id = "write-boundary-is-out-of-range",
       .wrong = "a Write of more than is left ends with LBA Out of Range",
       .right = "it ends with Zone Boundary Error",
       .clauses = {"ZNS-IO-021"},
       .origin = "plausible: the status that the NVM command set had before",
       .defect = {.does = says<Write, Status::ZoneBoundaryError, Status::LbaOutOfRange>}},
      {.id = "mdts-ignored",
       .wrong = "transfers may be larger than MDTS",
       .right = "they are aborted with Invalid Field in Command",
       .clauses = {"ZNS-GEN-012", "IDC-005"},
       .origin = "plausible: the check sits in the driver of the reference board",
       .defect = {.believes = any_size}},
      {.id = "write-mdts-one-less",
       .wrong = "a Write as large as MDTS allows is aborted",
       .right = "it succeeds",
       .clauses = {"ZNS-GEN-012"},
       .origin = kOffByOne,
       .hard = "only with the limit exactly reached",
       .defect = {.does = refuses_at_limit<Write, &Geometry::mdts>}},
      {.id = "write-mdts-one-more",
       .wrong = "a Write of one block more than MDTS allows goes through",
       .right = "it is aborted",
       .clauses = {"ZNS-GEN-012"},
       .origin = kOffByOne,
       .hard = "only one block beyond the limit",
       .defect = {.believes = allows_one_more<Write, &Geometry::mdts>}},
      {.id = "write-lost-now-and-then",
       .wrong = "the data of a Write is lost if it is every 61st command",
       .right = "the data of every successful Write is read back",
       .clauses = {"ZNS-IO-023"},
       .origin = "FEMU pull request 195: 99 of 6,144 writes went elsewhere (published bug 34)",
       .hard = "only a Write in 61 commands",
       .defect = {.does = loses_data_periodically<61>}},
      {.id = "write-lost-in-worn-zone",
       .wrong = "from the fourth reset on a zone keeps no data",
       .right = "data is kept, however often the zone was reset",
       .clauses = {"ZNS-IO-023"},
       .origin = "plausible: a small counter of erase cycles that overflows",
       .hard = "only after several resets of the same zone",
       .defect = {.does = loses_data_of_worn_zones}},
      {.id = "write-finds-zone-by-shift",
       .wrong = "the zone of an LBA is found by a shift, as if ZSZE were a power of two",
       .right = "ZSZE may be any number of blocks",
       .clauses = {"ZNS-ZM-001", "ZNS-IO-023"},
       .origin = "NVMeVirt issue 18: Zone Invalid Write depending on the size (published bug 28)",
       .geometry = "zsze=60,zcap=48",
       .hard = "only where ZSZE is no power of two",
       .defect = {.does = finds_zone_by_shift}},
      {.id = "write-slba-32-bits",
       .wrong = "Write looks at the lower half of SLBA only",
       .right = "an SLBA beyond the namespace is refused, whatever its lower half",
       .clauses = {"ZNS-IO-027"},
       .origin = "nvme-cli pull request 2023, zoned block layer 89cd6254b8 (published bugs 18 and 57)",
       .hard = "only with an LBA beyond 2^32 whose lower half is the write pointer",
       .defect = {.reads = truncates<Write, &Write::slba>}},
      {.id = "write-fua-refused",
       .wrong = "a Write with FUA is aborted",
       .right = "it is carried out",
       .clauses = {"ZNS-IO-029"},
       .origin = "plausible: a flag that the reference firmware did not implement",
       .defect = {.does = refuses_fua}},
  };
}

}  // namespace zns::mutants
