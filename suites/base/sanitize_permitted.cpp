// Sanitize: what succeeds while an operation goes on, and what does not end it.
#include <string>
#include <vector>

#include "reference/spec/text.hpp"
#include "suites/base/sanitize_parts.hpp"

namespace zns::suites {
namespace {

using namespace sanitizing;

// ---- what is permitted ----------------------------------------------------------------------------------------------

struct Permitted {
  const char* name;
  Command::Body body;
  std::size_t returned = 0;
};

void permits(Bench& bench, const std::vector<Permitted>& trials) {
  start(bench, quickest(bench));
  std::vector<Answer> answers;
  for (const Permitted& trial : trials) {
    answers.push_back({trial.name, bench.admin_once(trial.body, {.bytes = trial.returned}).status});
    needs_progress(bench);
  }
  static_cast<void>(wait(bench));
  expect_each(bench, answers, kSuccess);
}

void permits_looks(Bench& bench) {
  permits(bench, {{.name = "Identify", .body = Identify{.cns = Cns::Controller}, .returned = kIdentifyBytes},
                  {.name = "Get Features", .body = GetFeatures{.fid = Fid::Arbitration}},
                  {.name = "Abort", .body = Abort{.sqid = 0, .cid = 0xFFFF}}});
}

void permits_keep_alive(Bench& bench) {
  bench.needs(bench.facts().controller.kas != 0, "the device has no Keep Alive (KAS = 0)");
  permits(bench, {{.name = "Keep Alive", .body = KeepAlive{}}});
}

void permits_set_features(Bench& bench) {
  const Completion value = bench.admin(GetFeatures{.fid = Fid::Arbitration});
  bench.expect_success(value);
  const SetFeatures same{.dw11 = static_cast<std::uint32_t>(value.result), .fid = Fid::Arbitration};
  bench.expect_success(bench.admin(same));
  permits(bench, {{.name = "Set Features", .body = same}});
}

// ---- resets ---------------------------------------------------------------------------------------------------------

void outlives(Bench& bench, Reset kind) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Full, 1);
  const Sanitize command = quickest(bench);
  start(bench, command);
  needs_progress(bench);
  bench.reset(kind);
  const SanitizeStatus found = status(bench);
  static_cast<void>(wait(bench));
  bench.expect(found.state() != SanitizeState::Never && found.scdw10 == cdw10_of(command),
               "the sanitize operation of before the reset, with SCDW10 " + hex(cdw10_of(command)),
               name_of(found.state()) + ", " + hex(found.scdw10));
  static_cast<void>(succeed(bench));
  bench.expect_zone(zone, ZoneState::Empty);
  bench.expect_deallocated(zone.zslba, 1);
}

}  // namespace

std::vector<Case> sanitize_permitted_cases() {
  using N = Need;
  const std::vector<Need> sanitizing{N::Sanitize};
  return {
      {.id = "sanitize/permits-looks",
       .title = "Identify, Get Features and Abort succeed while an operation goes on",
       .clauses = {"SAN-003"},
       .needs = sanitizing,
       .run = permits_looks},
      {.id = "sanitize/permits-keep-alive",
       .title = "Keep Alive succeeds while an operation goes on",
       .clauses = {"SAN-003"},
       .needs = sanitizing,
       .run = permits_keep_alive},
      {.id = "sanitize/permits-set-features",
       .title = "Set Features succeeds while an operation goes on",
       .clauses = {"SAN-003"},
       .needs = sanitizing,
       .run = permits_set_features},
      {.id = "sanitize/over-controller-reset",
       .title = "A sanitize operation goes on over a Controller Reset",
       .clauses = {"SAN-004"},
       .needs = {N::Sanitize, N::ControllerReset},
       .run = [](Bench& bench) { outlives(bench, Reset::Controller); }},
      {.id = "sanitize/over-power-cycle",
       .title = "A sanitize operation goes on after a power cycle",
       .clauses = {"SAN-004"},
       .needs = {N::Sanitize, N::PowerCycle},
       .run = [](Bench& bench) { outlives(bench, Reset::PowerCycle); }},
  };
}

}  // namespace zns::suites
