// Lengths and LBAs in variables that are too narrow: the ends of the fields.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::mutants {
namespace {

constexpr std::uint64_t kWord = std::uint64_t{1} << 32;

// Zones of 2^33 blocks that can be written up to the last.
constexpr std::string_view kHugeZones = "zones=4,zsze=8589934592,zcap=8589934592";

// The number of bytes of a report, in 32 bits.
Command bytes_in_32_bits(const Situation& situation) {
  Command command = situation.command;
  auto* receive = std::get_if<ZoneManagementReceive>(&command.body);
  if (receive == nullptr) return command;
  const std::uint64_t bytes = receive->numd.count() * 4 % kWord;
  if (bytes != 0) receive->numd = NumberOfDwords::of_count(bytes / 4);
  return command;
}

// The 0's based value, turned into a number in 32 bits.
void no_dwords(const Situation& situation, Effect& effect) {
  const auto* receive = sent<ZoneManagementReceive>(situation);
  if (receive != nullptr && receive->numd.raw() == 0xFFFF'FFFF && effect.status == Status::InvalidFieldInCommand)
    start_over(effect);
}

// MDTS is compared with the number of bytes in 32 bits.
Geometry transfers_in_32_bits(const Situation& situation) {
  Geometry believed = situation.geometry;
  if (sent<Read>(situation) != nullptr && byte_count(situation) >= kWord &&
      !exceeds(byte_count(situation) % kWord, believed.mdts))
    believed.mdts = 0;
  return believed;
}

// NLB FFFFh, turned into a number in 16 bits: there is nothing to do.
template <class Body>
void none_of_65536(const Situation& situation, Effect& effect) {
  if (sent<Body>(situation) != nullptr && footprint(situation.command).blocks == 65'536 &&
      effect.status == Status::InvalidFieldInCommand)
    start_over(effect);
}

// SLBA + NLB in 64 bits is small, and not beyond the end.
template <class Body>
void wraps(const Situation& situation, Effect& effect) {
  const auto* body = sent<Body>(situation);
  if (body != nullptr && effect.status == Status::LbaOutOfRange && body->slba + body->nlb.count() < body->slba)
    start_over(effect);
}

template <class Body>
void wraps_to_0(const Situation& situation, Effect& effect) {
  const auto* body = sent<Body>(situation);
  if (body != nullptr && effect.status == Status::LbaOutOfRange && body->slba + body->nlb.count() == 0)
    start_over(effect);
}

// Places in a zone, in 32 bits.
void write_pointer_in_32_bits(const Situation& situation, Effect& effect) {
  const auto* write = sent<Write>(situation);
  const Zone* zone = zone_named(situation);
  if (write == nullptr || zone == nullptr || effect.status != Status::ZoneInvalidWrite) return;
  if (!is_active(zone->zs) || write->slba % kWord != zone->wp % kWord) return;
  write_anyway(situation, effect, {*named_zone(situation), zone->wp, write->nlb.count()});
}

void reads_in_32_bits(const Situation& situation, std::span<std::byte> out) {
  const std::uint64_t zsze = situation.geometry.zsze;
  for_each_block(situation, out, [&](std::uint64_t lba, std::size_t, Block block) {
    const std::uint64_t offset = lba % zsze;
    if (offset < kWord) return;
    const BlockMap::Block low = situation.state.block(situation.geometry, lba - offset + offset % kWord);
    if (low.content == BlockMap::Content::Payload) low.bytes(block);
  });
}

Command zone_starts_in_32_bits(const Situation& situation) {
  Command command = situation.command;
  auto* send = std::get_if<ZoneManagementSend>(&command.body);
  if (send != nullptr && send->slba % kWord == 0 && send->slba < situation.geometry.nsze())
    send->slba -= send->slba % situation.geometry.zsze;
  return command;
}

Mutant doing(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
             std::string_view hard, void (*does)(const Situation&, Effect&), std::string_view geometry = "") {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = kTruncated,
          .geometry = geometry,
          .hard = hard,
          .defect = {.does = does}};
}

}  // namespace

