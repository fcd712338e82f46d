#include "reference/oracle/order/history.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "reference/oracle/digest.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {
namespace {

struct Blocks {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

bool overlap(const Blocks& a, const Blocks& b) {
  if (a.count == 0 || b.count == 0) return false;
  return a.first < b.first ? b.first - a.first < a.count : a.first - b.first < b.count;  // any LBA may be claimed
}

bool concurrent(const Item& a, const Item& b) {
  return a.called <= b.returned && b.called <= a.returned;
}

// The blocks whose content the command changed; none: nothing.
Blocks changed_blocks(const Geometry& geometry, const Item& item) {
  if (item.seen.status != kSuccess) return {};
  const Footprint named = footprint(item.command);
  if (named.writes()) return {named.does == Does::Append ? item.seen.result : named.slba, named.blocks};
  if (!is_reset(item.command)) return {};
  return named.select_all ? Blocks{0, geometry.nsze()} : Blocks{named.slba, geometry.zsze};
}

void number_segments(std::vector<Item>& items) {
  std::uint64_t last_return = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) items[i].segment = items[i - 1].segment + (items[i].called > last_return ? 1 : 0);
    last_return = std::max(last_return, items[i].returned);
  }
}

bool races(const Geometry& geometry, const std::vector<Item>& items, std::size_t index) {
  const Item& item = items[index];
  const auto* read = std::get_if<Read>(&item.command.body);
  if (read == nullptr || item.seen.status != kSuccess || read->nlb.count() == 1) return false;
  const auto changes_it = [&](const Item& other) {
    return concurrent(item, other) && overlap(changed_blocks(geometry, other), {read->slba, read->nlb.count()});
  };
  const auto earlier = [](const Item& a, const Item& b) { return a.segment < b.segment; };
  const auto [first, last] = std::equal_range(items.begin(), items.end(), item, earlier);
  return std::any_of(first, last, changes_it);
}

// A write that is atomic, and its blocks: as seen by a Read that is atomic itself, it was there or not (ZNS-ORD-006).
// Other changes of these blocks are not: a Reset may be seen in part.
std::vector<Blocks> atomic_writes(const Geometry& geometry, const std::vector<Item>& items, std::size_t index) {
  const Item& item = items[index];
  const auto& read = std::get<Read>(item.command.body);
  const Blocks asked{read.slba, read.nlb.count()};
  std::vector<Blocks> writes;
  if (geometry.awun < 2 || asked.count > geometry.awun) return writes;
  for (const Item& other : items) {
    const Blocks changed = changed_blocks(geometry, other);
    if (!concurrent(item, other) || !overlap(asked, changed)) continue;
    if (!footprint(other.command).carries_blocks()) return {};
    const bool covered = changed.first >= asked.first && changed.first - asked.first <= asked.count - changed.count;
    if (changed.count <= geometry.awun && changed.count <= asked.count && covered) writes.push_back(changed);
  }
  return writes;
}

// A Read that raced: its status, and what it saw at moments of their own: each of its blocks, or those of an atomic
// write together.
void split(const Geometry& geometry, const Item& item, const std::vector<Blocks>& writes, std::vector<Item>& to) {
  const Read read = std::get<Read>(item.command.body);
  to.push_back(item);
  to.back().seen.data = {};  // its status
  const std::uint64_t blocks = std::min<std::uint64_t>(read.nlb.count(), item.seen.data.size() / geometry.lba_bytes);
  for (std::uint64_t i = 0, count = 1; i < blocks; i += count) {
    const auto starts_here = [&](const Blocks& write) { return write.first == read.slba + i; };
    const auto write = std::find_if(writes.begin(), writes.end(), starts_here);
    count = write != writes.end() && write->count <= blocks - i ? write->count : 1;
    to.push_back(item);
    to.back().command.body = Read{.slba = read.slba + i, .nlb = Nlb::of_count(count), .fua = read.fua};
    to.back().block = true;
    to.back().seen.data = item.seen.data.subspan(static_cast<std::size_t>(i) * geometry.lba_bytes,
                                                 static_cast<std::size_t>(count) * geometry.lba_bytes);
  }
}

