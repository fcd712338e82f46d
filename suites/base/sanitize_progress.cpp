// Sanitize: what is told and refused while an operation goes on, and after one that failed.
#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "reference/spec/text.hpp"
#include "reference/spec/zone_report.hpp"
#include "suites/base/log_page_parts.hpp"
#include "suites/base/sanitize_parts.hpp"

namespace zns::suites {
namespace {

using namespace sanitizing;

// ---- the log page ---------------------------------------------------------------------------------------------------

// Sanitize is completed when the operation has started, or later; the page knows of it by then.
void tells_from_the_start(Bench& bench) {
  const Sanitize command = quickest(bench);
  start(bench, command);
  const SanitizeStatus found = status(bench);
  static_cast<void>(wait(bench));
  bench.expect(found.state() != SanitizeState::Never, "SSTAT: a sanitize operation has started, or ended",
               name_of(found.state()));
  bench.expect(found.scdw10 == cdw10_of(command), "SCDW10 " + hex(cdw10_of(command)) + ", that of the command",
               hex(found.scdw10));
}

void progress_does_not_go_back(Bench& bench) {
  constexpr int kLooks = 8;
  start(bench, quickest(bench));
  std::vector<std::uint16_t> told;
  for (int i = 0; i < kLooks; ++i) {
    const SanitizeStatus found = status(bench);
    if (found.state() != SanitizeState::InProgress) break;
    told.push_back(found.sprog);
  }
  const SanitizeStatus ended = wait(bench);
  std::uint16_t latest = 0;
  for (const std::uint16_t sprog : told) {
    bench.expect(sprog >= latest, "SPROG of at least " + hex(latest), hex(sprog));
    bench.expect(sprog != kNotSanitizing, "SPROG below FFFFh while the operation goes on", hex(sprog));
    latest = sprog;
  }

  bench.expect(ended.sprog == kNotSanitizing, "SPROG FFFFh when the operation has ended", hex(ended.sprog));
}

// ---- what is refused ------------------------------------------------------------------------------------------------

struct Trial {
  std::string name;
  Command command;
  std::size_t returned = 0;
  bool sends_block = false;
};

// Each would succeed at other times: the zones are Closed with a block, and Empty.
std::vector<Trial> io_trials(const Bench& bench, const ZoneRef& closed, const ZoneRef& empty) {
  const std::uint32_t nsid = bench.facts().nsid;
  const std::size_t block = bench.facts().lba_bytes;
  std::vector<Trial> trials{
      {.name = "Read", .command = {.nsid = nsid, .body = Read{.slba = closed.zslba}}, .returned = block},
      {.name = "Write", .command = {.nsid = nsid, .body = Write{.slba = empty.zslba}}, .sends_block = true},
      {.name = "Open Zone",
       .command = {.nsid = nsid, .body = ZoneManagementSend{.slba = empty.zslba, .zsa = ZoneSendAction::Open}}},
      {.name = "Reset Zone",
       .command = {.nsid = nsid, .body = ZoneManagementSend{.slba = closed.zslba, .zsa = ZoneSendAction::Reset}}},
      {.name = "Report Zones",
       .command = {.nsid = nsid,
                   .body = ZoneManagementReceive{.slba = closed.zslba,
                                                 .numd = NumberOfDwords::of_count(report_bytes(1, 0) / 4),
                                                 .partial = true}},
       .returned = report_bytes(1, 0)}};
  if (bench.facts().append)
    trials.push_back({.name = "Zone Append",
                      .command = {.nsid = nsid, .body = ZoneAppend{.zslba = empty.zslba}},
                      .sends_block = true});
  if (bench.facts().write_zeroes)
    trials.push_back({.name = "Write Zeroes", .command = {.nsid = nsid, .body = WriteZeroes{.slba = empty.zslba}}});
  return trials;
}

Status try_io(Bench& bench, const Trial& trial, const ZoneRef& empty) {
  const Bytes sent = trial.sends_block ? bench.pattern(empty.zslba, 1) : Bytes{};
  Bytes returned(trial.returned);
  const Sqe sqe = encode(trial.command);
  return bench.submit_once({.queue = trial.command.queue, .sqe = sqe, .to_device = sent, .from_device = returned})
      .status;
}

void refuses_io(Bench& bench) {
  const ZoneRef closed = bench.a_zone_in(ZoneState::Closed, 1);
  const ZoneRef empty = bench.a_zone_in(ZoneState::Empty);
  start(bench, quickest(bench));
  std::vector<Answer> answers;
  for (const Trial& trial : io_trials(bench, closed, empty)) {
    answers.push_back({trial.name, try_io(bench, trial, empty)});
    needs_progress(bench);
  }
  static_cast<void>(succeed(bench));
  expect_each(bench, answers, Status::SanitizeInProgress);
  bench.expect_zone(closed, ZoneState::Empty);
  bench.expect_zone(empty, ZoneState::Empty);
}

// Flush may be carried out, for there is nothing to be made durable.
void flush_is_no_error(Bench& bench) {
  start(bench, quickest(bench));
  const Status seen = bench.submit_once({.sqe = encode(Command{.nsid = bench.facts().nsid, .body = Flush{}})}).status;
  needs_progress(bench);
  static_cast<void>(wait(bench));
  bench.expect(seen == kSuccess || seen == Status::SanitizeInProgress,
               "success, or Sanitize In Progress, to Flush while the operation goes on", to_string(seen));
}

void refuses_another(Bench& bench) {
  Sanitize command = quickest(bench);
  start(bench, command);
  command.ause = false;
  std::vector<Answer> answers{{"Sanitize", bench.admin_once(command).status}};
  answers.push_back(
      {"Exit Failure Mode", bench.admin_once(Sanitize{.sanact = SanitizeAction::ExitFailureMode}).status});
  needs_progress(bench);
  const SanitizeStatus found = wait(bench);
  expect_each(bench, answers, Status::SanitizeInProgress);
  command.ause = true;
  bench.expect(found.scdw10 == cdw10_of(command), "SCDW10 of the command that started the operation",
               hex(found.scdw10));
}

void refuses_format(Bench& bench) {
  const Carries carries = bench.target().carries();
  bench.needs((bench.facts().controller.oacs & 1U << 1) != 0, "the device does not support Format NVM (OACS bit 1)");
  bench.needs(carries.consents.format, "the namespace is formatted with --allow format only");
  start(bench, quickest(bench));
  const FormatNvm format{.lbaf = static_cast<std::uint8_t>(bench.facts().ns.format_index())};
  const std::vector<Answer> answers{{"Format NVM", bench.admin_once(format, {.nsid = bench.facts().nsid}).status}};
  needs_progress(bench);
  static_cast<void>(wait(bench));
  expect_each(bench, answers, Status::SanitizeInProgress);
}

// ---- failure --------------------------------------------------------------------------------------------------------

void fail_to(Bench& bench) {
  start(bench, quickest(bench));
  bench.needs(wait(bench).state() == SanitizeState::Failed, "the sanitize operation succeeds");
}

void refuses_io_after_failure(Bench& bench) {
  const ZoneRef closed = bench.a_zone_in(ZoneState::Closed, 1);
  const ZoneRef empty = bench.a_zone_in(ZoneState::Empty);
  fail_to(bench);
  const SanitizeStatus found = status(bench);
  bench.expect(found.sprog == kNotSanitizing, "SPROG FFFFh after a failure", hex(found.sprog));
  for (const Trial& trial : io_trials(bench, closed, empty)) {
    const Status seen = try_io(bench, trial, empty);
    bench.expect(seen == Status::SanitizeFailed,
                 to_string(Status::SanitizeFailed) + " to " + trial.name + " after the operation failed",
                 to_string(seen));
  }
}

// The operation was started in the unrestricted completion mode: its failure can be left.
void leaves_failure(Bench& bench) {
  fail_to(bench);
  bench.expect_success(bench.admin_once(Sanitize{.sanact = SanitizeAction::ExitFailureMode}));
  bench.expect_success(bench.select_all(ZoneSendAction::Reset));
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect_pattern(zone.zslba, 1);
}

}  // namespace

std::vector<Case> sanitize_progress_cases() {
  const std::vector<Need> sanitizing{Need::Sanitize};
  return {
      {.id = "sanitize/log-from-the-start",
       .title = "Sanitize Status tells of an operation by the time Sanitize is completed",
       .clauses = {"SAN-002"},
       .needs = sanitizing,
       .run = tells_from_the_start},
      {.id = "sanitize/progress",
       .title = "The progress of a sanitize operation does not go back, and is FFFFh at its end",
       .clauses = {"SAN-002"},
       .needs = sanitizing,
       .run = progress_does_not_go_back},
      {.id = "sanitize/refuses-io",
       .title = "I/O commands end with Sanitize In Progress while an operation goes on, and do nothing",
       .clauses = {"ZNS-RST-043", "SAN-003"},
       .needs = sanitizing,
       .run = refuses_io},
      {.id = "sanitize/flush",
       .title = "Flush succeeds, or ends with Sanitize In Progress, while an operation goes on",
       .clauses = {"SAN-003"},
       .needs = sanitizing,
       .run = flush_is_no_error},
      {.id = "sanitize/refuses-sanitize",
       .title = "Sanitize ends with Sanitize In Progress while an operation goes on",
       .clauses = {"SAN-003"},
       .needs = sanitizing,
       .run = refuses_another},
      {.id = "sanitize/refuses-format",
       .title = "Format NVM ends with Sanitize In Progress while an operation goes on",
       .clauses = {"SAN-003"},
       .needs = sanitizing,
       .run = refuses_format},
      {.id = "sanitize/failed",
       .title = "I/O commands end with Sanitize Failed after an operation that failed",
       .clauses = {"ZNS-RST-043"},
       .needs = sanitizing,
       .run = refuses_io_after_failure},
      {.id = "sanitize/leaves-failure",
       .title = "Exit Failure Mode leaves the failure of an unrestricted operation, and I/O goes on",
       .clauses = {"ZNS-RST-043", "SAN-001"},
       .needs = sanitizing,
       .run = leaves_failure},
  };
}

}  // namespace zns::suites
