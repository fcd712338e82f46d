// What a power loss leaves of writes that nobody flushed: without a volatile write cache all of them; with one, what
// FUA, a Flush or a shutdown made durable, and a part of the rest in the order in which it was written.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "suites/base/resets_parts.hpp"
#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

using namespace resets;
using enum ZoneState;

// A zone whose blocks are told apart by whether they have to be there.
struct Cached {
  explicit Cached(const ZoneRef& zone) : contents{zone} {}

  void write(Bench& bench, std::uint64_t blocks) { contents.write(bench, blocks); }
  // Durable is the last of these blocks, and with it the write pointer behind them (ZNS-RST-055).
  void write_fua(Bench& bench, std::uint64_t blocks) {
    certain.push_back(contents.wp());
    contents.write(bench, blocks, true);
    until.push_back(durable = contents.wp());
  }
  void append_fua(Bench& bench, std::uint64_t blocks) {
    certain.push_back(contents.wp());
    contents.append(bench, blocks, true);
    until.push_back(durable = contents.wp());
  }
  void all_is_durable() {
    certain = {contents.zone().zslba};
    until = {durable = contents.wp()};
  }
  [[nodiscard]] bool is_certain(std::uint64_t lba) const {
    for (std::size_t i = 0; i < certain.size(); ++i)
      if (certain[i] <= lba && lba < until[i]) return true;
    return false;
  }

  Contents contents;
  std::vector<std::uint64_t> certain;  // where durable blocks begin, ...
  std::vector<std::uint64_t> until;    // ... and end
  std::uint64_t durable = 0;           // the write pointer is not below; 0: nothing is durable
};

// The block reads as written, as unwritten, or it cannot be read (ZNS-RST-057).
void expect_whole_or_lost(Bench& bench, std::uint64_t lba) {
  Bytes data;
  const Completion cqe = bench.read(lba, 1, &data);
  bench.expect_status(cqe, {kSuccess, Status::UnrecoveredReadError, Status::DeallocatedOrUnwrittenLogicalBlock});
  if (cqe.status != kSuccess || data == bench.pattern(lba, 1)) return;
  bench.expect_deallocated(lba, 1);
}

// Without a cache everything is durable (ZNS-RST-054).
void expect_left(Bench& bench, const Cached& zone) {
  const ZoneRef& ref = zone.contents.zone();
  if (!has_write_cache(bench)) {
    bench.expect_zone_in(ref, {Closed, Full}, zone.contents.wp());
    return zone.contents.expect(bench);
  }
  const ZoneDescriptor found = zone.durable > ref.zslba ? bench.expect_zone_in(ref, {Closed, Full})
                                                        : bench.expect_zone_in(ref, {Empty, Closed, Full});
  std::uint64_t wp = zone.contents.wp();
  if (is_writable(found.zs)) {
    const std::uint64_t least = std::max(zone.durable, ref.zslba);
    bench.expect(least <= found.wp && found.wp <= wp,
                 "the write pointer is in " + hex(least) + " to " + hex(wp) + ", behind what is durable",
                 "it is " + hex(found.wp));
    bench.expect((found.zs == Empty) == (found.wp == ref.zslba), "the zone is in ZSE if nothing is below " + hex(wp),
                 "it is in " + std::string{letters(found.zs)} + ", its write pointer is " + hex(found.wp));
    wp = found.wp;
  }
  for (std::uint64_t lba = ref.zslba; lba < zone.contents.wp(); ++lba) {
    if (lba >= wp)
      bench.expect_deallocated(lba, 1);
    else if (zone.is_certain(lba))
      bench.expect_pattern(lba, 1);
    else
      expect_whole_or_lost(bench, lba);
  }
  for (const std::uint64_t lba : {zone.contents.wp(), ref.end() - 1})
    if (lba < ref.end()) bench.expect_deallocated(lba, 1);
}

// The host goes on where the device says that it may.
void expect_goes_on(Bench& bench, const ZoneRef& zone) {
  const ZoneDescriptor found = bench.descriptor(zone);
  if (!is_writable(found.zs)) return expect_resets(bench, zone);
  bench.expect_success(bench.write(found.wp, 1));
  bench.expect_pattern(found.wp, 1);
  expect_resets(bench, zone);
}

// Whatever was done before is durable: the power loss that comes undoes no reset of a zone that nobody flushed.
std::vector<Cached> some_zones(Bench& bench) {
  constexpr std::uint64_t kMost = 4;
  constexpr std::uint64_t kLeast = 8;
  std::vector<Cached> zones;
  for (const ZoneRef& ref : bench.zones_in(Empty, std::min(kMost, room_left(bench).open))) {
    bench.needs(ref.zcap > kLeast, "needs zones of more than " + std::to_string(kLeast) + " blocks");
    zones.emplace_back(ref);
  }
  bench.needs(!zones.empty(), "needs a zone that can be open");
  if (has_write_cache(bench)) flush(bench);
  return zones;
}

void lose_power(Bench& bench, std::vector<Cached>& zones) {
  bench.reset(Reset::PowerCycle);
  for (const Cached& zone : zones) expect_left(bench, zone);
  for (const Cached& zone : zones) expect_goes_on(bench, zone.contents.zone());
}

// Writes go to the zones in turn, so that a cache holds something of each; then something is made durable.
void write_in_turn(Bench& bench, std::vector<Cached>& zones, std::uint64_t rounds) {
  for (std::uint64_t round = 0; round < rounds; ++round)
    for (Cached& zone : zones) zone.write(bench, 1);
}

void keeps_fua_writes(Bench& bench) {
  std::vector<Cached> zones = some_zones(bench);
  write_in_turn(bench, zones, 2);
  for (Cached& zone : zones) zone.write_fua(bench, 2);
  lose_power(bench, zones);
}