void shift(Command& command, std::uint64_t zslba) {
  if (footprint(command).is_of_a_zone()) *footprint_fields(command).slba -= zslba;
}

// A report, as it is looked up zone by zone.
struct Report {
  ZoneReport parsed;
  std::size_t room = 0;  // entries
  std::size_t extension = 0;
  std::size_t next = 0;  // of the entries that have not been looked up
};

class Divider {
 public:
  Divider(const Belief& belief, std::span<const Item> items)
      : belief_{belief}, items_{items}, is_in_doubt_{may_be_in_doubt(belief, items)} {
    std::vector<bool> named(belief.geometry().zones);
    for (const Item& item : items)
      if (const auto zone = belief.named_zone(item.command); zone && !std::holds_alternative<Read>(item.command.body))
        named[*zone] = true;
    place_.resize(named.size());
    for (ZoneId id = 0; id < named.size(); ++id) {
      if (!named[id]) continue;
      place_[id] = zones_.size();
      zones_.push_back({id, {}});
    }
  }

  std::vector<ZoneItems> divide() {
    for (std::size_t i = 0; i < items_.size(); ++i) divide(i);
    return std::move(zones_);
  }

 private:
  Item& add(std::size_t index, ZoneItems& to) {
    to.items.push_back(items_[index]);
    Item& item = to.items.back();
    item.of = index;
    shift(item.command, belief_.geometry().zslba(to.zone));
    return item;
  }

  void divide(std::size_t index) {
    const Item& item = items_[index];
    if (item.command.queue != Queue::Io || item.command.nsid != belief_.geometry().nsid) return;
    if (const auto* read = std::get_if<Read>(&item.command.body)) return divide_read(index, *read);
    if (const auto* receive = std::get_if<ZoneManagementReceive>(&item.command.body))
      return divide_report(index, *receive);
    const auto* send = std::get_if<ZoneManagementSend>(&item.command.body);
    const bool limited = item.seen.status == Status::TooManyOpenZones || item.seen.status == Status::TooManyActiveZones;
    if (send != nullptr && send->select_all && !limited)
      for (ZoneItems& zone : zones_) add(index, zone);
    if (const auto zone = belief_.named_zone(item.command)) {
      ZoneItems& to = zones_[place_[*zone]];
      Item& part = add(index, to);
      if (std::holds_alternative<ZoneAppend>(part.command.body)) part.seen.result -= belief_.geometry().zslba(*zone);
    }
  }

  // A Read of several zones shows only what one of them holds, and not even that if nothing is known about another one.
  void divide_read(std::size_t index, const Read& read) {
    const Geometry& geometry = belief_.geometry();
    const Item& item = items_[index];
    const Blocks asked{read.slba, read.nlb.count()};
    if (read.slba >= geometry.nsze()) return;
    for (ZoneItems& to : zones_) {
      const std::uint64_t zslba = geometry.zslba(to.zone);
      if (!overlap(asked, {zslba, geometry.zsze})) continue;
      const bool whole = asked.first >= zslba && asked.first + asked.count <= zslba + geometry.zsze;
      if (!whole && (item.seen.status != kSuccess || is_in_doubt_)) continue;
      const std::uint64_t first = std::max(asked.first, zslba);
      const std::uint64_t last = std::min(asked.first + asked.count, zslba + geometry.zsze);
      Item& part = add(index, to);
      part.command.body = Read{.slba = first - zslba, .nlb = Nlb::of_count(last - first), .fua = read.fua};
      const auto skipped = static_cast<std::size_t>((first - asked.first) * geometry.lba_bytes);
      const auto size = static_cast<std::size_t>((last - first) * geometry.lba_bytes);
      const auto from = part.seen.data.subspan(std::min(skipped, part.seen.data.size()));
      part.seen.data = from.first(std::min(size, from.size()));
    }
  }

