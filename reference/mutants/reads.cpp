// Read: what is refused, and what is returned.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;

std::uint64_t zone_end(const Situation& situation) {
  return situation.geometry.zslba(*named_zone(situation)) + situation.geometry.zsze;
}

// The first LBA that is not read, of a Read that would succeed; 0 for anything else.
std::uint64_t end_of_good_read(const Situation& situation, const Effect& effect) {
  const auto* read = sent<Read>(situation);
  return read != nullptr && named_zone(situation) && effect.status == kSuccess ? read->slba + read->nlb.count() : 0;
}

void offline_readable(const Situation& situation, Effect& effect) {
  if (sent<Read>(situation) != nullptr && effect.status == Status::ZoneIsOffline) start_over(effect);
}

void second_zone_unchecked(const Situation& situation, Effect& effect) {
  const Zone* zone = zone_named(situation);
  if (zone != nullptr && zone->zs != Offline) offline_readable(situation, effect);
}

void read_only_unreadable(const Situation& situation, Effect& effect) {
  if (end_of_good_read(situation, effect) != 0 && zone_named(situation)->zs == ReadOnly)
    refuse(effect, Status::ZoneIsReadOnly);
}

template <bool Across>
Geometry across_zones(const Situation& situation) {
  Geometry believed = situation.geometry;
  believed.read_across = Across;
  return believed;
}

void refuses_up_to_zone_end(const Situation& situation, Effect& effect) {
  const std::uint64_t end = end_of_good_read(situation, effect);
  if (end != 0 && end == zone_end(situation)) refuse(effect, Status::ZoneBoundaryError);
}

void refuses_last_block(const Situation& situation, Effect& effect) {
  if (end_of_good_read(situation, effect) == situation.geometry.nsze()) refuse(effect, Status::LbaOutOfRange);
}

void accepts_one_beyond(const Situation& situation, Effect& effect) {
  const auto* read = sent<Read>(situation);
  if (read != nullptr && effect.status == Status::LbaOutOfRange && situation.command.nsid == situation.geometry.nsid &&
      read->slba == situation.geometry.nsze() && read->nlb.count() == 1)
    start_over(effect);
}

void refuses_above_write_pointer(const Situation& situation, Effect& effect) {
  const std::uint64_t end = end_of_good_read(situation, effect);
  if (end == 0) return;
  const Zone& zone = *zone_named(situation);
  if (is_active(zone.zs) && end > zone.wp) refuse(effect, Status::ZoneBoundaryError);
}

void refuses_gap(const Situation& situation, Effect& effect) {
  const std::uint64_t end = end_of_good_read(situation, effect);
  if (end == 0) return;
  if (end > situation.geometry.zslba(*named_zone(situation)) + zone_named(situation)->zcap)
    refuse(effect, Status::LbaOutOfRange);
}

void opens_what_it_reads(const Situation& situation, Effect& effect) {
  if (end_of_good_read(situation, effect) == 0 || zone_named(situation)->zs != Closed) return;
  if (!situation.geometry.max_open || situation.state.opened() < *situation.geometry.max_open)
    move(situation, effect, *named_zone(situation), ImplicitlyOpened);
}

BlockMap::Content content_of(const Situation& situation, std::uint64_t lba) {
  return situation.state.block(situation.geometry, lba).content;
}

void ones_for_deallocated(const Situation& situation, std::span<std::byte> out) {
  for_each_block(situation, out, [&](std::uint64_t lba, std::size_t, Block block) {
    if (content_of(situation, lba) == BlockMap::Content::Unwritten)
      std::fill(block.begin(), block.end(), std::byte{0xFF});
  });
}

// Deallocated blocks of a Full zone hold what is first in the device's buffer: the command's own number.
void rubbish_above_finish(const Situation& situation, std::span<std::byte> out) {
  for_each_block(situation, out, [&](std::uint64_t lba, std::size_t, Block block) {
    if (content_of(situation, lba) == BlockMap::Content::Unwritten &&
        situation.state.zone(static_cast<ZoneId>(lba / situation.geometry.zsze)).zs == Full)
      std::fill(block.begin(), block.end(), static_cast<std::byte>(0x5A + situation.past.commands % 3));
  });
}

