// What features do to I/O: errors on deallocated blocks (DULBE), and the volatile write cache (WCE).
#include "suites/base/features_parts.hpp"
#include "suites/base/resets_parts.hpp"
#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

using namespace features;
using enum ZoneState;

constexpr std::uint8_t kDeallocatedError = 1U << 2;  // NSFEAT bit 2
constexpr auto kDeallocated = Status::DeallocatedOrUnwrittenLogicalBlock;

Place dulbe(const Bench& bench) {
  return {
      .fid = Fid::ErrorRecovery, .mask = error_recovery::kTler | error_recovery::kDulbe, .nsid = bench.facts().nsid};
}

bool offers_errors(const Bench& bench) {
  return (bench.facts().ns.nsfeat & kDeallocatedError) != 0;
}

void with_errors(Bench& bench, const std::function<void()>& body) {
  bench.needs(offers_errors(bench), "the namespace has no errors on deallocated blocks (NSFEAT bit 2)");
  keeping(bench, dulbe(bench), [&](std::uint32_t value) {
    bench.expect_success(set(bench, dulbe(bench), value | error_recovery::kDulbe));
    expect_value(bench, dulbe(bench), value | error_recovery::kDulbe);
    body();
  });
}

void empty_zone_is_deallocated(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(Empty);
  with_errors(bench, [&] { bench.expect_status(bench.read(zone.zslba, 1), {kDeallocated}); });
}

void reset_zone_is_deallocated(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ImplicitlyOpened, 2);
  with_errors(bench, [&] {
    bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
    for (const std::uint64_t lba : {zone.zslba, zone.zslba + 1})
      bench.expect_status(bench.read(lba, 1), {kDeallocated});
  });
}

void written_blocks_are_allocated(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(Empty);
  bench.needs(zone.zcap >= 2, "needs zones of at least 2 blocks");
  with_errors(bench, [&] {
    bench.expect_success(bench.write(zone.zslba, 1));
    std::string reason;
    const bool appends = bench.meets(Need::Append, reason);
    if (appends)
      bench.expect_success(bench.zone_append(zone, 1, zone.zslba + 1));
    else
      bench.expect_success(bench.write(zone.zslba + 1, 1));
    bench.expect_pattern(zone.zslba, 2);
  });
}

void errors_end_when_switched_off(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(Empty);
  with_errors(bench, [&] {
    bench.expect_success(set(bench, dulbe(bench), 0));
    bench.expect_success(bench.read(zone.zslba, 1));
  });
}

void errors_end_with_a_reset(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(Empty);
  with_errors(bench, [&] {
    const std::uint32_t saved = value_of(bench, dulbe(bench), Select::Saved);
    bench.needs((saved & error_recovery::kDulbe) == 0, "the device has saved that errors are asked for");
    bench.reset(Reset::Controller);
    bench.expect_success(bench.read(zone.zslba, 1));
  });
}

void without_support_it_stays_off(Bench& bench) {
  bench.needs(!offers_errors(bench), "the namespace has errors on deallocated blocks (NSFEAT bit 2)");
  needs_feature(bench, dulbe(bench));
  keeping(bench, dulbe(bench), [&](std::uint32_t value) {
    bench.expect_status(set(bench, dulbe(bench), value | error_recovery::kDulbe),
                        {Status::InvalidFieldInCommand, Status::FeatureNotChangeable, kSuccess});
    const std::uint32_t found = value_of(bench, dulbe(bench));
    bench.expect((found & error_recovery::kDulbe) == 0, "DULBE is 0", "the value is " + hex(found));
  });
}

// ---- the write cache ------------------------------------------------------------------------------------------------

const Place& write_cache() {
  return known(Fid::VolatileWriteCache).place;
}

void expect_all_left(Bench& bench, const ZoneRef& zone, std::uint64_t written) {
  bench.reset(Reset::PowerCycle);
  bench.expect_zone_in(zone, {Closed, Full}, zone.zslba + written);
  bench.expect_pattern(zone.zslba, written);
}

void switching_off_commits(Bench& bench) {
  bench.needs(resets::has_write_cache(bench), "the device has no volatile write cache (VWC)");
  needs_changeable(bench, write_cache());
  const ZoneRef zone = bench.a_zone_in(Empty);
  bench.needs(zone.zcap >= 3, "needs zones of at least 3 blocks");
  keeping(bench, write_cache(), [&](std::uint32_t) {
    bench.expect_success(set(bench, write_cache(), kWriteCacheEnable));
    bench.expect_success(bench.write(zone.zslba, 2));
    bench.expect_success(set(bench, write_cache(), 0));
    expect_value(bench, write_cache(), 0);
    expect_all_left(bench, zone, 2);
  });
}

void everything_is_durable(Bench& bench) {
  bench.needs(resets::has_write_cache(bench), "the device has no volatile write cache (VWC)");
  needs_changeable(bench, write_cache());
  const ZoneRef zone = bench.a_zone_in(Empty);
  bench.needs(zone.zcap >= 3, "needs zones of at least 3 blocks");
  keeping(bench, write_cache(), [&](std::uint32_t) {
    bench.expect_success(set(bench, write_cache(), 0));
    bench.expect_success(bench.write(zone.zslba, 1));
    bench.expect_success(bench.write(zone.zslba + 1, 1));
    expect_all_left(bench, zone, 2);
  });
}

}  // namespace

std::vector<Case> feature_effect_cases() {
  return {
      {.id = "features/dulbe-empty-zone",
       .title = "With DULBE a Read in an Empty zone is an error",
       .clauses = {"ZNS-IO-007", "IDN-010", "ZNS-GEN-036"},
       .run = empty_zone_is_deallocated},
      {.id = "features/dulbe-reset-zone",
       .title = "With DULBE a Read in a zone that was reset is an error",
       .clauses = {"ZNS-IO-007", "IDN-010"},
       .run = reset_zone_is_deallocated},
      {.id = "features/dulbe-written",
       .title = "With DULBE blocks that were written and appended are read",
       .clauses = {"ZNS-ZM-010", "ZNS-IO-007"},
       .run = written_blocks_are_allocated},
      {.id = "features/dulbe-off",
       .title = "With DULBE switched off a Read in an Empty zone succeeds",
       .clauses = {"ZNS-IO-007", "FID-05-1"},
       .run = errors_end_when_switched_off},
      {.id = "features/dulbe-after-reset",
       .title = "A Controller Reset switches DULBE off",
       .clauses = {"FID-05-1", "FEA-012"},
       .needs = {Need::SaveAndSelect, Need::ControllerReset, Need::WholeNamespace},
       .run = errors_end_with_a_reset},
      {.id = "features/dulbe-not-supported",
       .title = "A namespace without errors on deallocated blocks does not say that they are on",
       .clauses = {"FID-05-1"},
       .run = without_support_it_stays_off},
      {.id = "features/write-cache-off-commits",
       .title = "Switching the write cache off makes durable what is in it",
       .clauses = {"FID-06-1", "FID-06h"},
       .needs = {Need::PowerCycle, Need::WholeNamespace},
       .run = switching_off_commits},
      {.id = "features/write-cache-off-durable",
       .title = "With the write cache off everything that is written is durable",
       .clauses = {"FID-06-1"},
       .needs = {Need::PowerCycle, Need::WholeNamespace},
       .run = everything_is_durable},
  };
}

}  // namespace zns::suites