Topic field_end_mutants() {
  constexpr std::string_view kEnds = "only at the end of the field";
  return {
      {.id = "report-bytes-32-bits",
       .wrong = "the bytes of a report are counted in 32 bits: one of 4 GiB and 64 bytes has 64",
       .right = "it is larger than MDTS allows",
       .clauses = {"ZNS-ZMR-012", "ZNS-GEN-012"},
       .origin = "QEMU 7.2: NUMD 4000000Fh returns 64 bytes",
       .hard = "only beyond 2^30 dwords",
       .defect = {.reads = bytes_in_32_bits}},
      doing("report-all-dwords-is-none", "a report of NUMD FFFFFFFFh transfers nothing, and succeeds",
            "it is larger than MDTS allows", {"ZNS-ZMR-012"}, kEnds, no_dwords),
      {.id = "read-bytes-32-bits",
       .wrong = "the bytes of a Read are counted in 32 bits, and 4 GiB are within MDTS",
       .right = "it is larger than MDTS allows",
       .clauses = {"ZNS-GEN-012"},
       .origin = kTruncated,
       .geometry = "zones=4,zsze=65536,zcap=48,lba=65536",
       .hard = "only with large blocks, at the end of the field",
       .defect = {.believes = transfers_in_32_bits}},
      doing("read-65536-is-none", "a Read of 65,536 blocks reads none, and succeeds", "it is larger than MDTS allows",
            {"ZNS-GEN-012"}, kEnds, none_of_65536<Read>),
      doing("write-65536-is-none", "a Write of 65,536 blocks writes none, and succeeds",
            "it is larger than MDTS allows", {"ZNS-GEN-012"}, kEnds, none_of_65536<Write>, "lba=512"),
      doing("append-65536-is-none", "a Zone Append of 65,536 blocks writes none, and succeeds",
            "it is larger than ZASL allows", {"ZNS-APPEND-008"}, kEnds, none_of_65536<ZoneAppend>, "lba=512"),
      doing("read-end-wraps", "SLBA + NLB of a Read wraps, and is within the namespace", "it is out of range",
            {"ZNS-IO-012"}, "only at the highest LBAs", wraps<Read>),
      doing("read-end-wraps-to-0", "a Read that ends at LBA FFFFFFFFFFFFFFFFh ends at 0, and succeeds",
            "it is out of range", {"ZNS-IO-012"}, "only at the highest LBA exactly", wraps_to_0<Read>),
      doing("write-end-wraps-to-0", "a Write that ends at LBA FFFFFFFFFFFFFFFFh ends at 0, and succeeds",
            "it is out of range", {"ZNS-IO-027"}, "only at the highest LBA exactly", wraps_to_0<Write>),
      doing("write-zeroes-end-wraps", "SLBA + NLB of a Write Zeroes wraps, and is within the namespace",
            "it is out of range", {"ZNS-IO-027"}, "only at the highest LBAs", wraps<WriteZeroes>),
      doing("write-pointer-32-bits", "a Write 2^32 blocks above the write pointer is taken for one at it",
            "it is aborted with Zone Invalid Write", {"ZNS-IO-020"}, "only in zones of more than 2^32 blocks",
            write_pointer_in_32_bits, kHugeZones),
      {.id = "read-in-zone-32-bits",
       .wrong = "a Read 2^32 blocks above written ones returns their data",
       .right = "each LBA has its own data",
       .clauses = {"ZNS-IO-004", "ZNS-IO-005"},
       .origin = kTruncated,
       .geometry = kHugeZones,
       .hard = "only in zones of more than 2^32 blocks",
       .defect = {.returns = reads_in_32_bits}},
      {.id = "send-zone-start-32-bits",
       .wrong = "Zone Management Send takes an LBA 2^32 blocks inside a zone for its start",
       .right = "it is refused: SLBA is not the start of a zone",
       .clauses = {"ZNS-ZMS-001"},
       .origin = kTruncated,
       .geometry = kHugeZones,
       .hard = "only in zones of more than 2^32 blocks",
       .defect = {.reads = zone_starts_in_32_bits}},
  };
}

}  // namespace zns::mutants
