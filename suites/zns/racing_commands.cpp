// Zone management, reads and reports in flight with writes to the same zone (ZNS-ORD-008): any order, but one of them.
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "reference/spec/text.hpp"
#include "suites/zns/concurrency_parts.hpp"

namespace zns::suites {
namespace {

using namespace concurrency;

// A zone with `written` blocks of its own pattern, and appends to be sent with something in their midst.
struct Race {
  ZoneRef zone;
  std::uint64_t written = 0;
  std::uint64_t appends = 0;
};

Race a_race(Bench& bench, ZoneState zs, std::uint64_t written) {
  const ZoneRef zone = bench.a_zone_in(zs, written);
  bench.needs(zone.zcap >= written + 3, "needs zones of more blocks");
  const std::uint64_t depth = bench.target().carries().queue_depth;
  const auto appends = std::min<std::uint64_t>({9, zone.zcap - written - 1, depth - 1});
  bench.needs(appends >= 2, "needs more commands in flight");
  return {zone, written, appends};
}

// Appends of one block, half of them before the command that `middle` adds.
std::vector<Append> around(Batch& batch, const Race& race, const std::function<void()>& middle) {
  std::vector<Append> appends = add_appends(batch, race.zone, std::vector<std::uint64_t>(race.appends / 2, 1));
  middle();
  for (const Append& more :
       add_appends(batch, race.zone, std::vector<std::uint64_t>(race.appends - race.appends / 2, 1), race.appends / 2))
    appends.push_back(more);
  return appends;
}

// Those appends that came before the Reset are gone. Each block below the write pointer holds one
// of the others, which says so.
void reset_among_appends(Bench& bench) {
  const Race race = a_race(bench, ZoneState::ExplicitlyOpened, 2);
  const ZoneRef& zone = race.zone;
  Batch batch{bench};
  Batch::Place reset = 0;
  const std::vector<Append> appends = around(batch, race, [&] { reset = batch.send(zone, ZoneSendAction::Reset); });

  batch.run();

  bench.expect_success(batch.cqe(reset));
  for (const Append& append : appends) bench.expect_success(batch.cqe(append.place));
  const ZoneDescriptor found = bench.expect_zone_in(zone, {ZoneState::Empty, ZoneState::ImplicitlyOpened});
  const std::uint64_t kept = found.wp - zone.zslba;
  bench.expect(kept <= race.appends, "at most " + std::to_string(race.appends) + " blocks are written",
               std::to_string(kept) + " are");
  std::vector<Append> before;
  std::vector<Append> after;
  for (const Append& append : appends) {  // which of two with one ALBA is the later one, its data says
    const std::uint64_t alba = batch.cqe(append.place).result;
    Bytes data;
    const bool there = alba < found.wp && bench.read(alba, 1, &data).status == kSuccess &&
                       data == bench.pattern(append.pattern_lba, 1);
    (there ? after : before).push_back(append);
  }
  bench.expect(after.size() == kept, "each block below the write pointer holds the append that was told so",
               std::to_string(after.size()) + " of " + std::to_string(kept) + " do");
  bench.expect(expect_tiled(bench, batch, after, zone.zslba) == found.wp, "no gap below the write pointer", "a gap");
  std::vector<std::uint64_t> lost;
  for (const Append& append : before) lost.push_back(batch.cqe(append.place).result);
  std::sort(lost.begin(), lost.end());
  for (std::size_t i = 0; i < lost.size(); ++i)
    bench.expect(lost[i] == zone.zslba + race.written + i, "the appends before the reset lay side by side",
                 "one of them was told LBA " + hex(lost[i]));
  bench.expect_deallocated(found.wp, 1);
}

void finish_among_appends(Bench& bench) {
  const Race race = a_race(bench, ZoneState::ExplicitlyOpened, 2);
  Batch batch{bench};
  Batch::Place finish = 0;
  const std::vector<Append> appends =
      around(batch, race, [&] { finish = batch.send(race.zone, ZoneSendAction::Finish); });

  batch.run();

  bench.expect_success(batch.cqe(finish));
  for (const Append& append : appends) bench.expect_status(batch.cqe(append.place), {kSuccess, Status::ZoneIsFull});
  const std::uint64_t end = expect_tiled(bench, batch, appends, race.zone.zslba + race.written);
  bench.expect_zone(race.zone, ZoneState::Full);
  bench.expect_pattern(race.zone.zslba, race.written);
  bench.expect_deallocated(end, 1);
}

void close_among_appends(Bench& bench) {
  const Race race = a_race(bench, ZoneState::ExplicitlyOpened, 2);
  Batch batch{bench};
  Batch::Place close = 0;
  const std::vector<Append> appends =
      around(batch, race, [&] { close = batch.send(race.zone, ZoneSendAction::Close); });

  batch.run();

  bench.expect_success(batch.cqe(close));
  for (const Append& append : appends) bench.expect_success(batch.cqe(append.place));
  const std::uint64_t end = expect_tiled(bench, batch, appends, race.zone.zslba + race.written);
  bench.expect_zone_in(race.zone, {ZoneState::Closed, ZoneState::ImplicitlyOpened}, end);
  bench.expect_pattern(race.zone.zslba, race.written);
}

// A report shows the zone at some time between: as it was, as it is, or anything between the two.
void report_among_appends(Bench& bench) {
  const Race race = a_race(bench, ZoneState::Closed, 1);
  const ZoneRef& zone = race.zone;
  Batch batch{bench};
  const Batch::Place first = batch.report(zone);
  Batch::Place middle = 0;
  bench.needs(race.appends + 3 <= bench.target().carries().queue_depth, "needs more commands in flight");
  const std::vector<Append> appends = around(batch, race, [&] { middle = batch.report(zone); });
  const Batch::Place last = batch.report(zone);

  batch.run();

  for (const Append& append : appends) bench.expect_success(batch.cqe(append.place));
  const std::uint64_t end = expect_tiled(bench, batch, appends, zone.zslba + race.written);
  for (const Batch::Place report : {first, middle, last}) {
    bench.expect_success(batch.cqe(report));
    const ZoneDescriptor seen = batch.reported(report);
    const bool right_zone = seen.zslba == zone.zslba && seen.zcap == zone.zcap;
    bench.expect(right_zone, "the descriptor of zone " + std::to_string(zone.index), "another one");
    bench.expect(seen.zs == ZoneState::Closed || seen.zs == ZoneState::ImplicitlyOpened, "the zone in ZSC or ZSIO",
                 "it is in " + std::string{letters(seen.zs)});
    bench.expect(seen.wp >= zone.zslba + race.written && seen.wp <= end,
                 "a write pointer from " + hex(zone.zslba + race.written) + " to " + hex(end), "it is " + hex(seen.wp));
  }
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, end);
}

// What was written before is read right whatever is written behind it.
void reads_among_appends(Bench& bench) {
  const Race race = a_race(bench, ZoneState::ExplicitlyOpened, 2);
  bench.needs(2 * race.appends <= bench.target().carries().queue_depth, "needs more commands in flight");
  Batch batch{bench};
  std::vector<Append> appends;
  std::vector<Batch::Place> reads;
  for (std::uint64_t i = 0; i < race.appends; ++i) {
    appends.push_back(add_appends(batch, race.zone, {1}, i).front());
    reads.push_back(batch.read(race.zone.zslba + i % race.written, 1));
  }

  batch.run();

  for (std::uint64_t i = 0; i < race.appends; ++i) {
    bench.expect_success(batch.cqe(appends[i].place));
    bench.expect_success(batch.cqe(reads[i]));
    batch.expect_read(reads[i], race.zone.zslba + i % race.written);
  }
  const std::uint64_t end = expect_tiled(bench, batch, appends, race.zone.zslba + race.written);
  bench.expect_zone(race.zone, ZoneState::ExplicitlyOpened, end);
}

// A block in flight is read as it was, or as it is then (ZNS-ORD-006 says more only of small ones).
void reads_of_blocks_in_flight(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const auto count = std::min<std::uint64_t>(8, bench.target().carries().queue_depth / 2);
  bench.needs(zone.zcap >= 2 && count >= 1, "needs zones of at least 2 blocks");
  const unsigned dlfeat = bench.facts().ns.dlfeat & 7U;
  bench.needs(dlfeat == 1 || dlfeat == 2, "the device does not say what deallocated blocks read as (DLFEAT)");
  const Bytes old(bench.facts().lba_bytes, dlfeat == 1 ? std::byte{0x00} : std::byte{0xFF});
  const Bytes fresh = bench.pattern(zone.zslba, 1);
  Batch batch{bench};
  std::vector<Batch::Place> reads;
  for (std::uint64_t i = 0; i < count; ++i) reads.push_back(batch.read(zone.zslba, 1));
  const Batch::Place write = batch.write(zone.zslba, 1);
  for (std::uint64_t i = 1; i < count; ++i) reads.push_back(batch.read(zone.zslba, 1));

  batch.run();

  bench.expect_success(batch.cqe(write));
  for (const Batch::Place read : reads) {
    bench.expect_status(batch.cqe(read), {kSuccess, Status::DeallocatedOrUnwrittenLogicalBlock});
    const bool right =
        batch.cqe(read).status != kSuccess || batch.returned(read) == old || batch.returned(read) == fresh;
    bench.expect(right, "a block as it was or as it is written", "it is neither");
  }
  bench.expect_pattern(zone.zslba, 1);
}

void many_reads(Bench& bench) {
  constexpr std::uint64_t kBlocks = 8;
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const std::uint64_t blocks = std::min(zone.zcap, kBlocks);
  bench.fill(zone, zone.zslba, zone.zslba + blocks);
  const auto count = std::min<std::uint64_t>(64, bench.target().carries().queue_depth);
  Batch batch{bench};
  const auto first = [&](std::uint64_t i) { return i % blocks; };
  const auto length = [&](std::uint64_t i) {
    return std::min({1 + i / blocks % blocks, blocks - first(i), bench.max_blocks_per_command()});
  };
  for (std::uint64_t i = 0; i < count; ++i) batch.read(zone.zslba + first(i), length(i));

  batch.run();

  for (std::uint64_t i = 0; i < count; ++i) {
    bench.expect_success(batch.cqe(i));
    batch.expect_read(i, zone.zslba + first(i));
  }
}

void many_resets(Bench& bench) {
  const auto count = std::min<std::uint64_t>({16, bench.free_zones(), bench.target().carries().queue_depth});
  const std::vector<ZoneRef> zones = bench.zones_in(ZoneState::Full, count, 1);
  Batch batch{bench};
  for (const ZoneRef& zone : zones) batch.send(zone, ZoneSendAction::Reset);

  batch.run();

  for (std::size_t i = 0; i < zones.size(); ++i) {
    bench.expect_success(batch.cqe(i));
    bench.expect_zone(zones[i], ZoneState::Empty, zones[i].zslba);
    bench.expect_deallocated(zones[i].zslba, 1);
  }
}

Case a_case(std::string id, std::string title, std::vector<ClauseId> clauses, std::vector<Need> needs,
            std::function<void(Bench&)> run) {
  needs.push_back(Need::QueueDepth);
  return {.id = "concurrency/" + std::move(id),
          .title = std::move(title),
          .clauses = std::move(clauses),
          .level = Level::Shall,
          .needs = std::move(needs),
          .run = std::move(run)};
}

}  // namespace

