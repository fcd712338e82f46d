#include "reference/oracle/order/cache_after.hpp"

#include <algorithm>

#include "reference/spec/footprint.hpp"

namespace zns {
namespace {

bool is_flush(const HistoryEntry& entry) {
  return std::holds_alternative<Flush>(entry.command.body) && entry.seen.status == kSuccess;
}

// The entry is a write operation that succeeded.
std::uint64_t first_block(const HistoryEntry& entry) {
  const Footprint named = footprint(entry.command);
  return named.does == Does::Append ? entry.seen.result : named.slba;
}

}  // namespace

CacheAfter::CacheAfter(const Oracle& before, std::span<const HistoryEntry> history) {
  if (!before.geometry().write_cache) return;
  cache_ = before.cache();
  if (std::any_of(history.begin(), history.end(), is_flush)) cache_.commit();
  for (const HistoryEntry& entry : history) {
    if (entry.seen.status != kSuccess) continue;
    if (is_write_operation(entry.command)) write(entry, history);
    if (std::holds_alternative<ZoneManagementSend>(entry.command.body)) act(before, entry);
  }
}

void CacheAfter::write(const HistoryEntry& entry, std::span<const HistoryEntry> history) {
  const bool flushed = std::any_of(history.begin(), history.end(), [&](const HistoryEntry& other) {
    return is_flush(other) && entry.returned < other.called;
  });
  if (!flushed && !is_fua(entry.command)) written_.push_back(first_block(entry));
}

void CacheAfter::act(const Oracle& before, const HistoryEntry& entry) {
  if (const auto zone = before.named_zone(entry.command)) {
    acted_on_.emplace_back(*zone, before.belief().zone(*zone));
    return;
  }
  for (ZoneId zone = 0; zone < before.belief().zones(); ++zone)
    acted_on_.emplace_back(zone, before.belief().zone(zone));
}

void CacheAfter::settle(Oracle& after) const {
  const Geometry& geometry = after.geometry();
  if (!geometry.write_cache) return;
  WriteCache cache = cache_;
  Effect acts;
  for (const auto& [zone, was] : acted_on_)
    if (was != after.belief().zone(zone)) acts.change(zone, was, after.belief().zone(zone));
  cache.carried_out({.body = ZoneManagementSend{}}, acts);
  for (const std::uint64_t first : written_) {
    const auto zone = static_cast<ZoneId>(first / geometry.zsze);
    const std::uint64_t wp = zone < geometry.zones ? after.belief().zone(zone).wp : 0;
    if (wp > first) cache.add(zone, {first, wp - first});
  }
  after.believe(std::move(cache));
}

}  // namespace zns
