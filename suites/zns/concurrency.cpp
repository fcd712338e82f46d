// Commands in flight together: the standard orders none of them (ZNS-ORD-001), and each takes effect as a whole.
#include <algorithm>

#include "reference/spec/text.hpp"
#include "suites/contents.hpp"
#include "suites/zns/concurrency_parts.hpp"

namespace zns::suites {
namespace concurrency {

std::vector<Append> add_appends(Batch& batch, const ZoneRef& zone, const std::vector<std::uint64_t>& lengths,
                                std::uint64_t already) {
  constexpr std::uint64_t kElsewhere = 1ULL << 48;
  constexpr std::uint64_t kApart = 1ULL << 17;  // more than one command writes
  std::vector<Append> appends;
  for (const std::uint64_t blocks : lengths) {
    const std::uint64_t pattern_lba = kElsewhere + (already + appends.size()) * kApart;
    appends.push_back({batch.append(zone, blocks, pattern_lba), blocks, pattern_lba});
  }
  return appends;
}

std::uint64_t expect_tiled(Bench& bench, const Batch& batch, const std::vector<Append>& appends, std::uint64_t from) {
  std::vector<Append> done;
  for (const Append& append : appends)
    if (batch.cqe(append.place).status == kSuccess) done.push_back(append);
  const auto alba = [&](const Append& append) { return batch.cqe(append.place).result; };
  std::sort(done.begin(), done.end(), [&](const Append& a, const Append& b) { return alba(a) < alba(b); });
  std::uint64_t next = from;
  for (const Append& append : done) {
    bench.expect(alba(append) == next, "an append at LBA " + hex(next) + ", where the one before it ends",
                 "the next one is at LBA " + hex(alba(append)));
    next += append.blocks;
  }
  for (const Append& append : done) bench.expect_pattern(alba(append), append.blocks, append.pattern_lba);
  return next;
}

std::uint64_t as_many_as(Bench& bench, const ZoneRef& zone, std::uint64_t wanted) {
  const auto most = std::min<std::uint64_t>({wanted, zone.zcap - 1, bench.target().carries().queue_depth});
  bench.needs(most >= 2, "needs zones of at least 3 blocks");
  return most;
}

std::uint64_t zones_at_once(const Bench& bench, std::uint64_t wanted) {
  const Facts& facts = bench.facts();
  return std::min({wanted, bench.free_zones(), facts.max_open.value_or(wanted), facts.max_active.value_or(wanted)});
}

}  // namespace concurrency

std::vector<Case> concurrency_cases() {
  std::vector<Case> cases = concurrent_append_cases();
  for (auto* more : {concurrent_write_cases, racing_cases, untouched_zone_cases})
    for (Case& next : more()) cases.push_back(std::move(next));
  return cases;
}

}  // namespace zns::suites