void ones_in_gap(const Situation& situation, std::span<std::byte> out) {
  for_each_block(situation, out, [&](std::uint64_t lba, std::size_t, Block block) {
    const auto id = static_cast<ZoneId>(lba / situation.geometry.zsze);
    if (lba >= situation.geometry.zslba(id) + situation.state.zone(id).zcap)
      std::fill(block.begin(), block.end(), std::byte{0xFF});
  });
}

// The buffer's last block is not filled, where there are more than 16.
void last_block_of_many_left_out(const Situation& situation, std::span<std::byte> out) {
  for_each_block(situation, out, [&](std::uint64_t, std::size_t i, Block block) {
    if (i > 15 && (i + 1) * block.size() == out.size()) std::fill(block.begin(), block.end(), std::byte{0});
  });
}

// Beyond the first zone it starts at that zone's beginning again.
void second_zone_from_first(const Situation& situation, std::span<std::byte> out) {
  const auto* read = sent<Read>(situation);
  if (read == nullptr) return;
  const std::uint64_t zsze = situation.geometry.zsze;
  for_each_block(situation, out, [&](std::uint64_t lba, std::size_t, Block block) {
    if (lba / zsze == read->slba / zsze) return;
    const BlockMap::Block old = situation.state.block(situation.geometry, lba - zsze);
    if (old.content == BlockMap::Content::Payload) old.bytes(block);
  });
}

void last_bytes_torn(const Situation& situation, std::span<std::byte> out) {
  for_each_block(situation, out, [&](std::uint64_t, std::size_t, Block block) {
    std::fill(block.end() - 8, block.end(), std::byte{0});
  });
}

