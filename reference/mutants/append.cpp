// Zone Append: where the data goes, what is told, what is refused.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/spec/footprint.hpp"

namespace zns::mutants {
namespace {

// The append goes through although too little of the zone is left, as far as `fits` says.
template <bool (*fits)(const Situation&, const Blocks&)>
void appends_beyond(const Situation& situation, Effect& effect) {
  const auto blocks = blocks_written(situation);
  if (sent<ZoneAppend>(situation) == nullptr || !blocks || effect.status != Status::ZoneBoundaryError) return;
  if (is_writable(situation.state.zone(blocks->zone).zs) && fits(situation, *blocks))
    write_anyway(situation, effect, *blocks);
}

bool fits_zsze(const Situation& situation, const Blocks& blocks) {
  return blocks.lba + blocks.count <= situation.geometry.zslba(blocks.zone) + situation.geometry.zsze;
}

bool fits_zone_from_its_start(const Situation& situation, const Blocks& blocks) {
  return blocks.count <= situation.state.zone(blocks.zone).zcap;
}

// A successful append tells another LBA.
template <std::uint64_t (*told)(const Situation&, std::uint64_t alba)>
void tells_lba(const Situation& situation, Effect& effect) {
  if (sent<ZoneAppend>(situation) != nullptr && effect.status == kSuccess)
    effect.result = told(situation, effect.result);
}

std::uint64_t zero(const Situation&, std::uint64_t) {
  return 0;
}
std::uint64_t zslba(const Situation& situation, std::uint64_t) {
  return sent<ZoneAppend>(situation)->zslba;
}
std::uint64_t lba_behind(const Situation& situation, std::uint64_t alba) {
  return alba + footprint(situation.command).blocks;
}
std::uint64_t low_half(const Situation&, std::uint64_t alba) {
  return alba & 0xFFFF'FFFF;
}
std::uint64_t bytes_swapped(const Situation&, std::uint64_t alba) {
  std::uint64_t swapped = 0;
  for (int i = 0; i < 8; ++i) swapped = swapped << 8 | (alba >> (8 * i) & 0xFF);
  return swapped;
}

void writes_nothing(const Situation& situation, Effect& effect) {
  if (sent<ZoneAppend>(situation) == nullptr || effect.media.empty()) return;
  effect.media[0].content = BlockMap::Content::Unwritten;
  effect.media[0].payload = {};
}

// Block after block, each with the data of the first.
void repeats_first_block(const Situation& situation, Effect& effect) {
  if (sent<ZoneAppend>(situation) == nullptr || effect.media.empty()) return;
  const BlockChange whole = effect.media[0];
  effect.media = {};
  for (std::uint64_t i = 0; i < whole.count; ++i)
    effect.media.push_back({.zone = whole.zone,
                            .first = whole.first + i,
                            .count = 1,
                            .content = whole.content,
                            .payload = whole.payload.first(situation.state.block_bytes())});
}

void loses_last_block(const Situation& situation, Effect& effect) {
  if (sent<ZoneAppend>(situation) == nullptr || effect.media.empty() || effect.media[0].count < 2) return;
  BlockChange& written = effect.media[0];
  --written.count;
  written.payload = written.payload.first(written.payload.size() - situation.state.block_bytes());
  effect.media.push_back({.zone = written.zone,
                          .first = written.first + written.count,
                          .count = 1,
                          .content = BlockMap::Content::Unwritten});
}

void refuses_to_fill(const Situation& situation, Effect& effect) {
  const auto blocks = blocks_written(situation);
  if (sent<ZoneAppend>(situation) == nullptr || !blocks || effect.status != kSuccess) return;
  if (after(situation, effect, blocks->zone).zs == ZoneState::Full) refuse(effect, Status::ZoneBoundaryError);
}

Geometry without_zasl(const Situation& situation) {
  Geometry believed = situation.geometry;
  believed.zasl = 0;
  return believed;
}

Geometry appends_without_limit(const Situation& situation) {
  Geometry believed = situation.geometry;
  if (sent<ZoneAppend>(situation) != nullptr && believed.zasl == 0) believed.mdts = 0;
  return believed;
}

Command rounds_down(const Situation& situation) {
  Command command = situation.command;
  if (auto* append = std::get_if<ZoneAppend>(&command.body)) append->zslba -= append->zslba % situation.geometry.zsze;
  return command;
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
Topic append_mutants() {
  using enum ZoneState;
  return {
      {.id = "append-past-zcap",
       .wrong = "Zone Append goes on between ZCAP and ZSZE",
       .right = "what does not fit the capacity is aborted with Zone Boundary Error",
       .clauses = {"ZNS-APPEND-005", "ZNS-ZM-007"},
       .origin = "QEMU a679dc3efd, fio issue 1323 (published bugs 1 and 62)",
       .hard = "only with ZCAP < ZSZE",
       .defect = {.does = appends_beyond<fits_zsze>}},
      {.id = "append-boundary-from-zslba",
       .wrong = "Zone Append compares its length with the capacity of the zone, not with what is left of it",
       .right = "blocks beyond the remaining capacity are aborted with Zone Boundary Error",
       .clauses = {"ZNS-APPEND-005"},
       .origin = "QEMU a679dc3efd: the boundary was checked against ZSLBA (published bug 1)",
       .defect = {.does = appends_beyond<fits_zone_from_its_start>}},
      {.id = "append-refuses-to-fill",
       .wrong = "a Zone Append that ends exactly at the capacity ends with Zone Boundary Error",
       .right = "it succeeds, and the zone is Full",
       .clauses = {"ZNS-APPEND-005", "ZNS-ZM-066"},
       .origin = kOffByOne,
       .hard = "only with the limit exactly reached",
       .defect = {.does = refuses_to_fill}},
      {.id = "append-tells-lba-0",
       .wrong = "Zone Append tells LBA 0 always",
       .right = "the completion holds the assigned LBA",
       .clauses = {"ZNS-APPEND-001"},
       .origin = "NVMeVirt e808a49, xNVMe issue 653: found three years later (published bug 19)",
       .defect = {.does = tells_lba<zero>}},
      {.id = "append-tells-swapped-bytes",
       .wrong = "the assigned LBA is big-endian",
       .right = "the completion is little-endian",
       .clauses = {"ZNS-APPEND-001"},
       .origin = "QEMU a679dc3efd, on big-endian hosts (published bug 2)",
       .defect = {.does = tells_lba<bytes_swapped>}},
      {.id = "append-tells-zslba",
       .wrong = "Zone Append tells the first LBA of the zone",
       .right = "the completion holds the assigned LBA",
       .clauses = {"ZNS-APPEND-001"},
       .origin = "ConfZNS pull request 3: the zone's head taken for its write pointer (published bug 36)",
       .defect = {.does = tells_lba<zslba>}},
      {.id = "append-tells-write-pointer-after",
       .wrong = "Zone Append tells the write pointer after it",
       .right = "the completion holds the first LBA that was written",
       .clauses = {"ZNS-APPEND-001"},
       .origin = "plausible: the completion is filled in after the write pointer was moved",
       .defect = {.does = tells_lba<lba_behind>}},
      {.id = "append-tells-32-bits",
       .wrong = "the upper half of the assigned LBA is 0",
       .right = "the completion holds all 64 bits of it",
       .clauses = {"ZNS-APPEND-001"},
       .origin = kTruncated,
       .geometry = kBeyond32Bits,
       .hard = "only beyond 2^32 blocks",
       .defect = {.does = tells_lba<low_half>}},
      {.id = "append-zslba-32-bits",
       .wrong = "Zone Append looks at the lower half of ZSLBA only",
       .right = "a ZSLBA beyond the namespace is refused, whatever its lower half",
       .clauses = {"ZNS-APPEND-003"},
       .origin = kTruncated,
       .hard = "only with an LBA beyond 2^32 whose lower half is that of a zone",
       .defect = {.reads = truncates<ZoneAppend, &ZoneAppend::zslba>}},
      {.id = "append-writes-nothing",
       .wrong = "Zone Append moves the write pointer and writes no data",
       .right = "the data is read at the assigned LBA",
       .clauses = {"ZNS-APPEND-001", "ZNS-IO-004"},
       .origin = "FEMU issues 91 and 173 (published bugs 30 and 31)",
       .defect = {.does = writes_nothing}},
      {.id = "append-repeats-first-block",
       .wrong = "every block of a Zone Append holds the data of its first",
       .right = "each block holds its own data",
       .clauses = {"ZNS-APPEND-001"},
       .origin = "plausible: a pointer into the host's buffer that is not moved on",
       .defect = {.does = repeats_first_block}},
      {.id = "append-loses-last-block",
       .wrong = "the last block of a Zone Append of several is not written",
       .right = "all blocks are",
       .clauses = {"ZNS-APPEND-001"},
       .origin = "plausible: NLB taken for the number of blocks where the data is moved",
       .defect = {.does = loses_last_block}},
      {.id = "append-misaligned-is-invalid-write",
       .wrong = "Zone Append to an LBA within a zone ends with Zone Invalid Write",
       .right = "it is aborted with Invalid Field in Command; Zone Append knows no Zone Invalid Write",
       .clauses = {"ZNS-APPEND-003", "ZNS-AMB-26"},
       .origin = "QEMU add961300c (published bug 3)",
       .defect = {.does = says<ZoneAppend, Status::InvalidFieldInCommand, Status::ZoneInvalidWrite>}},
      {.id = "append-misaligned-accepted",
       .wrong = "Zone Append to an LBA within a zone appends to that zone",
       .right = "it is aborted with Invalid Field in Command",
       .clauses = {"ZNS-APPEND-003"},
       .origin = "NVMeVirt: no check",
       .defect = {.reads = rounds_down}},
      {.id = "append-boundary-is-invalid-write",
       .wrong = "a Zone Append of more than is left ends with Zone Invalid Write",
       .right = "it ends with Zone Boundary Error",
       .clauses = {"ZNS-APPEND-005", "ZNS-AMB-26"},
       .origin = kNeighbour,
       .defect = {.does = says<ZoneAppend, Status::ZoneBoundaryError, Status::ZoneInvalidWrite>}},
      {.id = "append-to-full-is-read-only",
       .wrong = "Zone Append to a Full zone ends with Zone Is Read Only",
       .right = "it ends with Zone Is Full",
       .clauses = {"ZNS-APPEND-006"},
       .origin = kNeighbour,
       .defect = {.does = says<ZoneAppend, Status::ZoneIsFull, Status::ZoneIsReadOnly>}},
      {.id = "append-to-read-only-is-offline",
       .wrong = "Zone Append to a Read Only zone ends with Zone Is Offline",
       .right = "it ends with Zone Is Read Only",
       .clauses = {"ZNS-APPEND-006"},
       .origin = kNeighbour,
       .defect = {.does = says<ZoneAppend, Status::ZoneIsReadOnly, Status::ZoneIsOffline>}},
      {.id = "append-zasl-ignored",
       .wrong = "Zone Append is limited by MDTS alone",
       .right = "more than ZASL allows is aborted",
       .clauses = {"ZNS-APPEND-008", "IDC-006"},
       .origin = "QEMU 578d914b26: ZASL and MDTS mixed up (published bug 10)",
       .defect = {.believes = without_zasl}},
      {.id = "append-zasl-one-less",
       .wrong = "a Zone Append as large as ZASL allows is aborted",
       .right = "it succeeds",
       .clauses = {"ZNS-APPEND-008"},
       .origin = kOffByOne,
       .hard = "only with the limit exactly reached",
       .defect = {.does = refuses_at_limit<ZoneAppend, &Geometry::zasl>}},
      {.id = "append-zasl-one-more",
       .wrong = "a Zone Append of one block more than ZASL allows goes through",
       .right = "it is aborted",
       .clauses = {"ZNS-APPEND-008"},
       .origin = kOffByOne,
       .hard = "only one block beyond the limit",
       .defect = {.believes = allows_one_more<ZoneAppend, &Geometry::zasl>}},
      {.id = "append-zasl-0-is-no-limit",
       .wrong = "with ZASL = 0 a Zone Append may be of any size",
       .right = "with ZASL = 0 MDTS limits it",
       .clauses = {"ZNS-APPEND-008", "ZNS-GEN-012"},
       .origin = "plausible: 0 is no limit in the fields around it",
       .geometry = "zasl=0",
       .defect = {.believes = appends_without_limit}},
      {.id = "append-opens-explicitly",
       .wrong = "Zone Append to an Empty zone opens it explicitly",
       .right = "it is opened implicitly",
       .clauses = {"ZNS-SM-001", "ZNS-SM-047"},
       .origin = kTable,
       .defect = {.does = leaves_zone<ZoneAppend, Empty, ExplicitlyOpened>}},
      {.id = "append-demotes-explicitly-opened",
       .wrong = "Zone Append to an explicitly opened zone makes it implicitly opened",
       .right = "it stays explicitly opened",
       .clauses = {"ZNS-SM-047"},
       .origin = kTable,
       .defect = {.does = leaves_zone<ZoneAppend, ExplicitlyOpened, ImplicitlyOpened>}},
  };
}

}  // namespace zns::mutants
