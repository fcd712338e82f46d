// Reset Zone: what it leaves behind.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

// Reads of blocks that were never written since the reset give what was there before it.
void returns_dropped_data(const Situation& situation, std::span<std::byte> out) {
  const auto* read = sent<Read>(situation);
  if (read == nullptr) return;
  const std::size_t size = situation.state.block_bytes();
  for (std::uint64_t i = 0; i < read->nlb.count(); ++i) {
    const std::uint64_t lba = read->slba + i;
    const auto id = static_cast<ZoneId>(lba / situation.geometry.zsze);
    const auto dropped = situation.past.dropped.find(id);
    if (dropped == situation.past.dropped.end() || !dropped->second) continue;
    if (situation.state.block(situation.geometry, lba).content != ZoneMedia::Content::Unwritten) continue;
    const ZoneMedia::Block old = dropped->second->at(lba - situation.geometry.zslba(id), size);
    if (old.content == ZoneMedia::Content::Payload)
      std::copy(old.payload.begin(), old.payload.end(), out.begin() + static_cast<std::ptrdiff_t>(i * size));
  }
}

}  // namespace

Topic reset_mutants() {
  return {
      {.id = "reset-leaves-data",
       .wrong = "data written before Reset Zone can be read after it",
       .right = "every block of the zone is deallocated, and reads as DLFEAT says",
       .clauses = {"ZNS-ZMS-030", "ZNS-ZM-009"},
       .origin = "QEMU 5f5dc4c6a9, FEMU pull request 195 (published bugs 7 and 34)",
       .hard = "only after a reset of a zone that held data",
       .defect = {.returns = returns_dropped_data}},
  };
}

}  // namespace zns::mutants
