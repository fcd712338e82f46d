#include "harness/report/console.hpp"

#include <gmock/gmock.h>

#include "harness/coverage/coverage.hpp"
#include "harness/report/report_for_tests.hpp"

namespace zns::harness {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kGolden = R"(target    ref:
device    Drive & Co (1.0), serial S<1>??: nsid 1
geometry  16 zones of 64 blocks (ZSZE 0x40), capacity 48 (ZCAP 0x30), blocks of 4096 bytes, 1024 in all (NSZE 0x400), extensions of 0 bytes
limits    at most 5 active (MAR 4), any number open, transfers of any size (MDTS), appends of any size (ZASL); Zone Append
seed      7
began     2026-11-29T23:04:33Z
host      build7
kernel    Linux 6.1.0 x86_64
emulator  QEMU 7.2.13
znspec    0.1.0
command   znspec run ref: --seed 7

Base 2.0 7.1  Flush command
  ✔ flush/ok  What flush/ok expects

ZNS 1.1 3.4.3  Zone Management Send command
  × send/failed     What send/failed expects
      requires  ZNS-ZMS-021 (shall)  ZNS 1.1 3.4.3.1.1
                Close Zone on an Explicitly Opened zone with nothing written leaves it Closed, holding an active resource, and not Empty.
      expected  Zone Is Full (SCT 1h, SC B9h)
                Zone Boundary Error (SCT 1h, SC B8h)
      observed  Successful Completion (SCT 0h, SC 00h)
      zones     zone 3  ZSF -> ZSIO  zslba 0x30
      commands  write slba=0x30 nlb=0 -> Successful Completion (SCT 0h, SC 00h)
      remark    witnesses disagree
      replay    znspec run ref: --filter send/failed --seed 7
  ~ send/known      known deviation: old firmware (d.toml:3)
  ! send/warned     warning: zone 4 went ZSRO
  - send/skipped    not applicable: no open limit
  ? send/undecided  error: inconclusive

Listed deviations
  × deviation/d.toml:9  stale: gone

Failed: ZNS 1.1 3.4.3  Zone Management Send command
  × send/failed  What send/failed expects
      expected  Zone Is Full (SCT 1h, SC B9h)
                Zone Boundary Error (SCT 1h, SC B8h)
      observed  Successful Completion (SCT 0h, SC 00h)
      replay    znspec run ref: --filter send/failed --seed 7

Failed: Listed deviations
  × deviation/d.toml:9  stale: gone

freedoms used: implicit-close 12, status-precedence 1
99 commands, and 1.5 MiB written, in 3.2 s
1 of @ clauses exercised

Not conformant
tested    4 of at most 9 applicable cases
accepted  1 deviation, as listed in d.toml (2 entries)
7 cases: 1 passed, 1 failed, 1 known deviation, 1 stale deviation, 1 warned, 1 not applicable, 1 error
)";

TEST(Console, FollowsTheStandardsTableOfContents) {
  std::string golden = kGolden;  // every new case changes how many clauses there are
  golden.replace(golden.find('@'), 1, std::to_string(exercised({}).of));
  EXPECT_EQ(render_console(report_for_tests(), false), golden);
}

TEST(Console, SaysWhyTheRunStopped) {
  Report report = report_for_tests();
  report.stopped = "the device is gone (6 of 9 cases were run)";
  EXPECT_THAT(render_console(report, false), HasSubstr("\nstopped: the device is gone (6 of 9 cases were run)\n"));
}

TEST(Console, ShowsTheLastTwelveCommands) {
  Report report = report_for_tests();
  auto& commands = report.sections[1].cases[0].result.failure->commands;
  commands.clear();
  for (int i = 1; i <= 14; ++i) commands.push_back("command " + std::to_string(i) + ".");
  const std::string text = render_console(report, false);
  EXPECT_THAT(text, HasSubstr("commands  (2 before these)\n                command 3.\n"));
  EXPECT_THAT(text, HasSubstr("command 14."));
  EXPECT_THAT(text, Not(HasSubstr("command 2.")));
}

TEST(Console, RequiresTheClausesThatTheFailureNames) {
  Report report = report_for_tests();
  report.sections[1].cases[0].result.failure->clauses = {"ZNS-GEN-001"};
  EXPECT_THAT(render_console(report, false), HasSubstr("requires  ZNS-GEN-001 (shall)"));
  EXPECT_THAT(render_console(report, false), Not(HasSubstr("ZNS-ZMS-021")));
}

TEST(Console, ShowsWhatAWarnedCaseObserved) {
  Report report = report_for_tests();
  report.sections[1].cases[2].result.failure = failure_for_tests();
  EXPECT_THAT(render_console(report, false),
              HasSubstr("! send/warned     warning: zone 4 went ZSRO\n      requires  ZNS-ZMS-021"));
}

TEST(Console, UsesColoursOnlyWhenTold) {
  EXPECT_THAT(render_console(report_for_tests(), true), HasSubstr("\033[32m✔\033[0m flush/ok"));
  EXPECT_THAT(render_console(report_for_tests(), false), Not(HasSubstr("\033")));
}

TEST(Console, HasTheSummaryOnlyWhereItIsQuiet) {
  EXPECT_EQ(
      render_console(report_for_tests(), ConsoleStyle{.quiet = true}),
      "target    ref:\nNot conformant\ntested    4 of at most 9 applicable cases\naccepted  1 deviation, as listed in "
      "d.toml "
      "(2 "
      "entries)\n7 cases: 1 passed, 1 failed, 1 known deviation, 1 stale deviation, 1 warned, 1 not applicable, 1 "
      "error\n");
}

TEST(Console, SaysWhatWasShownAndIsNotCounted) {
  // given a finding that was shown as it came
  const Report report = report_for_tests();
  ConsoleReport console{{}};
  CaseReport early = report.sections[1].cases[0];
  early.result.id = "send/early";
  EXPECT_THAT(console.add(report.sections[1], 0, early), HasSubstr("× send/early"));
  // when one that has more in it took its place
  const std::string end = console.end(report);
  // then it says so
  EXPECT_THAT(end, HasSubstr("  send/early is a part of what was found later, and is not counted\n"));
}

TEST(Console, LeavesOutWhatNeedsNoAttentionOnDemand) {
  const std::string text = render_console(report_for_tests(), ConsoleStyle{.failures_only = true});
  for (const char* shown : {"× send/failed", "? send/undecided", "× deviation/d.toml:9", "requires  ZNS-ZMS-021"})
    EXPECT_THAT(text, HasSubstr(shown));
  for (const char* left_out : {"flush/ok", "Flush command", "send/known", "send/warned", "send/skipped"})
    EXPECT_THAT(text, Not(HasSubstr(left_out)));
}

}  // namespace
}  // namespace zns::harness
