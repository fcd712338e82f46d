// What a Read returned, block by block.
#include <algorithm>
#include <utility>

#include "reference/oracle/block_value.hpp"
#include "reference/oracle/digest.hpp"
#include "reference/oracle/judge/judge.hpp"
#include "reference/oracle/judge/reset_judge.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

bool is_as_written(const BlockMap::Block& believed, std::span<const std::byte> block) {
  switch (believed.content) {
    case BlockMap::Content::Payload:
      return digest(block) == remembered_digest(believed);
    case BlockMap::Content::Zeroes:
      return is_filled_with(block, std::byte{0});
    case BlockMap::Content::Unwritten:
      return false;
    case BlockMap::Content::Unknown:
      return true;
  }
  return true;
}

}  // namespace

// A zone that had failed unseen when all were reset still holds what it held (ZNS-SM-049).
std::optional<Verdict> Judge::judge_read(const Read& read, std::span<const std::byte> data) {
  const auto verdict = compare(read, data);
  if (!verdict) return std::nullopt;
  const ZoneId zone = verdict->zones.front();
  std::optional<Effect> still = belief_.passed_over(zone);
  if (!still) return verdict;
  belief_.suppose(*still);
  if (compare(read, data)) {
    belief_.take_back(*still);
    return verdict;
  }
  belief_.keep(*still);
  belief_.forget_passed_over(zone);
  belief_.say_failed(zone);
  return Verdict{.judgement = Judgement::Noteworthy,
                 .clauses = {"ZNS-SM-049"},
                 .expected = {},
                 .observed = "what the zone held before all were reset: it had failed by itself",
                 .zones = {zone}};
}

std::optional<Verdict> Judge::compare(const Read& read, std::span<const std::byte> data) {
  const std::size_t size = belief_.geometry().lba_bytes;
  const std::uint64_t blocks = std::min({read.nlb.count(), data.size() / size, belief_.geometry().nsze() - read.slba});
  std::vector<std::uint64_t> lost;
  for (std::uint64_t i = 0; i < blocks; ++i) {
    const std::uint64_t lba = read.slba + i;
    const auto block = data.subspan(static_cast<std::size_t>(i) * size, size);
    const BlockMap::Block believed = belief_.state().block(belief_.geometry(), lba);
    const auto zone = static_cast<ZoneId>(lba / belief_.geometry().zsze);
    const auto differs = [&](ClauseId clause, std::string expected) {
      std::vector<ClauseId> clauses = clauses_of_loss(belief_, lba);
      if (clauses.empty()) clauses = {clause};
      return verdict_of({.what = What::Data,
                         .clauses = std::move(clauses),
                         .zone = zone,
                         .lba = lba,
                         .expected = {"LBA " + hex(lba) + ": " + std::move(expected)},
                         .observed = "LBA " + hex(lba) + ": " + summary(block)});
    };
    if (const Doubt* doubted = belief_.doubt(zone); doubted != nullptr && doubted->anything) continue;
    if (const Survivor* survivor = belief_.find_survivor(zone); survivor != nullptr && survivor->undone) continue;
    if (belief_.is_maybe_lost(lba)) {  // ZNS-RST-057
      const bool is_there = is_as_written(believed, block);
      if (!is_there && !is_deallocated_value(block, belief_.geometry().deallocated))
        return differs("ZNS-RST-057", "the data that was written there, or the value of a deallocated block");
      if (!is_there) lost.push_back(lba);
      if (believed.content != BlockMap::Content::Unknown) belief_.settle_block(lba);
      continue;
    }
    switch (believed.content) {
      case BlockMap::Content::Unknown:
        break;
      case BlockMap::Content::Payload:
        if (digest(block) != remembered_digest(believed))
          return differs("ZNS-IO-023", "the data that was written there");
        notes_.exercise("ZNS-IO-023");
        break;
      case BlockMap::Content::Zeroes:
        if (!is_filled_with(block, std::byte{0})) return differs("ZNS-IO-024", "all bytes 00h, by Write Zeroes");
        notes_.exercise("ZNS-IO-024");
        break;
      case BlockMap::Content::Unwritten:
        if (!is_deallocated_value(block, belief_.geometry().deallocated))
          return differs("ZNS-IO-005", "the value of a deallocated block");
        notes_.exercise("ZNS-IO-005");
        if (belief_.geometry().deallocated == DeallocatedValue::NotReported) notes_.use(Freedom::DeallocatedRead);
        break;
    }
  }
  if (!lost.empty()) notes_.use(Freedom::CacheHoles);
  belief_.settle_lost_blocks(lost);
  return std::nullopt;
}

}  // namespace zns
