// Sanitize: what an operation leaves of zones and of what they held.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reference/spec/async_event.hpp"
#include "reference/spec/text.hpp"
#include "suites/base/async_events_parts.hpp"
#include "suites/base/features_parts.hpp"
#include "suites/base/sanitize_parts.hpp"
#include "suites/contents.hpp"

namespace zns::suites {
namespace {

using namespace sanitizing;

struct Trial {
  SanitizeAction sanact;
  std::uint32_t ability;
  const char* slug;
  const char* name;
};
constexpr Trial kTrials[] = {
    {SanitizeAction::BlockErase, sanicap::kBlockErase, "block-erase", "Block Erase"},
    {SanitizeAction::Overwrite, sanicap::kOverwrite, "overwrite", "Overwrite"},
    {SanitizeAction::CryptoErase, sanicap::kCryptoErase, "crypto-erase", "Crypto Erase"},
};

void run(Bench& bench, const Sanitize& command) {
  start(bench, command);
  static_cast<void>(succeed(bench));
}

// A zone that failed may stay as it is, or go Offline (AMB-15).
void expect_all_zones(Bench& bench, ZoneState state) {
  for (const ZoneDescriptor& zone : bench.all_descriptors()) {
    const bool has_failed = zone.zs == ZoneState::ReadOnly || zone.zs == ZoneState::Offline;
    bench.expect(has_failed || zone.zs == state, "every zone in " + std::string{letters(state)} + " after Sanitize",
                 "the zone at " + hex(zone.zslba) + " in " + std::string{letters(zone.zs)});
  }
}

std::vector<ZoneRef> zones_with_data(Bench& bench) {
  std::vector<ZoneRef> zones{bench.a_zone_in(ZoneState::Full, 1)};
  for (const ZoneState state : {ZoneState::Closed, ZoneState::ImplicitlyOpened})
    if (bench.free_zones() > 0) zones.push_back(bench.a_zone_in(state, 1));
  return zones;
}

void empties_zones(Bench& bench, const Trial& trial) {
  bench.needs(can(bench, trial.ability), std::string{"the device has no "} + trial.name + " (SANICAP)");
  const std::vector<ZoneRef> zones = zones_with_data(bench);
  run(bench, action(trial.sanact));
  for (const ZoneRef& zone : zones) {
    bench.expect_zone(zone, ZoneState::Empty);
    bench.expect_deallocated(zone.zslba, 1);
  }
  expect_all_zones(bench, ZoneState::Empty);
}

void frees_every_resource(Bench& bench) {
  bench.fill_active_limit(ZoneState::Closed);
  run(bench, quickest(bench));
  const Resources held = bench.resources_held();
  bench.expect(held.active == 0 && held.open == 0, "no active and no open zone after Sanitize",
               std::to_string(held.active) + " active, " + std::to_string(held.open) + " open");
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Open));
}

void takes_extensions_away(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.expect_success(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern()));
  run(bench, quickest(bench));
  bench.expect_zone(zone, ZoneState::Empty);
  bench.expect_zdev(zone, false);
}

void takes_writes_from_the_start(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Full, 1);
  run(bench, quickest(bench));
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect_pattern(zone.zslba, 1);
}

// ---- No-Deallocate After Sanitize -----------------------------------------------------------------------------------

Sanitize keeping_allocated(const Bench& bench) {
  Sanitize command = quickest(bench);
  command.ndas = true;
  return command;
}

// Zones are Full where the controller says what media is like then (NODMMAS), and else Empty.
void leaves_zones_full(Bench& bench, bool said) {
  bench.needs(!can(bench, sanicap::kNoDeallocateInhibited), "the device inhibits No-Deallocate After Sanitize (NDI)");
  bench.needs(can(bench, sanicap::kModified) == said, said ? "the device does not say what media is like then (NODMMAS)"
                                                           : "the device says what media is like then (NODMMAS)");
  const ZoneRef zone = bench.a_zone_in(ZoneState::Closed, 1);
  const Bytes written = bench.pattern(zone.zslba, 1);
  start(bench, keeping_allocated(bench));
  const SanitizeStatus found = succeed(bench);
  bench.expect(found.state() == SanitizeState::Succeeded, "SSTAT 001b", name_of(found.state()));
  expect_all_zones(bench, said ? ZoneState::Full : ZoneState::Empty);
  Bytes data;
  if (bench.read(zone.zslba, 1, &data).status == kSuccess)
    bench.expect(data != written, "nothing of what was written before Sanitize", "the block of before");
}

// NDI: the zones are deallocated all the same where the host asked for no more than a warning.
void deallocates_with_a_warning(Bench& bench) {
  static constexpr features::Place kConfig{.fid = Fid::SanitizeConfig, .mask = kNoDeallocateWarns};
  bench.needs(can(bench, sanicap::kNoDeallocateInhibited), "the device does not inhibit No-Deallocate (NDI)");
  features::needs_changeable(bench, kConfig);
  features::keeping(bench, kConfig, [&](std::uint32_t) {
    bench.expect_success(features::set(bench, kConfig, kNoDeallocateWarns));
    const ZoneRef zone = bench.a_zone_in(ZoneState::Closed, 1);
    start(bench, keeping_allocated(bench));
    const SanitizeStatus found = succeed(bench);
    const bool said = can(bench, sanicap::kModified);
    const SanitizeState right = said ? SanitizeState::SucceededDeallocated : SanitizeState::Succeeded;
    bench.expect(found.state() == right, "SSTAT: " + name_of(right), name_of(found.state()));
    bench.expect_zone(zone, ZoneState::Empty);
  });
}

