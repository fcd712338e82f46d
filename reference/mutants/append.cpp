// Zone Append: where the data goes, what is told, what is refused.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

// The append goes through although too little of the zone is left, up to the end of what `fits` says.
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

void writes_nothing(const Situation& situation, Effect& effect) {
  if (sent<ZoneAppend>(situation) == nullptr || effect.media.empty()) return;
  effect.media[0].content = ZoneMedia::Content::Unwritten;
  effect.media[0].payload = {};
}

}  // namespace

Topic append_mutants() {
  return {
      {.id = "append-past-zcap",
       .wrong = "Zone Append goes on between ZCAP and ZSZE",
       .right = "what does not fit the capacity is aborted with Zone Boundary Error",
       .clauses = {"ZNS-APPEND-005", "ZNS-ZM-007"},
       .origin = "QEMU a679dc3efd, fio issue 1323 (published bugs 1 and 62)",
       .defect = {.does = appends_beyond<fits_zsze>}},
      {.id = "append-boundary-from-zslba",
       .wrong = "Zone Append compares its length with the capacity of the zone, not with what is left of it",
       .right = "blocks beyond the remaining capacity are aborted with Zone Boundary Error",
       .clauses = {"ZNS-APPEND-005"},
       .origin = "QEMU a679dc3efd: the boundary was checked against ZSLBA (published bug 1)",
       .defect = {.does = appends_beyond<fits_zone_from_its_start>}},
      {.id = "append-tells-lba-0",
       .wrong = "Zone Append tells LBA 0 always",
       .right = "the completion holds the assigned LBA",
       .clauses = {"ZNS-APPEND-001"},
       .origin = "NVMeVirt e808a49, xNVMe issue 653: found three years later (published bug 19)",
       .defect = {.does = tells_lba<zero>}},
      {.id = "append-writes-nothing",
       .wrong = "Zone Append moves the write pointer and writes no data",
       .right = "the data is read at the assigned LBA",
       .clauses = {"ZNS-APPEND-001", "ZNS-IO-004"},
       .origin = "FEMU issues 91 and 173 (published bugs 30 and 31)",
       .defect = {.does = writes_nothing}},
      {.id = "append-misaligned-is-invalid-write",
       .wrong = "Zone Append to an LBA within a zone ends with Zone Invalid Write",
       .right = "it is aborted with Invalid Field in Command; Zone Append knows no Zone Invalid Write",
       .clauses = {"ZNS-APPEND-003", "ZNS-AMB-26"},
       .origin = "QEMU add961300c (published bug 3)",
       .defect = {.does = says<ZoneAppend, Status::InvalidFieldInCommand, Status::ZoneInvalidWrite>}},
  };
}

}  // namespace zns::mutants
