// Caches of what was read, that go on holding what is no longer true; and what only long Reads show.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;

// ---- caches ---------------------------------------------------------------------------------------------------------

constexpr std::size_t kCachedBlocks = 4096;

std::vector<std::byte> bytes_of(const Situation& situation, std::uint64_t lba) {
  const BlockMap::Block block = situation.state.block(situation.geometry, lba);
  const bool ones =
      block.content == BlockMap::Content::Unwritten && situation.geometry.deallocated == DeallocatedValue::Ones;
  std::vector<std::byte> bytes(situation.state.block_bytes(), ones ? std::byte{0xFF} : std::byte{0});
  if (block.content == BlockMap::Content::Payload) block.bytes(bytes);
  return bytes;
}

// What a change of a zone makes of the blocks that are cached.
struct Keeps {
  bool written = false;     // over a Write
  bool zeroes = false;      // over a Write Zeroes
  bool appended = false;    // over a Zone Append
  bool reset = false;       // over a Reset
  std::uint64_t ahead = 0;  // blocks behind a Read that are read with it, and that no write is known to reach
};

void forget(Past& past, std::uint64_t from, std::uint64_t to) {
  past.cached.erase(past.cached.lower_bound(from), past.cached.lower_bound(to));
}

template <Keeps keeps>
void forget_changed(const Situation& situation, const Effect& effect, Past& past) {
  const bool keeps_written = (keeps.written && sent<Write>(situation) != nullptr) ||
                             (keeps.zeroes && sent<WriteZeroes>(situation) != nullptr) ||
                             (keeps.appended && sent<ZoneAppend>(situation) != nullptr);
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    const ZoneChange& change = effect.zones[i];
    const std::uint64_t zslba = situation.geometry.zslba(change.zone);
    if (change.after.zs == Empty && !keeps.reset) forget(past, zslba, zslba + situation.geometry.zsze);
    if (change.after.wp > change.before.wp && !keeps_written) forget(past, change.before.wp, change.after.wp);
  }
}

template <Keeps keeps>
void fill_cache(const Situation& situation, const Effect& effect, Past& past) {
  forget_changed<keeps>(situation, effect, past);
  const auto* read = sent<Read>(situation);
  if (read == nullptr || effect.status != kSuccess) return;
  const std::uint64_t end = read->slba + read->nlb.count();
  const std::uint64_t first = keeps.ahead == 0 ? read->slba : end;
  const std::uint64_t zone_end = (read->slba / situation.geometry.zsze + 1) * situation.geometry.zsze;
  for (std::uint64_t lba = first; lba < std::min(end + keeps.ahead, zone_end); ++lba)
    if (past.cached.size() < kCachedBlocks) past.cached.try_emplace(lba, bytes_of(situation, lba));
}

void return_cached(const Situation& situation, std::span<std::byte> out) {
  for_each_block(situation, out, [&](std::uint64_t lba, std::size_t, Block block) {
    const auto cached = situation.past.cached.find(lba);
    if (cached != situation.past.cached.end()) std::copy(cached->second.begin(), cached->second.end(), block.begin());
  });
}

template <Keeps keeps>
Mutant caching(std::string_view id, std::string_view wrong, std::vector<ClauseId> clauses, std::string_view hard) {
  return {.id = id,
          .wrong = wrong,
          .right = "a Read returns what its blocks hold now",
          .clauses = std::move(clauses),
          .origin = "plausible: a read cache that one of the ways to change a block does not tell",
          .hard = hard,
          .defect = {.returns = return_cached, .remembers = fill_cache<keeps>}};
}

// ---- what is read ---------------------------------------------------------------------------------------------------

void without_last_of_namespace(const Situation& situation, std::span<std::byte> out) {
  for_each_block(situation, out, [&](std::uint64_t lba, std::size_t, Block block) {
    if (lba + 1 == situation.geometry.nsze()) std::fill(block.begin(), block.end(), std::byte{0});
  });
}

// From the fifth block above the write pointer on, what was there before the reset.
void old_data_far_above(const Situation& situation, std::span<std::byte> out) {
  for_each_block(situation, out, [&](std::uint64_t lba, std::size_t, Block block) {
    const auto id = static_cast<ZoneId>(lba / situation.geometry.zsze);
    const Zone& zone = situation.state.zone(id);
    const auto dropped = situation.past.dropped.find(id);
    if (!is_active(zone.zs) || lba < zone.wp + 4 || dropped == situation.past.dropped.end() || !dropped->second) return;
    const BlockMap::Block old = dropped->second->at(lba - situation.geometry.zslba(id));
    if (old.content == BlockMap::Content::Payload) old.bytes(block);
  });
}

// A Read of more than eight blocks returns the fifth in place of the sixth.
void sixth_of_many_repeated(const Situation& situation, std::span<std::byte> out) {
  const auto* read = sent<Read>(situation);
  if (read == nullptr || read->nlb.count() <= 8) return;
  for_each_block(situation, out, [&](std::uint64_t, std::size_t i, Block block) {
    if (i == 5) std::copy_n(out.begin() + static_cast<std::ptrdiff_t>(4 * block.size()), block.size(), block.begin());
  });
}

Mutant returning(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
                 std::string_view origin, std::string_view geometry, std::string_view hard,
                 void (*returns)(const Situation&, std::span<std::byte>)) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .geometry = geometry,
          .hard = hard,
          .defect = {.returns = returns}};
}

}  // namespace

Topic cache_mutants() {
  const std::vector<ClauseId> written{"ZNS-ORD-005", "ZNS-IO-023"};
  constexpr std::string_view kBefore = "only where a block was read before it is written";
  return {
      caching<Keeps{.written = true}>("cache-kept-over-write", "a block that was read before a Write reads as before",
                                      written, kBefore),
      caching<Keeps{.appended = true}>("cache-kept-over-append",
                                       "a block that was read before a Zone Append reads as before", written, kBefore),
      caching<Keeps{.reset = true}>("cache-kept-over-reset", "a block that was read before a Reset reads as before",
                                    {"ZNS-ORD-005", "ZNS-ZMS-030"}, "only where a block was read before its reset"),
      caching<Keeps{.written = true, .zeroes = true, .appended = true, .ahead = 4}>(
          "read-ahead-kept", "blocks behind a Read are read ahead, and stay what they were whatever is written",
          written, "only where the blocks before a block were read before it is written"),
      returning("last-block-of-namespace-lost", "the last block of the namespace reads as 00h",
                "it holds what was written", {"ZNS-IO-023", "ZNS-IO-004"}, kOffByOne, "zcap=64", "only at the last LBA",
                without_last_of_namespace),
      returning("old-data-far-above-wp", "from the fifth block above the write pointer on, data outlives a Reset",
                "unwritten blocks read as deallocated", {"ZNS-ZMS-030", "ZNS-IO-005"},
                "plausible: only what a prefetch would reach is cleared", "",
                "only in the fifth block above the write pointer, or further", old_data_far_above),
      returning("read-of-many-repeats-a-block", "in a Read of more than eight blocks the fifth comes twice",
                "each block gives its own data", {"ZNS-IO-004", "ZNS-IO-023"},
                "plausible: an off-by-one in a list of segments", "", "only with Reads of more than eight blocks",
                sixth_of_many_repeated),
  };
}

}  // namespace zns::mutants