// ---- what is told ---------------------------------------------------------------------------------------------------

void tells_the_end(Bench& bench) {
  constexpr int kMostUntold = 4;  // of the operations before, and whatever else
  std::optional<Completion> untold = bench.request_event();
  for (int i = 0; i < kMostUntold && untold; ++i) {
    static_cast<void>(status(bench));
    untold = bench.request_event();
  }
  bench.needs(!untold, "the device has other events to tell");
  run(bench, quickest(bench));
  const std::optional<Completion> told = events::next(bench);
  bench.expect(told.has_value(), "the event Sanitize Operation Completed", "none");
  bench.expect_success(*told);
  const AsyncEvent event = decode_async_event(told->result);
  bench.expect(event == kSanitizeCompleted, "DW0 of Sanitize Operation Completed: " + hex(encode(kSanitizeCompleted)),
               hex(told->result));
}

bool says_erased(const SanitizeStatus& found) {
  return (found.sstat & kGlobalDataErased) != 0;
}

void says_that_nothing_is_written(Bench& bench) {
  start(bench, quickest(bench));
  bench.expect(says_erased(succeed(bench)), "Global Data Erased after Sanitize", "0");
}

void says_that_something_is_written(Bench& bench) {
  run(bench, quickest(bench));
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect(!says_erased(status(bench)), "no Global Data Erased: a block was written", "1");
}

}  // namespace

std::vector<Case> sanitize_cases() {
  using N = Need;
  const std::vector<Need> sanitizing{N::Sanitize};
  std::vector<Case> cases = sanitize_refusal_cases();
  for (const Trial& trial : kTrials)
    cases.push_back(
        {.id = std::string{"sanitize/"} + trial.slug,
         .title = std::string{"After Sanitize with "} + trial.name + " every zone is Empty, and what it held is gone",
         .clauses = {"ZNS-RST-040", "SAN-005", "ZNS-SM-030"},
         .needs = sanitizing,
         .run = [&trial](Bench& bench) { empties_zones(bench, trial); }});
  cases.insert(cases.end(),
               {
                   {.id = "sanitize/frees-resources",
                    .title = "After Sanitize no zone holds an active or an open resource",
                    .clauses = {"ZNS-SM-030"},
                    .needs = {N::Sanitize, N::ActiveLimit},
                    .run = frees_every_resource},
                   {.id = "sanitize/takes-extensions",
                    .title = "Sanitize takes Zone Descriptor Extensions away",
                    .clauses = {"SAN-005"},
                    .needs = {N::Sanitize, N::Extension},
                    .run = takes_extensions_away},
                   {.id = "sanitize/writes-from-the-start",
                    .title = "After Sanitize a zone is written from its start",
                    .clauses = {"ZNS-RST-040"},
                    .needs = sanitizing,
                    .run = takes_writes_from_the_start},
                   {.id = "sanitize/no-deallocate",
                    .title = "Sanitize with No-Deallocate leaves zones Full, and nothing of what they held",
                    .clauses = {"ZNS-RST-042", "SAN-005"},
                    .needs = sanitizing,
                    .run = [](Bench& bench) { leaves_zones_full(bench, true); }},
                   {.id = "sanitize/no-deallocate-unsaid",
                    .title = "Sanitize with No-Deallocate leaves zones Empty where NODMMAS is 00b",
                    .clauses = {"ZNS-RST-041"},
                    .needs = sanitizing,
                    .run = [](Bench& bench) { leaves_zones_full(bench, false); }},
                   {.id = "sanitize/no-deallocate-warned",
                    .title = "Sanitize with No-Deallocate, inhibited and warned of, leaves zones Empty, and says so",
                    .clauses = {"ZNS-RST-042", "ZNS-RST-041", "FID-17h"},
                    .needs = sanitizing,
                    .run = deallocates_with_a_warning},
                   {.id = "sanitize/event",
                    .title = "The end of a sanitize operation is told by an event",
                    .clauses = {"SAN-002"},
                    .level = Level::Should,
                    .needs = {N::Sanitize, N::Events},
                    .run = tells_the_end},
                   {.id = "sanitize/global-data-erased",
                    .title = "Sanitize Status tells Global Data Erased after Sanitize",
                    .clauses = {"SAN-002"},
                    .level = Level::Should,
                    .needs = sanitizing,
                    .run = says_that_nothing_is_written},
                   {.id = "sanitize/global-data-written",
                    .title = "Sanitize Status tells no Global Data Erased once a block is written",
                    .clauses = {"SAN-002"},
                    .needs = sanitizing,
                    .run = says_that_something_is_written},
               });
  for (const auto part : {sanitize_progress_cases, sanitize_permitted_cases})
    for (Case& each : part()) cases.push_back(std::move(each));
  return cases;
}

}  // namespace zns::suites
