#include "reference/oracle/order/open_questions.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace zns {
namespace {

bool have_commands_together(const std::vector<Item>& items) {
  return std::adjacent_find(items.begin(), items.end(), [](const Item& a, const Item& b) {
           return a.segment == b.segment && a.of != b.of;
         }) != items.end();
}

// The zones that were written and reset together, and the last segment in which they were: what they hold is what was
// written behind the Reset, or nothing. And those written in doubt: what a report in flight said of them need not be
// the last that happened to them.
std::map<ZoneId, std::size_t> zones_in_question(const Oracle& oracle, const std::vector<Item>& items, bool in_doubt) {
  using Reset = std::pair<std::size_t, std::optional<ZoneId>>;  // a segment, and a zone or all
  std::set<Reset> resets;
  for (const Item& item : items)
    if (is_reset(item.command)) resets.emplace(item.segment, oracle.named_zone(item.command));
  std::map<ZoneId, std::size_t> zones;
  for (const Item& item : items) {
    const auto zone = oracle.named_zone(item.command);
    if (!zone || !is_write_operation(item.command)) continue;
    if (in_doubt || resets.contains({item.segment, zone}) || resets.contains({item.segment, std::nullopt}))
      zones[*zone] = item.segment;
  }
  return zones;
}

// Whether each of these blocks was read behind the segment.
bool were_read(const Geometry& geometry, const std::vector<Item>& items, std::size_t segment, std::uint64_t slba,
               std::uint64_t blocks) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> reads;  // first block, and how many
  for (const Item& item : items) {
    const auto* read = std::get_if<Read>(&item.command.body);
    if (read == nullptr || item.segment <= segment || item.seen.status != kSuccess) continue;
    reads.emplace_back(read->slba, item.seen.data.size() / geometry.lba_bytes);
  }
  std::sort(reads.begin(), reads.end());
  std::uint64_t next = slba;  // of those that no read told so far
  for (const auto& [first, count] : reads)
    if (first <= next) next = std::max(next, first + count);
  return next >= slba + blocks;
}

void forget_blocks_not_read(Oracle& oracle, const std::vector<Item>& items, bool in_doubt) {
  const Geometry& geometry = oracle.geometry();
  for (const auto& [id, segment] : zones_in_question(oracle, items, in_doubt)) {
    const Zone& zone = oracle.belief().zone(id);
    const std::uint64_t zslba = geometry.zslba(id);
    // A zone that was filled and one that was finished look alike.
    const std::uint64_t blocks = is_writable(zone.zs) ? zone.wp - zslba : std::min(zone.zcap, geometry.zsze);
    if (!were_read(geometry, items, segment, zslba, blocks)) oracle.forget_blocks(id, blocks);
  }
}

// One that was set twice, with a Reset between, is either of the two; in doubt, as above.
void forget_extensions_in_question(Oracle& oracle, const std::vector<Item>& items, bool in_doubt) {
  std::set<std::pair<std::size_t, ZoneId>> set;  // in a segment
  for (const Item& item : items) {
    const auto* send = std::get_if<ZoneManagementSend>(&item.command.body);
    const auto zone = oracle.named_zone(item.command);
    if (send == nullptr || send->zsa != ZoneSendAction::SetZoneDescriptorExtension || !zone) continue;
    const bool is_first = item.seen.status != kSuccess || set.emplace(item.segment, *zone).second;
    if (in_doubt || !is_first) oracle.forget_extension(*zone);
  }
}

}  // namespace

void forget_what_the_order_decides(Oracle& oracle, const std::vector<Item>& ordered, bool in_doubt) {
  if (!have_commands_together(ordered)) return;
  oracle.forget_places();
  forget_blocks_not_read(oracle, ordered, in_doubt);
  forget_extensions_in_question(oracle, ordered, in_doubt);
}

}  // namespace zns
