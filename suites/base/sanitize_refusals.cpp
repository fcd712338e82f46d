// Sanitize: what is refused, and changes nothing.
#include <string>
#include <vector>

#include "reference/spec/features.hpp"
#include "suites/base/features_parts.hpp"
#include "suites/base/sanitize_parts.hpp"

namespace zns::suites {
namespace {

using namespace sanitizing;

// ... leaves a zone with a block in it alone.
void expect_refused(Bench& bench, const Sanitize& command, Status status) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Closed, 1);
  const ZoneDescriptor before = bench.descriptor(zone);
  const Completion cqe = send(bench, command);
  if (cqe.status == kSuccess) static_cast<void>(wait(bench));  // what it should not have started
  bench.expect_status(cqe, {status});
  bench.expect_unchanged(zone, before);
  bench.expect_pattern(zone.zslba, 1);
}

// The one action that erases nothing, also where the device does not tell of Sanitize.
void is_no_command(Bench& bench) {
  bench.needs(bench.facts().controller.sanicap == 0, "the device supports Sanitize (SANICAP)");
  expect_refused(bench, {.sanact = SanitizeAction::ExitFailureMode}, Status::InvalidCommandOpcode);
}

void refuses_action(Bench& bench, SanitizeAction action) {
  expect_refused(bench, {.sanact = action, .ause = true}, Status::InvalidFieldInCommand);
}

void refuses_what_it_lacks(Bench& bench) {
  struct Ability {
    std::uint32_t bit;
    SanitizeAction action;
  };
  constexpr Ability kAbilities[] = {{sanicap::kBlockErase, SanitizeAction::BlockErase},
                                    {sanicap::kOverwrite, SanitizeAction::Overwrite},
                                    {sanicap::kCryptoErase, SanitizeAction::CryptoErase}};
  bool lacks_one = false;
  for (const Ability& each : kAbilities) {
    if (can(bench, each.bit)) continue;
    refuses_action(bench, each.action);
    lacks_one = true;
  }
  bench.needs(lacks_one, "the device has every action (SANICAP)");
}

void refuses_no_deallocate(Bench& bench) {
  static constexpr features::Place kConfig{.fid = Fid::SanitizeConfig, .mask = kNoDeallocateWarns};
  bench.needs(can(bench, sanicap::kNoDeallocateInhibited), "the device does not inhibit No-Deallocate (NDI)");
  features::needs_changeable(bench, kConfig);
  features::keeping(bench, kConfig, [&](std::uint32_t) {
    bench.expect_success(features::set(bench, kConfig, 0));
    Sanitize command = quickest(bench);
    command.ndas = true;
    expect_refused(bench, command, Status::InvalidFieldInCommand);
  });
}

// What it answers where there is no failure to leave is not said; but it erases nothing.
void leaves_no_failure(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Closed, 1);
  const ZoneDescriptor before = bench.descriptor(zone);
  const SanitizeStatus told = status(bench);
  bench.needs(told.state() != SanitizeState::Failed, "a sanitize operation has failed");
  static_cast<void>(send(bench, {.sanact = SanitizeAction::ExitFailureMode}));
  const SanitizeState now = status(bench).state();
  bench.expect(now == told.state(), "SSTAT as before Exit Failure Mode: " + name_of(told.state()), name_of(now));
  bench.expect_unchanged(zone, before);
  bench.expect_pattern(zone.zslba, 1);
}

constexpr auto kReserved = static_cast<SanitizeAction>(7);

}  // namespace

std::vector<Case> sanitize_refusal_cases() {
  const std::vector<Need> sanitizing{Need::Sanitize};
  return {
      {.id = "sanitize/absent",
       .title = "Sanitize is an invalid opcode where SANICAP is 0",
       .clauses = {"SAN-001"},
       .run = is_no_command},
      {.id = "sanitize/reserved-action",
       .title = "Sanitize with a reserved action is aborted and changes nothing",
       .clauses = {"SAN-001", "GEN-003"},
       .needs = sanitizing,
       .run = [](Bench& bench) { refuses_action(bench, kReserved); }},
      {.id = "sanitize/action-0",
       .title = "Sanitize without an action is aborted and changes nothing",
       .clauses = {"SAN-001", "GEN-003"},
       .needs = sanitizing,
       .run = [](Bench& bench) { refuses_action(bench, SanitizeAction{}); }},
      {.id = "sanitize/unsupported-action",
       .title = "Sanitize with an action that SANICAP lacks is aborted and changes nothing",
       .clauses = {"SAN-001"},
       .needs = sanitizing,
       .run = refuses_what_it_lacks},
      {.id = "sanitize/no-deallocate-inhibited",
       .title = "Sanitize with No-Deallocate is aborted where NDI is 1 and NODRM is 0",
       .clauses = {"ZNS-RST-041", "ZNS-RST-042", "FID-17h"},
       .needs = sanitizing,
       .run = refuses_no_deallocate},
      {.id = "sanitize/exit-without-failure",
       .title = "Exit Failure Mode changes nothing where no operation has failed",
       .clauses = {"SAN-001"},
       .needs = sanitizing,
       .run = leaves_no_failure},
  };
}

}  // namespace zns::suites
