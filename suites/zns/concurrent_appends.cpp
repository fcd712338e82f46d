// Appends in flight together (ZNS-ORD-003, ZNS-ORD-004): they never overlap, and leave no gap.
#include <algorithm>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "reference/spec/text.hpp"
#include "suites/zns/concurrency_parts.hpp"

namespace zns::suites {
namespace {

using namespace concurrency;
using Lengths = std::vector<std::uint64_t>;

std::uint64_t sum(const Lengths& lengths) {
  return std::accumulate(lengths.begin(), lengths.end(), std::uint64_t{0});
}

std::uint64_t longest_append(const Bench& bench) {
  std::uint64_t most = bench.max_blocks_per_command();
  if (bench.facts().append_limit_bytes)
    most = std::min(most, *bench.facts().append_limit_bytes / bench.facts().lba_bytes);
  return std::max<std::uint64_t>(most, 1);
}

// `pattern` again and again, no length longer than an append may be, while the sum is at most `most`.
Lengths repeated(const Bench& bench, const Lengths& pattern, std::uint64_t most, std::size_t most_commands) {
  Lengths lengths;
  std::uint64_t total = 0;
  while (lengths.size() < std::min<std::size_t>(most_commands, bench.facts().zsze)) {
    const std::uint64_t next = std::min(pattern[lengths.size() % pattern.size()], longest_append(bench));
    if (total + next > most) break;
    total += next;
    lengths.push_back(next);
  }
  return lengths;
}

// ---- that fit -------------------------------------------------------------------------------------------------------

void tile(Bench& bench, const Lengths& pattern, std::size_t wanted) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const Lengths lengths =
      repeated(bench, pattern, zone.zcap - 1, std::min(wanted, bench.target().carries().queue_depth));
  bench.needs(lengths.size() >= 2, "needs zones with room for two appends");
  Batch batch{bench};
  const std::vector<Append> appends = add_appends(batch, zone, lengths);

  batch.run();

  for (const Append& append : appends) bench.expect_success(batch.cqe(append.place));
  const std::uint64_t end = expect_tiled(bench, batch, appends, zone.zslba);
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, end);
  bench.expect_deallocated(end, 1);
}

// Wave after wave: each begins where the one before it ended (ZNS-ORD-005).
void tile_in_waves(Bench& bench) {
  constexpr std::uint64_t kMostWaves = 8;
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const std::uint64_t each = as_many_as(bench, zone, 4);
  std::uint64_t end = zone.zslba;
  for (std::uint64_t wave = 0; wave < kMostWaves && end + each < zone.cap(); ++wave) {
    Batch batch{bench};
    const std::vector<Append> appends = add_appends(batch, zone, Lengths(each, 1), wave * each);
    batch.run();
    for (const Append& append : appends) bench.expect_success(batch.cqe(append.place));
    end = expect_tiled(bench, batch, appends, end);
    bench.expect_zone(zone, ZoneState::ImplicitlyOpened, end);
  }
  bench.expect_success(bench.write(end, 1));
  bench.expect_pattern(end, 1);
}

void several_zones(Bench& bench) {
  constexpr std::uint64_t kEach = 4;
  const std::uint64_t zones = zones_at_once(bench, 6);
  bench.needs(zones >= 2, "needs two zones that may be open at once");
  const std::vector<ZoneRef> places = bench.zones_in(ZoneState::Empty, zones);
  const std::uint64_t each = as_many_as(bench, places.front(), kEach);
  Batch batch{bench};
  std::vector<std::vector<Append>> appends(zones);
  for (std::uint64_t round = 0; round < each; ++round)  // to one zone after the other
    for (std::uint64_t i = 0; i < zones; ++i)
      appends[i].push_back(add_appends(batch, places[i], {1}, round * zones + i).front());

  batch.run();

  for (std::uint64_t i = 0; i < zones; ++i) {
    for (const Append& append : appends[i]) bench.expect_success(batch.cqe(append.place));
    const std::uint64_t end = expect_tiled(bench, batch, appends[i], places[i].zslba);
    bench.expect_zone(places[i], ZoneState::ImplicitlyOpened, end);
  }
}

void fill_exactly(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const std::uint64_t last = std::min({longest_append(bench), zone.zcap, std::uint64_t{16}});
  const std::uint64_t left = std::min(zone.zcap, 2 * last);  // for two appends or for one
  if (left < zone.zcap) bench.fill(zone, zone.zslba, zone.cap() - left);
  const Lengths lengths = left == last ? Lengths(left, 1) : Lengths{last, left - last};
  Batch batch{bench};
  const std::vector<Append> appends = add_appends(batch, zone, lengths);

  batch.run();

  for (const Append& append : appends) bench.expect_success(batch.cqe(append.place));
  expect_tiled(bench, batch, appends, zone.cap() - left);
  bench.expect_zone(zone, ZoneState::Full);
}