void keeps_fua_among_others(Bench& bench) {
  std::vector<Cached> zones = some_zones(bench);
  for (Cached& zone : zones) zone.write_fua(bench, 1);
  write_in_turn(bench, zones, 1);
  zones.front().write_fua(bench, 1);
  write_in_turn(bench, zones, 2);
  lose_power(bench, zones);
}

void keeps_fua_appends(Bench& bench) {
  std::vector<Cached> zones = some_zones(bench);
  write_in_turn(bench, zones, 1);
  for (Cached& zone : zones) zone.append_fua(bench, 2);
  lose_power(bench, zones);
}

void keeps_flushed(Bench& bench) {
  std::vector<Cached> zones = some_zones(bench);
  write_in_turn(bench, zones, 2);
  flush(bench);
  for (Cached& zone : zones) zone.all_is_durable();
  write_in_turn(bench, zones, 3);
  lose_power(bench, zones);
}

// VWC bits 2:1 say whether Flush takes FFFFFFFFh for all namespaces (IDC-012).
void keeps_flushed_by_broadcast(Bench& bench) {
  constexpr unsigned kSupported = 3;
  bench.needs((bench.facts().controller.vwc >> 1 & 3U) == kSupported, "Flush of all namespaces is not supported (VWC)");
  std::vector<Cached> zones = some_zones(bench);
  write_in_turn(bench, zones, 2);
  const Completion cqe = bench.submit({.sqe = encode(Command{.nsid = kBroadcastNsid, .body = Flush{}})});
  bench.needs(cqe.status != Status::ZoneIsOffline, "Flush is refused while a zone is Offline (ZNS-AMB-06)");
  bench.expect_success(cqe);
  for (Cached& zone : zones) zone.all_is_durable();
  write_in_turn(bench, zones, 1);
  lose_power(bench, zones);
}

void keeps_what_a_shutdown_keeps(Bench& bench) {
  std::vector<Cached> zones = some_zones(bench);
  write_in_turn(bench, zones, 3);
  bench.reset(Reset::Shutdown);
  for (Cached& zone : zones) zone.all_is_durable();
  lose_power(bench, zones);
}

// What a shutdown kept is not what is there now.
void goes_on_after_a_shutdown(Bench& bench) {
  std::vector<Cached> zones = some_zones(bench);
  write_in_turn(bench, zones, 2);
  bench.reset(Reset::Shutdown);
  for (Cached& zone : zones) zone.all_is_durable();
  for (Cached& zone : zones)
    bench.needs(bench.descriptor(zone.contents.zone()).zs != Full, "the shutdown made the zone Full");
  write_in_turn(bench, zones, 2);
  lose_power(bench, zones);
}

void keeps_whole_writes(Bench& bench) {
  std::vector<Cached> zones = some_zones(bench);
  for (Cached& zone : zones) zone.write(bench, 2);
  for (Cached& zone : zones) zone.write(bench, 3);
  lose_power(bench, zones);
}

struct Story {
  const char* slug;
  const char* title;
  std::vector<ClauseId> clauses;
  std::vector<Need> needs;
  void (*run)(Bench& bench);
};

const std::vector<Story>& stories() {
  static const std::vector<Story> kStories{
      {"fua-write",
       "A Write with FUA outlives a sudden power loss, and so does the write pointer behind it",
       {"ZNS-RST-055", "ZNS-RST-013", "ZNS-RST-054"},
       {},
       keeps_fua_writes},
      {"fua-write-among-others",
       "What is written after a Write with FUA may be lost with the power, and nothing of that Write",
       {"ZNS-RST-055", "ZNS-RST-057", "ZNS-RST-054"},
       {},
       keeps_fua_among_others},
      {"fua-append",
       "A Zone Append with FUA outlives a sudden power loss, and so does the write pointer behind it",
       {"ZNS-RST-055", "ZNS-RST-013", "ZNS-RST-054"},
       {Need::Append},
       keeps_fua_appends},
      {"flushed",
       "What was written before a Flush outlives a sudden power loss; what was written since, in part and in order",
       {"ZNS-RST-013", "ZNS-RST-057", "ZNS-RST-054"},
       {},
       keeps_flushed},
      {"flushed-by-broadcast",
       "What was written before a Flush of all namespaces outlives a sudden power loss",
       {"ZNS-RST-013", "IDC-012", "ZNS-RST-054"},
       {Need::ForeignNsid},
       keeps_flushed_by_broadcast},
      {"what-a-shutdown-keeps",
       "What was written before an orderly shutdown is there after a power loss, without a Flush",
       {"ZNS-RST-056", "ZNS-RST-013"},
       {Need::Shutdown},
       keeps_what_a_shutdown_keeps},
      {"what-follows-a-shutdown",
       "What is written after a shutdown is not what the shutdown kept, when power is lost",
       {"ZNS-RST-057", "ZNS-RST-056", "ZNS-RST-054"},
       {Need::Shutdown},
       goes_on_after_a_shutdown},
      {"unflushed",
       "Without a Flush a power loss leaves of each zone what was written, or less of it in order",
       {"ZNS-RST-057", "ZNS-RST-054"},
       {},
       keeps_whole_writes},
  };
  return kStories;
}

}  // namespace

std::vector<Case> reset_cache_cases() {
  std::vector<Case> cases;
  for (const Story& story : stories()) {
    std::vector<Need> needs = story.needs;
    needs.insert(needs.end(), {Need::PowerCycle, Need::WholeNamespace});
    cases.push_back({.id = std::string{"resets/power-loss-"} + story.slug,
                     .title = story.title,
                     .clauses = story.clauses,
                     .needs = needs,
                     .run = story.run});
  }
  return cases;
}

}  // namespace zns::suites
