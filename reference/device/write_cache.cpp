#include "reference/device/write_cache.hpp"

#include <algorithm>

namespace zns {

namespace {

// A zone that was emptied, finished, given an extension or retired is another one if that is taken back.
bool is_more_than_opened_or_closed(const ZoneChange& change) {
  const bool has_ended = !is_active(change.after.zs);
  return change.before.zs != change.after.zs &&
         (has_ended || (change.before.zs == ZoneState::Empty && change.after.zs == ZoneState::Closed));
}

}  // namespace

void WriteCache::carried_out(const Command& command, const Effect& effect) {
  if (std::holds_alternative<Flush>(command.body)) return commit();
  const bool writes = is_write_operation(command);
  const bool acts = std::holds_alternative<ZoneManagementSend>(command.body);
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    const ZoneChange& change = effect.zones[i];
    if (acts && is_more_than_opened_or_closed(change))
      actions_.try_emplace(change.zone, Undone{change.before, durable_end(change.zone, change.before.wp)});
    if (change.after.zs == ZoneState::Empty) blocks_.erase(change.zone);
    if (!writes || change.after.wp <= change.before.wp) continue;
    if (is_fua(command))
      actions_.erase(change.zone);  // what was written behind the action is there, and so it was done
    else
      add(change.zone, {change.before.wp, change.after.wp - change.before.wp});
  }
}

void WriteCache::add(ZoneId zone, LbaRange blocks) {
  if (blocks.count == 0) return;
  std::vector<LbaRange>& ranges = blocks_[zone];
  while (!ranges.empty() && ranges.back().first >= blocks.first) ranges.pop_back();  // written anew
  if (!ranges.empty() && ranges.back().end() >= blocks.first)
    ranges.back().count = blocks.end() - ranges.back().first;
  else
    ranges.push_back(blocks);
}

std::span<const LbaRange> WriteCache::blocks(ZoneId zone) const {
  const auto found = blocks_.find(zone);
  return found == blocks_.end() ? std::span<const LbaRange>{} : std::span<const LbaRange>{found->second};
}

const WriteCache::Undone* WriteCache::before_actions(ZoneId zone) const {
  const auto found = actions_.find(zone);
  return found == actions_.end() ? nullptr : &found->second;
}

std::uint64_t WriteCache::durable_end(ZoneId zone, std::uint64_t wp) const {
  const std::span<const LbaRange> ranges = blocks(zone);
  return ranges.empty() || ranges.back().end() < wp ? wp : std::min(wp, ranges.back().first);
}

}  // namespace zns
