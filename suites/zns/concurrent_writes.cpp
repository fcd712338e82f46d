// Writes in flight together (ZNS-ORD-001, ZNS-ORD-002): any of them to one zone may come too early, and what succeeds
// lies side by side.
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

// ---- to one zone ----------------------------------------------------------------------------------------------------

// Writes of one block to each of the next LBAs, sent in the order of `order`; the data is that of the LBA.
void sequential(Bench& bench, std::uint64_t wanted, const std::function<void(std::vector<std::uint64_t>&)>& order) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  std::vector<std::uint64_t> lbas(as_many_as(bench, zone, wanted));
  std::iota(lbas.begin(), lbas.end(), zone.zslba);
  order(lbas);
  Batch batch{bench};
  for (const std::uint64_t lba : lbas) batch.write(lba, 1);

  batch.run();

  std::uint64_t written = 0;
  for (std::size_t i = 0; i < lbas.size(); ++i) {
    bench.expect_status(batch.cqe(i), {kSuccess, Status::ZoneInvalidWrite});
    written += batch.cqe(i).status == kSuccess ? 1 : 0;
  }
  const std::uint64_t wp = zone.zslba + written;
  bench.expect(written >= 1, "the write at the write pointer succeeds", "none succeeds");
  for (std::size_t i = 0; i < lbas.size(); ++i)
    bench.expect((batch.cqe(i).status == kSuccess) == (lbas[i] < wp),
                 "the successful writes are those up to " + hex(wp) + ", as many as there are",
                 "the write of " + hex(lbas[i]) + ": " + to_string(batch.cqe(i).status));
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, wp);
  bench.expect_pattern(zone.zslba, written);
  bench.expect_deallocated(wp, zone.zslba + lbas.size() + 1 - wp);
}

// All to the write pointer: one of them is in time.
void to_one_lba(Bench& bench, std::uint64_t wanted) {
  constexpr std::uint64_t kElsewhere = 1ULL << 48;
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const std::uint64_t count = std::min<std::uint64_t>(wanted, bench.target().carries().queue_depth);
  bench.needs(zone.zcap >= 2, "needs zones of at least 2 blocks");
  Batch batch{bench};
  for (std::uint64_t i = 0; i < count; ++i) batch.write(zone.zslba, 1, kElsewhere + i);

  batch.run();

  std::vector<std::uint64_t> winners;
  for (std::uint64_t i = 0; i < count; ++i) {
    bench.expect_status(batch.cqe(i), {kSuccess, Status::ZoneInvalidWrite});
    if (batch.cqe(i).status == kSuccess) winners.push_back(i);
  }
  bench.expect(winners.size() == 1, "one of the writes succeeds", std::to_string(winners.size()) + " of them do");
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, zone.zslba + 1);
  bench.expect_pattern(zone.zslba, 1, kElsewhere + winners.front());
}

// Writes of several blocks that overlap: those that succeed lie side by side.
void overlapping(Bench& bench) {
  constexpr std::uint64_t kBlocks = 3;
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const std::uint64_t count = as_many_as(bench, zone, 9);
  bench.needs(zone.zcap > count + kBlocks && bench.max_blocks_per_command() >= kBlocks, "needs larger zones");
  Batch batch{bench};
  for (std::uint64_t i = 0; i < count; ++i) batch.write(zone.zslba + i, kBlocks);

  batch.run();

  std::uint64_t wp = zone.zslba;
  for (std::uint64_t i = 0; i < count; ++i) {
    bench.expect_status(batch.cqe(i), {kSuccess, Status::ZoneInvalidWrite});
    if (batch.cqe(i).status != kSuccess) continue;
    bench.expect(zone.zslba + i == wp, "a write at LBA " + hex(wp) + ", where the one before it ends",
                 "the next one that succeeds is at " + hex(zone.zslba + i));
    wp += kBlocks;
  }
  bench.expect(wp > zone.zslba, "the write at the write pointer succeeds", "none succeeds");
  bench.expect_zone(zone, ZoneState::ImplicitlyOpened, wp);
  bench.expect_pattern(zone.zslba, wp - zone.zslba);
}

// ---- to many --------------------------------------------------------------------------------------------------------

void at_the_open_limit(Bench& bench) {
  const std::uint64_t count = std::min<std::uint64_t>(zones_at_once(bench, 64), bench.target().carries().queue_depth);
  bench.needs(count >= 2, "needs two zones that may be open at once");
  const std::vector<ZoneRef> zones = bench.zones_in(ZoneState::Empty, count);
  bench.needs(zones.front().zcap >= 2, "needs zones of at least 2 blocks");
  Batch batch{bench};
  for (const ZoneRef& zone : zones) batch.write(zone.zslba, 1);

  batch.run();

  for (std::size_t i = 0; i < zones.size(); ++i) {
    bench.expect_success(batch.cqe(i));
    bench.expect_zone(zones[i], ZoneState::ImplicitlyOpened, zones[i].zslba + 1);
    bench.expect_pattern(zones[i].zslba, 1);
  }
}

void expect_within_limits(Bench& bench) {
  std::uint64_t open = 0;
  std::uint64_t active = 0;
  for (const ZoneDescriptor& zone : bench.all_descriptors()) {
    open += is_open(zone.zs) ? 1 : 0;
    active += is_active(zone.zs) ? 1 : 0;
  }
  const Facts& facts = bench.facts();
  bench.expect(!facts.max_open || open <= *facts.max_open, "no more open zones than MOR allows",
               std::to_string(open) + " open zones");
  bench.expect(!facts.max_active || active <= *facts.max_active, "no more active zones than MAR allows",
               std::to_string(active) + " active zones");
}