std::vector<Case> racing_cases() {
  return {
      a_case("reset-among-appends", "After a Reset in flight with appends the zone holds those that came later",
             {"ZNS-ORD-003", "ZNS-ORD-008", "ZNS-ZMS-028"}, {Need::Append}, reset_among_appends),
      a_case("finish-among-appends", "A Finish in flight with appends leaves a full zone with those that came before",
             {"ZNS-ORD-003", "ZNS-ORD-008"}, {Need::Append}, finish_among_appends),
      a_case("close-among-appends", "A Close in flight with appends loses none of them", {"ZNS-ORD-003", "ZNS-ORD-008"},
             {Need::Append}, close_among_appends),
      a_case("reports-among-appends", "Reports in flight with appends show a write pointer that the zone had meanwhile",
             {"ZNS-ZM-062", "ZNS-ORD-001", "ZNS-ORD-003"}, {Need::Append}, report_among_appends),
      a_case("reads-among-appends", "Reads in flight with appends return what was written before",
             {"ZNS-ORD-005", "ZNS-ORD-003"}, {Need::Append}, reads_among_appends),
      a_case("reads-of-blocks-in-flight",
             "A read in flight with the write of its block returns it as it was or as it is",
             {"ZNS-ORD-006", "ZNS-ORD-001"}, {}, reads_of_blocks_in_flight),
      a_case("many-reads", "Reads of different lengths in flight together have each its own data",
             {"ZNS-IO-004", "ZNS-ORD-001"}, {}, many_reads),
      a_case("many-resets", "Resets of many zones in flight together make all of them Empty",
             {"ZNS-ZMS-028", "ZNS-ORD-001"}, {}, many_resets),
  };
}

}  // namespace zns::suites
