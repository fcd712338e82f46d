// Reset Zone: what it leaves behind.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;

// Reads of blocks that were never written since the reset give what was there before it.
template <bool (*stale)(const Situation&, ZoneId)>
void returns_dropped_data(const Situation& situation, std::span<std::byte> out) {
  const auto* read = sent<Read>(situation);
  if (read == nullptr) return;
  const std::size_t size = situation.state.block_bytes();
  for (std::uint64_t i = 0; i < read->nlb.count() && (i + 1) * size <= out.size(); ++i) {
    const std::uint64_t lba = read->slba + i;
    const auto id = static_cast<ZoneId>(lba / situation.geometry.zsze);
    const auto dropped = situation.past.dropped.find(id);
    if (dropped == situation.past.dropped.end() || !dropped->second || !stale(situation, id)) continue;
    if (situation.state.block(situation.geometry, lba).content != BlockMap::Content::Unwritten) continue;
    const BlockMap::Block old = dropped->second->at(lba - situation.geometry.zslba(id));
    if (old.content == BlockMap::Content::Payload) old.bytes(out.subspan(static_cast<std::size_t>(i) * size, size));
  }
}

bool always(const Situation&, ZoneId) {
  return true;
}
bool in_opened(const Situation& situation, ZoneId id) {
  return is_open(situation.state.zone(id).zs);
}
bool in_full(const Situation& situation, ZoneId id) {
  return situation.state.zone(id).zs == Full;
}
bool after_many(const Situation& situation, ZoneId id) {
  const auto resets = situation.past.zone_resets.find(id);
  return resets != situation.past.zone_resets.end() && resets->second % 8 == 7;
}

// Changes of zones that Reset Zone makes Empty.
template <void (*change)(const Situation&, ZoneChange&)>
void resets(const Situation& situation, Effect& effect) {
  if (!is_sent(situation, ZoneSendAction::Reset)) return;
  for (std::size_t i = 0; i < effect.zones.size(); ++i)
    if (effect.zones[i].after.zs == Empty) change(situation, effect.zones[i]);
}

void keep_write_pointer(const Situation&, ZoneChange& change) {
  if (change.before.zs != Full) change.after.wp = change.before.wp;
}
void start_at_second_block(const Situation&, ZoneChange& change) {
  if (change.before.zs == Full) ++change.after.wp;
}
void shrink(const Situation& situation, ZoneChange& change) {
  if (situation.past.resets % 4 == 3 && change.after.zcap > 8) --change.after.zcap;
}
void leave_closed(const Situation& situation, ZoneChange& change) {
  if (situation.past.resets % 16 == 15) change.after.zs = Closed;
}

Mutant stale(std::string_view id, std::string_view wrong, std::string_view hard,
             void (*returns)(const Situation&, std::span<std::byte>)) {
  return {.id = id,
          .wrong = wrong,
          .right = "after a reset every block that was not written since reads as deallocated",
          .clauses = {"ZNS-ZMS-030", "ZNS-ZM-009"},
          .origin = "QEMU 5f5dc4c6a9, FEMU pull request 195 (published bugs 7 and 34)",
          .hard = hard,
          .defect = {.returns = returns}};
}

Mutant resetting(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
                 std::string_view origin, std::string_view hard, void (*does)(const Situation&, Effect&)) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .hard = hard,
          .defect = {.does = does}};
}

}  // namespace

Topic reset_mutants() {
  return {
      stale("reset-leaves-data", "data written before Reset Zone can be read after it",
            "only after a reset of a zone that held data", returns_dropped_data<always>),
      stale("reset-leaves-data-above-wp", "data written before a reset can be read above the new write pointer",
            "only in a zone that is written to again after a reset", returns_dropped_data<in_opened>),
      stale("finish-uncovers-old-data", "data written before a reset can be read once the zone is finished",
            "only in a zone that is finished early after a reset", returns_dropped_data<in_full>),
      stale("every-eighth-reset-leaves-data", "the data of a zone survives every seventh reset of eight",
            "only after many resets of the same zone", returns_dropped_data<after_many>),
      resetting("reset-keeps-wp", "Reset Zone leaves the write pointer where it was", "it is ZSLBA",
                {"ZNS-ZMS-029", "ZNS-ZM-064"}, "xNVMe pull request 781: a stale write pointer (published bug 43)", "",
                resets<keep_write_pointer>),
      resetting("reset-of-full-wp-one-off", "after a reset of a Full zone the write pointer is at its second block",
                "it is ZSLBA", {"ZNS-ZMS-029", "ZNS-ZM-064"}, kOffByOne, "", resets<start_at_second_block>),
      resetting("reset-shrinks-capacity", "now and then a reset takes a block from the capacity, though VZCAP is 0",
                "the capacity never changes", {"ZNS-ZM-005"}, "plausible: blocks wear out", "only after several resets",
                resets<shrink>),
      resetting("sixteenth-reset-closes", "every sixteenth reset leaves its zone Closed", "the zone is Empty",
                {"ZNS-ZMS-028"}, "plausible: wear levelling that borrows the zone", "only after many resets",
                resets<leave_closed>),
  };
}

}  // namespace zns::mutants