Mutant returning(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
                 std::string_view origin, std::string_view hard,
                 void (*returns)(const Situation&, std::span<std::byte>)) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .geometry = returns == second_zone_from_first ? "razb=yes" : "",
          .hard = hard,
          .defect = {.returns = returns}};
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
Topic read_mutants() {
  return {
      {.id = "read-offline-accepted",
       .wrong = "an Offline zone can be read",
       .right = "Read is aborted with Zone Is Offline",
       .clauses = {"ZNS-IO-001"},
       .origin = kTable,
       .defect = {.does = offline_readable}},
      {.id = "read-into-offline-accepted",
       .wrong = "a Read across zones looks at the state of the first zone alone",
       .right = "it is aborted if any zone that it touches is Offline",
       .clauses = {"ZNS-IO-001", "ZNS-IO-003"},
       .origin = kLoop,
       .geometry = "razb=yes",
       .hard = "only with reads across zones, into an Offline one",
       .defect = {.does = second_zone_unchecked}},
      {.id = "read-only-unreadable",
       .wrong = "a Read Only zone cannot be read",
       .right = "its data stays readable",
       .clauses = {"ZNS-SM-045", "ZNS-GEN-020"},
       .origin = kTable,
       .defect = {.does = read_only_unreadable}},
      {.id = "read-across-accepted",
       .wrong = "a Read across two zones succeeds though RAZB is 0",
       .right = "it is aborted with Zone Boundary Error",
       .clauses = {"ZNS-IO-002"},
       .origin = "FreeBSD gzoned: the rule for reads across zones is wrong (published bug 63)",
       .defect = {.believes = across_zones<true>}},
      {.id = "read-across-refused",
       .wrong = "a Read across two zones is aborted though RAZB is 1",
       .right = "it succeeds",
       .clauses = {"ZNS-IO-003"},
       .origin = "FreeBSD gzoned: the rule for reads across zones is wrong (published bug 63)",
       .geometry = "razb=yes",
       .defect = {.believes = across_zones<false>}},
      {.id = "read-up-to-zone-end-refused",
       .wrong = "a Read whose last block is the last of its zone ends with Zone Boundary Error",
       .right = "it touches one zone only",
       .clauses = {"ZNS-IO-004", "ZNS-IO-002"},
       .origin = kOffByOne,
       .hard = "only with the limit exactly reached",
       .defect = {.does = refuses_up_to_zone_end}},
      {.id = "read-last-block-refused",
       .wrong = "the last block of the namespace is out of range",
       .right = "it can be read",
       .clauses = {"ZNS-IO-004", "ZNS-IO-012"},
       .origin = kOffByOne,
       .hard = "only at the last LBA",
       .defect = {.does = refuses_last_block}},
      {.id = "read-one-beyond-accepted",
       .wrong = "the block behind the namespace can be read",
       .right = "it is out of range",
       .clauses = {"ZNS-IO-012"},
       .origin = kOffByOne,
       .hard = "only at the LBA behind the last",
       .defect = {.does = accepts_one_beyond}},
      {.id = "read-above-wp-refused",
       .wrong = "a Read above the write pointer is aborted",
       .right = "it succeeds, and blocks that are not written read as deallocated",
       .clauses = {"ZNS-IO-004"},
       .origin = "plausible: there is nothing to read there",
       .defect = {.does = refuses_above_write_pointer}},
      {.id = "read-gap-refused",
       .wrong = "blocks between capacity and zone size are out of range",
       .right = "they read as deallocated",
       .clauses = {"ZNS-ZM-007"},
       .origin = "fio issue 1323: between ZCAP and ZSZE (published bug 62)",
       .hard = "only with ZCAP < ZSZE",
       .defect = {.does = refuses_gap}},
      {.id = "read-opens-closed",
       .wrong = "a Read opens a Closed zone",
       .right = "a Read changes no zone",
       .clauses = {"ZNS-SM-047", "ZNS-RES-019"},
       .origin = "fio issue 1774: a job that reads opens zones (published bug 62)",
       .defect = {.does = opens_what_it_reads}},
      {.id = "read-slba-32-bits",
       .wrong = "Read looks at the lower half of SLBA only",
       .right = "each LBA has its own data",
       .clauses = {"ZNS-IO-004", "ZNS-IO-023"},
       .origin = kTruncated,
       .geometry = kBeyond32Bits,
       .hard = "only beyond 2^32 blocks",
       .defect = {.reads = truncates<Read, &Read::slba>}},
      {.id = "read-mdts-one-less",
       .wrong = "a Read as large as MDTS allows is aborted",
       .right = "it succeeds",
       .clauses = {"ZNS-GEN-012"},
       .origin = kOffByOne,
       .hard = "only with the limit exactly reached",
       .defect = {.does = refuses_at_limit<Read, &Geometry::mdts>}},
      {.id = "read-mdts-one-more",
       .wrong = "a Read of one block more than MDTS allows goes through",
       .right = "it is aborted",
       .clauses = {"ZNS-GEN-012"},
       .origin = kOffByOne,
       .hard = "only one block beyond the limit",
       .defect = {.believes = allows_one_more<Read, &Geometry::mdts>}},
      returning("deallocated-reads-as-ones", "deallocated blocks read as FFh though DLFEAT says 00h",
                "they read as DLFEAT says", {"ZNS-IO-005", "IDN-009"}, "plausible: that is what erased flash reads as",
                "", ones_for_deallocated),
      returning("gap-reads-as-ones", "blocks between capacity and zone size read as FFh", "they read as deallocated",
                {"ZNS-ZM-007", "ZNS-IO-005"}, "plausible: that is what erased flash reads as", "only with ZCAP < ZSZE",
                ones_in_gap),
      returning("finished-zone-reads-rubbish", "above its old write pointer a Full zone reads as whatever is there",
                "blocks that were never written read as deallocated", {"ZNS-ZMS-023", "ZNS-IO-005"},
                "plausible: finishing pads the medium with what is in the buffer",
                "only in a zone that was finished early", rubbish_above_finish),
      returning("read-large-loses-last-block", "of a Read of more than 16 blocks the last is not transferred",
                "all blocks are", {"ZNS-IO-004", "ZNS-IO-023"}, "plausible: an off-by-one in a list of segments",
                "only with large reads", last_block_of_many_left_out),
      returning("read-across-repeats-first-zone", "a Read across zones gives the data of the first zone twice",
                "each block gives its own data", {"ZNS-IO-003"}, "plausible: the zone is looked up once",
                "only with reads across zones", second_zone_from_first),
      returning("read-tears-blocks", "the last 8 bytes of each block read as 00h", "all bytes of a block are returned",
                {"ZNS-IO-023"}, "plausible: protection information is stripped that is not there", "", last_bytes_torn),
  };
}

}  // namespace zns::mutants