  void divide_report(std::size_t index, const ZoneManagementReceive& receive) {
    const Item& item = items_[index];
    if (!item.seen.beside.empty()) return;  // it changes no belief
    const auto asked =
        static_cast<std::size_t>(std::min<std::uint64_t>(receive.numd.count() * 4, item.seen.data.size()));
    if (item.seen.status != kSuccess || asked < kReportHeaderBytes || receive.slba >= belief_.geometry().nsze()) return;
    Report report;
    report.extension = receive.zra == ZoneReceiveAction::ExtendedReportZones ? belief_.geometry().extension_bytes() : 0;
    report.room = (asked - kReportHeaderBytes) / (kZoneDescriptorBytes + report.extension);
    report.parsed = parse_zone_report(item.seen.data.first(asked), report.extension);
    const auto from = static_cast<ZoneId>(receive.slba / belief_.geometry().zsze);
    for (ZoneItems& zone : zones_)
      if (zone.zone >= from) divide_report(index, report, zone);
  }

  // What the report says of one zone, as a report of its own.
  void divide_report(std::size_t index, Report& report, ZoneItems& to) {
    const std::uint64_t zslba = belief_.geometry().zslba(to.zone);
    const std::vector<ReportedZone>& listed = report.parsed.zones;
    while (report.next < listed.size() && listed[report.next].descriptor.zslba < zslba) ++report.next;
    const bool is_listed = report.next < listed.size() && listed[report.next].descriptor.zslba == zslba;
    if (!is_listed && report.next >= report.room) return;  // there was no room to list it
    Item& part = add(index, to);
    auto& receive = std::get<ZoneManagementReceive>(part.command.body);
    receive.slba = 0;
    part.made.resize(report_bytes(1, report.extension));
    receive.numd = NumberOfDwords::of_count(part.made.size() / 4);
    if (is_listed) {
      ZoneDescriptor descriptor = listed[report.next].descriptor;
      descriptor.zslba = 0;
      descriptor.wp -= zslba;
      part.made[0] = std::byte{1};
      const auto entry = std::span{part.made}.subspan(kReportHeaderBytes);
      encode(descriptor, entry.first<kZoneDescriptorBytes>());
      std::copy(listed[report.next].extension.begin(), listed[report.next].extension.end(),
                entry.begin() + kZoneDescriptorBytes);
    }
    part.seen.data = part.made;
  }

  const Belief& belief_;
  std::span<const Item> items_;
  bool is_in_doubt_ = false;  // or may be
  std::vector<ZoneItems> zones_;
  std::vector<std::size_t> place_;  // by zone, in zones_
};

}  // namespace

bool leads_to_doubt(const Geometry& geometry, const Item& item) {
  return leaves_undecided(item.seen.status) ||
         (geometry.variable_capacity && is_reset(item.command));  // its capacity: ZNS-ZM-006
}

bool may_be_in_doubt(const Belief& belief, std::span<const Item> items) {
  return belief.is_in_doubt() || std::any_of(items.begin(), items.end(),
                                             [&](const Item& item) { return leads_to_doubt(belief.geometry(), item); });
}

bool only_looks(const Item& item) {
  return item.seen.status != kSuccess || !footprint(item.command).changes_zones();
}

std::vector<Item> items_of(const Geometry& geometry, std::span<const HistoryEntry> history) {
  std::vector<Item> whole(history.size());
  for (std::size_t i = 0; i < history.size(); ++i) {
    const HistoryEntry& entry = history[i];
    whole[i].of = i;
    whole[i].command = entry.command;
    whole[i].seen = entry.seen;
    whole[i].payload = remembered(entry.command, entry.to_device, geometry.lba_bytes);
    whole[i].called = entry.called;
    whole[i].returned = entry.returned;
  }
  std::stable_sort(whole.begin(), whole.end(), [](const Item& a, const Item& b) { return a.called < b.called; });
  number_segments(whole);
  std::vector<Item> items;
  items.reserve(whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (races(geometry, whole, i))
      split(geometry, whole[i], atomic_writes(geometry, whole, i), items);
    else
      items.push_back(whole[i]);
  }
  return items;
}

std::vector<ZoneItems> items_by_zone(const Belief& belief, std::span<const Item> items) {
  return Divider{belief, items}.divide();
}

}  // namespace zns