// ---- that do not all fit --------------------------------------------------------------------------------------------

// Which of them fail is free. But one that failed did not fit at its time, and there is no more room afterwards.
void overfill(Bench& bench, const Lengths& pattern, std::uint64_t left) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  left = std::min(left, zone.zcap);
  bench.needs(left > *std::max_element(pattern.begin(), pattern.end()), "needs zones of more blocks");
  if (left < zone.zcap) bench.fill(zone, zone.zslba, zone.cap() - left);
  const Lengths lengths = repeated(bench, pattern, 3 * left, bench.target().carries().queue_depth);
  bench.needs(sum(lengths) > left, "needs more commands in flight, or larger ones");
  Batch batch{bench};
  const std::vector<Append> appends = add_appends(batch, zone, lengths);

  batch.run();

  const std::uint64_t end = expect_tiled(bench, batch, appends, zone.cap() - left);
  bench.expect(end <= zone.cap(), "no block at or beyond " + hex(zone.cap()), "appends end at " + hex(end));
  for (const Append& append : appends) {
    const Completion& cqe = batch.cqe(append.place);
    if (end == zone.cap())
      bench.expect_status(cqe, {kSuccess, Status::ZoneBoundaryError, Status::ZoneIsFull});
    else
      bench.expect_status(cqe, {kSuccess, Status::ZoneBoundaryError});
    bench.expect(cqe.status == kSuccess || end + append.blocks > zone.cap(),
                 "an append of " + std::to_string(append.blocks) + " blocks is written while there is room",
                 "it is aborted, and " + std::to_string(zone.cap() - end) + " blocks are left");
  }
  bench.expect_zone(zone, end == zone.cap() ? ZoneState::Full : ZoneState::ImplicitlyOpened, end);
  if (end < zone.cap()) bench.expect_deallocated(end, zone.cap() - end);
}

struct Depth {
  const char* slug;
  std::size_t commands;
};
constexpr Depth kDepths[] = {{"2", 2}, {"8", 8}, {"32", 32}, {"full", 1U << 16}};

struct Mix {
  const char* slug;
  const char* text;
  Lengths lengths;
};

Case a_case(std::string id, std::string title, std::vector<ClauseId> clauses, std::function<void(Bench&)> run) {
  return {.id = "concurrency/" + std::move(id),
          .title = std::move(title),
          .clauses = std::move(clauses),
          .level = Level::Shall,
          .needs = {Need::QueueDepth, Need::Append},
          .run = std::move(run)};
}

}  // namespace

std::vector<Case> concurrent_append_cases() {
  std::vector<Case> cases;
  for (const Depth& depth : kDepths)
    cases.push_back(a_case(std::string{"appends-tile-depth-"} + depth.slug,
                           std::string{"Appends in flight together to one zone lie side by side, each at its ALBA ("} +
                               depth.slug + " of them)",
                           {"ZNS-ORD-003", "ZNS-APPEND-001", "ZNS-APPEND-002"},
                           [depth](Bench& bench) { tile(bench, {1}, depth.commands); }));
  cases.push_back(a_case("appends-of-many-lengths", "Appends of different lengths in flight together lie side by side",
                         {"ZNS-ORD-003", "ZNS-APPEND-001"}, [](Bench& bench) {
                           tile(bench, {1, 3, 2, 5, 1, 4}, 16);
                         }));
  cases.push_back(a_case("appends-in-waves", "Wave after wave of appends begins where the one before it ended",
                         {"ZNS-ORD-003", "ZNS-ORD-005"}, tile_in_waves));
  cases.push_back(a_case("appends-to-several-zones", "Appends in flight together to several zones stay in their zones",
                         {"ZNS-ORD-003", "ZNS-ORD-001"}, several_zones));
  cases.back().needs.push_back(Need::WholeNamespace);  // the zones outside hold resources
  cases.push_back(a_case("appends-fill-the-zone", "Appends in flight together that fill a zone to its capacity succeed",
                         {"ZNS-ORD-003", "ZNS-ZM-066"}, fill_exactly));
  const Mix mixes[] = {{"ones", "one block each", {1}},
                       {"threes", "three blocks each", {3}},
                       {"descending", "5, 4, 3, 2 and 1 blocks", {5, 4, 3, 2, 1}},
                       {"ascending", "1, 2, 3, 4 and 5 blocks", {1, 2, 3, 4, 5}}};
  for (const Mix& mix : mixes)
    cases.push_back(a_case(std::string{"appends-overfill-"} + mix.slug,
                           std::string{"Of more appends in flight than fit, "} + mix.text +
                               ", some fill the zone and the others are aborted",
                           {"ZNS-ORD-004", "ZNS-APPEND-005"},
                           [lengths = mix.lengths](Bench& bench) { overfill(bench, lengths, 10); }));
  return cases;
}

}  // namespace zns::suites
