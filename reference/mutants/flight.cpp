// Commands in flight together: what they return of zones that no other of them touches, and of blocks in flight.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/mutants/report_parts.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;

const ZoneAppend* append_before(const Situation& situation) {
  for (const Command& command : situation.earlier)
    if (const auto* append = std::get_if<ZoneAppend>(&command.body)) return append;
  return nullptr;
}

bool is_touched(const Situation& situation, std::uint64_t zslba) {
  return std::any_of(situation.earlier.begin(), situation.earlier.end(), [&](const Command& command) {
    const auto* append = std::get_if<ZoneAppend>(&command.body);
    return append != nullptr && append->zslba == zslba;
  });
}

// Reported beside an append to another zone, a Closed one has the write pointer of that moment's buffer.
void other_zone_shifted(const Situation& situation, std::span<std::byte> out) {
  if (sent<ZoneManagementReceive>(situation) == nullptr || append_before(situation) == nullptr) return;
  const std::size_t size = entry_bytes(situation);
  for (std::size_t at = kReportHeaderBytes; at + size <= out.size(); at += size) {
    const auto bytes = out.subspan(at).first<kZoneDescriptorBytes>();
    ZoneDescriptor zone = decode_zone_descriptor(bytes);
    if (zone.zs != Closed || is_touched(situation, zone.zslba)) continue;
    ++zone.wp;
    encode(zone, bytes);
  }
}

// A Read beside an append to another zone returns zeros in its first block.
void read_beside_append(const Situation& situation, std::span<std::byte> out) {
  const auto zone = named_zone(situation);
  if (sent<Read>(situation) == nullptr || !zone || append_before(situation) == nullptr) return;
  if (is_touched(situation, situation.geometry.zslba(*zone))) return;
  for_each_block(situation, out, [](std::uint64_t, std::size_t i, Block block) {
    if (i == 0) std::fill(block.begin(), block.end(), std::byte{0});
  });
}

// A Read of a block that an append in flight has just written finds its first half.
void torn_append(const Situation& situation, std::span<std::byte> out) {
  const auto* read = sent<Read>(situation);
  const auto id = named_zone(situation);
  if (read == nullptr || !id || !is_touched(situation, situation.geometry.zslba(*id))) return;
  const Zone& zone = situation.state.zone(*id);
  for_each_block(situation, out, [&](std::uint64_t lba, std::size_t, Block block) {
    if (zone.zs != Full && lba + 1 == zone.wp)
      std::fill(block.begin() + static_cast<std::ptrdiff_t>(block.size() / 2), block.end(), std::byte{0});
  });
}

Mutant beside(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
              void (*returns)(const Situation&, std::span<std::byte>)) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = kLostUpdate,
          .hard = "only with commands in flight together",
          .defect = {.returns = returns}};
}

}  // namespace

Topic flight_mutants() {
  return {
      beside("report-in-flight-shifts-others",
             "a report in flight with an append to another zone shows a Closed zone a block too far",
             "zones that no command in flight touches are reported exactly", {"ZNS-ORD-013"}, other_zone_shifted),
      beside("read-in-flight-loses-first-block",
             "a Read in flight with an append to another zone loses its first block",
             "reads of zones that no command in flight touches are exact", {"ZNS-ORD-014"}, read_beside_append),
      beside("append-torn-in-flight", "a Read in flight with an append finds half of its last block",
             "a block is read as it was, or as it is", {"ZNS-ORD-006"}, torn_append),
  };
}

}  // namespace zns::mutants