// More zones than there are resources: whoever comes too late is aborted, or finds that room was made.
void beyond_the_limits(Bench& bench, bool explicitly) {
  const Facts& facts = bench.facts();
  bench.needs(facts.max_open || facts.max_active, "the device limits neither open nor active zones");
  const std::uint64_t limit = std::min(facts.max_open.value_or(UINT64_MAX), facts.max_active.value_or(UINT64_MAX));
  bench.needs(bench.free_zones() > limit, "needs more zones than may be open");
  const auto count = std::min<std::uint64_t>({bench.free_zones(), limit + 4, bench.target().carries().queue_depth});
  bench.needs(count > limit, "needs more commands in flight");
  bench.needs(!bench.facts().active_excursions, "the controller may finish zones by itself (ZOC.ZAE = 1)");
  const std::vector<ZoneRef> zones = bench.zones_in(ZoneState::Empty, count);
  bench.needs(zones.front().zcap >= 2, "needs zones of at least 2 blocks");
  Batch batch{bench};
  for (const ZoneRef& zone : zones) explicitly ? batch.send(zone, ZoneSendAction::Open) : batch.write(zone.zslba, 1);

  batch.run();

  std::uint64_t done = 0;
  for (std::size_t i = 0; i < zones.size(); ++i) {
    bench.expect_status(batch.cqe(i), {kSuccess, Status::TooManyOpenZones, Status::TooManyActiveZones});
    if (batch.cqe(i).status != kSuccess) {
      bench.expect_zone(zones[i], ZoneState::Empty);
    } else if (++done; explicitly) {
      bench.expect_zone(zones[i], ZoneState::ExplicitlyOpened, zones[i].zslba);
    } else {
      bench.expect_zone(zones[i], ZoneState::ImplicitlyOpened, zones[i].zslba + 1);
      bench.expect_pattern(zones[i].zslba, 1);
    }
  }
  bench.expect(done >= limit, "at least " + std::to_string(limit) + " of the commands succeed",
               std::to_string(done) + " do");
  expect_within_limits(bench);
}

Case a_case(std::string id, std::string title, std::vector<ClauseId> clauses, std::function<void(Bench&)> run) {
  return {.id = "concurrency/" + std::move(id),
          .title = std::move(title),
          .clauses = std::move(clauses),
          .level = Level::Shall,
          .needs = {Need::QueueDepth},
          .run = std::move(run)};
}

void as_they_are(std::vector<std::uint64_t>& /*lbas*/) {}
void reversed(std::vector<std::uint64_t>& lbas) {
  std::reverse(lbas.begin(), lbas.end());
}
// The odd ones first: whoever comes in order finds gaps.
void odd_first(std::vector<std::uint64_t>& lbas) {
  std::stable_partition(lbas.begin(), lbas.end(), [](std::uint64_t lba) { return lba % 2 == 1; });
}

}  // namespace

std::vector<Case> concurrent_write_cases() {
  std::vector<Case> cases;
  struct Depth {
    const char* slug;
    std::uint64_t commands;
  };
  for (const Depth depth : {Depth{"2", 2}, Depth{"8", 8}, Depth{"32", 32}, Depth{"full", 1U << 16}})
    cases.push_back(a_case(
        std::string{"writes-in-order-depth-"} + depth.slug,
        std::string{"Of sequential writes in flight to one zone those that succeed are the first ("} + depth.slug +
            " of them)",
        {"ZNS-ORD-002", "ZNS-ORD-001"}, [depth](Bench& bench) { sequential(bench, depth.commands, as_they_are); }));
  cases.push_back(a_case("writes-in-reverse", "The same, sent in the reverse of the order of their LBAs",
                         {"ZNS-ORD-002", "ZNS-ORD-001"}, [](Bench& bench) { sequential(bench, 16, reversed); }));
  cases.push_back(a_case("writes-with-gaps", "The same, the odd LBAs before the even ones",
                         {"ZNS-ORD-002", "ZNS-ORD-001"}, [](Bench& bench) { sequential(bench, 16, odd_first); }));
  cases.push_back(a_case("writes-to-one-lba",
                         "Of writes in flight to the write pointer one succeeds, and its data is there",
                         {"ZNS-ORD-002", "ZNS-ORD-001"}, [](Bench& bench) { to_one_lba(bench, 16); }));
  cases.push_back(a_case("writes-that-overlap", "Of writes in flight that overlap those that succeed lie side by side",
                         {"ZNS-ORD-002", "ZNS-ORD-001"}, overlapping));
  cases.push_back(a_case("writes-at-the-open-limit", "Writes in flight to as many zones as may be open succeed",
                         {"ZNS-RES-002", "ZNS-ORD-001", "ZNS-IO-023"}, at_the_open_limit));
  cases.push_back(a_case("writes-beyond-the-limits",
                         "Of writes in flight to more zones than may be open, as many as may be succeed",
                         {"ZNS-RES-002", "ZNS-RES-013"}, [](Bench& bench) { beyond_the_limits(bench, false); }));
  cases.push_back(a_case("opens-beyond-the-limits",
                         "Of Open Zone commands in flight to more zones than may be open, as many as may be succeed",
                         {"ZNS-RES-002"}, [](Bench& bench) { beyond_the_limits(bench, true); }));
  for (auto each = cases.end() - 3; each != cases.end(); ++each)
    each->needs.push_back(Need::WholeNamespace);  // the zones outside hold resources
  return cases;
}

}  // namespace zns::suites
